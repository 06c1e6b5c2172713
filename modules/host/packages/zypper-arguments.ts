import type { Infer, Schema } from '../../../engine/schema/types.ts';

const flag = (description: string) => ({ type: 'boolean', description, default: false }) as const;

/** The arguments of the zypper module. */
export const zypperArguments = {
  name: {
    type: 'array',
    items: {
      type: 'string',
      description: 'A package, `name=version`, `name>=version`, -name, a file or a URL.',
    },
    description: 'The packages; * for all.',
    aliases: ['pkg'],
  },
  state: {
    type: 'string',
    enum: ['absent', 'installed', 'latest', 'present', 'removed', 'dist-upgrade'],
    description:
      'Whether they are to be there; dist-upgrade, with *, brings all to what the repositories have.',
    default: 'present',
  },
  type: {
    type: 'string',
    enum: ['package', 'patch', 'pattern', 'product', 'srcpackage', 'application'],
    description: 'What they are.',
    default: 'package',
  },
  extra_args_precommand: { type: 'string', description: 'Further options, in front of the command.' },
  extra_args: { type: 'string', description: 'Further options, behind the command.' },
  disable_gpg_check: flag('Install packages whose signature cannot be verified.'),
  disable_recommends: {
    type: 'boolean',
    description: 'Do not install what they recommend.',
    default: true,
  },
  force: flag('Install what is there already, too.'),
  force_resolution: flag('Find a way by itself where there are conflicts.'),
  update_cache: {
    type: 'boolean',
    description: 'Read the lists of packages anew first.',
    default: false,
    aliases: ['refresh'],
  },
  oldpackage: flag('Install an older version than the one that is there. So with a version.'),
  allow_vendor_change: flag('With dist-upgrade: take packages of another vendor.'),
  replacefiles: flag('Install packages that have the same files as others.'),
  clean_deps: flag('With absent: remove what nothing needs any more, too.'),
} as const satisfies Readonly<Record<string, Schema>>;

export type AskedZypper = Infer<{
  readonly type: 'object';
  readonly properties: typeof zypperArguments;
  readonly required: readonly ['name'];
}>;
