import type { Schema } from '../../../engine/schema/types.ts';

/** The arguments of the user module. */
export const userArguments = {
  name: { type: 'string', description: 'The account.', aliases: ['user'] },
  state: {
    type: 'string',
    enum: ['absent', 'present'],
    description: 'Whether it is to be there.',
    default: 'present',
  },
  uid: { type: 'integer', description: 'Its number.' },
  non_unique: {
    type: 'boolean',
    description: 'Give it its number even if another account has it.',
    default: false,
  },
  group: { type: 'string', description: 'Its primary group, by name or number.' },
  groups: {
    type: 'array',
    items: { type: 'string', description: 'A group.' },
    description: 'Its further groups: these and no others, unless append is set.',
  },
  append: { type: 'boolean', description: 'Leave it in the groups that it is in.', default: false },
  comment: { type: 'string', description: 'Its description: the GECOS field.' },
  home: { type: 'string', format: 'path', description: 'Its home folder.' },
  create_home: {
    type: 'boolean',
    description: 'Make the home folder, for an account that is there, too.',
    default: true,
    aliases: ['createhome'],
  },
  move_home: { type: 'boolean', description: 'Move what is in its home to the new one.', default: false },
  skeleton: { type: 'string', description: 'The folder whose files a new home gets.' },
  umask: { type: 'string', description: 'The umask of a new home.' },
  shell: { type: 'string', description: 'Its shell.' },
  password: {
    type: 'string',
    description: 'The hash of its password, as crypt(3) makes it; `*` for none that fits.',
    secret: true,
  },
  update_password: {
    type: 'string',
    enum: ['always', 'on_create'],
    description: 'Set the password always, or only where the account is made.',
    default: 'always',
  },
  password_lock: { type: 'boolean', description: 'Lock the password, or unlock it.' },
  password_expire_max: { type: 'integer', description: 'Days after which the password must be changed.' },
  password_expire_min: { type: 'integer', description: 'Days before which it may not be changed again.' },
  expires: {
    type: 'number',
    description: 'When the account ends, in seconds since 1970; a negative number takes the end away.',
  },
  system: {
    type: 'boolean',
    description: 'Make it as an account of the system, with a low number.',
    default: false,
  },
  force: {
    type: 'boolean',
    description: 'Remove it even while it is logged in; write over a key that is there.',
    default: false,
  },
  remove: { type: 'boolean', description: 'Remove its home and its mail with it.', default: false },
  seuser: { type: 'string', description: 'Its SELinux user.' },
  local: {
    type: 'boolean',
    description:
      'Look at and change the machine’s own files alone, with libuser: for machines in a directory.',
  },
  generate_ssh_key: { type: 'boolean', description: 'Make a key for SSH, if it has none.' },
  ssh_key_bits: { type: 'integer', description: 'How many bits; 0 leaves it to ssh-keygen.', default: 0 },
  ssh_key_type: { type: 'string', description: 'Its type.', default: 'rsa' },
  ssh_key_file: {
    type: 'string',
    format: 'path',
    description: 'Its file, from the home folder. Default: .ssh/id_TYPE.',
  },
  ssh_key_comment: {
    type: 'string',
    description: 'Its comment. Default: `ansible-generated on` and the name of the machine.',
  },
  ssh_key_passphrase: { type: 'string', description: 'Its passphrase; none without it.', secret: true },
  login_class: { type: 'string', description: 'Of other systems; without effect on Linux.' },
  hidden: { type: 'boolean', description: 'Of other systems; without effect on Linux.' },
  profile: { type: 'string', description: 'Of other systems; without effect on Linux.' },
  authorization: { type: 'string', description: 'Of other systems; without effect on Linux.' },
  role: { type: 'string', description: 'Of other systems; without effect on Linux.' },
} as const satisfies Readonly<Record<string, Schema>>;

/** What is asked of an account, as far as it concerns its entry. */
export interface AskedUser {
  readonly name: string;
  readonly uid?: number;
  readonly non_unique: boolean;
  readonly group?: string;
  readonly groups?: readonly string[];
  readonly append: boolean;
  readonly comment?: string;
  readonly home?: string;
  readonly create_home: boolean;
  readonly move_home: boolean;
  readonly skeleton?: string;
  readonly umask?: string;
  readonly shell?: string;
  readonly password?: string;
  readonly update_password: 'always' | 'on_create';
  readonly password_lock?: boolean;
  readonly password_expire_max?: number;
  readonly password_expire_min?: number;
  readonly expires?: number;
  readonly system: boolean;
  readonly force: boolean;
  readonly remove: boolean;
  readonly seuser?: string;
  readonly local?: boolean;
}
