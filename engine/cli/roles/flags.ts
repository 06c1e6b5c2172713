import { sourceFlags, type Flag } from '../source-flags.ts';

/** What commander gives for the flags of `roles`. */
export interface RolesFlags {
  readonly requirements?: string;
  readonly lock?: string;
  readonly playbook?: readonly string[];
  readonly frozen?: boolean;
  readonly all?: true;
  readonly to?: string;
  readonly server?: string;
  readonly caFile?: string;
  readonly knownHosts?: string;
  readonly timeout?: string;
  readonly output?: string;
}

export const rolesFlags: readonly Flag[] = [
  {
    flags: '-r, --requirements <file>',
    description: 'the requirements (default: requirements.yml of this folder)',
  },
  ...sourceFlags,
  {
    flags: '--playbook <source>',
    description: 'lock a playbook of a repository as well: git+https://host/hooks.git//site.yml,main',
    many: true,
  },
  { flags: '--all', description: 'update all of them' },
  { flags: '--to <folder>', description: 'where vendor copies to (default: vendor)' },
  { flags: '--server <server>', description: 'the Galaxy server: an address, or a name of ansible.cfg' },
  { flags: '--ca-file <file>', description: 'certificates of authorities to trust, in PEM' },
  { flags: '--known-hosts <file>', description: 'the keys of SSH servers (default: those of ssh itself)' },
  { flags: '--timeout <seconds>', description: 'what one source may take (default 120)' },
  { flags: '--output <form>', description: 'text or json', default: 'text' },
];
