import type { Schema } from '../../../engine/schema/types.ts';

/** The arguments of the apt module. */
export const aptArguments = {
  package: {
    type: 'array',
    items: { type: 'string', description: 'A package: `name`, `name=1.2*`, `name/release`, or a glob.' },
    description: 'The packages.',
    aliases: ['pkg', 'name'],
  },
  state: {
    type: 'string',
    enum: ['absent', 'build-dep', 'fixed', 'latest', 'present'],
    description:
      'Whether they are to be there; latest: in their newest version; build-dep: what they are built with; fixed: mended.',
    default: 'present',
  },
  update_cache: {
    type: 'boolean',
    description: 'Read the lists of packages anew first.',
    aliases: ['update-cache'],
  },
  update_cache_retries: { type: 'integer', description: 'How often that is tried.', default: 5 },
  update_cache_retry_max_delay: {
    type: 'integer',
    description: 'Seconds between two tries at most.',
    default: 12,
  },
  cache_valid_time: {
    type: 'integer',
    description: 'Seconds for which the lists are new enough; sets update_cache.',
    default: 0,
  },
  deb: {
    type: 'string',
    format: 'path',
    description: 'A package file of the machine, or a URL, to install.',
  },
  upgrade: {
    type: 'string',
    enum: ['dist', 'full', 'no', 'safe', 'yes'],
    description: 'Upgrade all packages: yes and safe remove none, dist and full may.',
    default: 'no',
  },
  purge: { type: 'boolean', description: 'Remove their configuration, too.', default: false },
  default_release: { type: 'string', description: 'The release to prefer.', aliases: ['default-release'] },
  install_recommends: {
    type: 'boolean',
    description: 'Whether packages that they recommend are installed, too.',
    aliases: ['install-recommends'],
  },
  force: { type: 'boolean', description: 'Install even what cannot be verified.', default: false },
  dpkg_options: {
    type: 'string',
    description: 'Options of dpkg, with commas between them.',
    default: 'force-confdef,force-confold',
  },
  autoremove: { type: 'boolean', description: 'Remove what nothing needs any more.', default: false },
  autoclean: {
    type: 'boolean',
    description: 'Remove files of packages that are no longer offered.',
    default: false,
  },
  clean: {
    type: 'boolean',
    description: 'Remove all files of packages that were downloaded.',
    default: false,
  },
  fail_on_autoremove: {
    type: 'boolean',
    description: 'Fail rather than remove any package.',
    default: false,
  },
  only_upgrade: {
    type: 'boolean',
    description: 'Upgrade packages that are there, install none.',
    default: false,
  },
  policy_rc_d: {
    type: 'integer',
    description: 'What policy-rc.d gives back while packages are set up: 101 keeps services from starting.',
  },
  force_apt_get: {
    type: 'boolean',
    description: 'Accepted: it is always apt-get that is used.',
    default: false,
  },
  allow_unauthenticated: {
    type: 'boolean',
    description: 'Install packages whose signature cannot be verified.',
    default: false,
    aliases: ['allow-unauthenticated'],
  },
  allow_downgrade: {
    type: 'boolean',
    description: 'Install an older version than the one that is there.',
    default: false,
    aliases: ['allow-downgrade', 'allow_downgrades', 'allow-downgrades'],
  },
  allow_change_held_packages: {
    type: 'boolean',
    description: 'Change packages that are held.',
    default: false,
  },
  lock_timeout: { type: 'integer', description: 'Seconds to wait for another apt or dpkg.', default: 60 },
} as const satisfies Readonly<Record<string, Schema>>;

export interface AskedApt {
  readonly package?: readonly string[];
  readonly state: 'absent' | 'build-dep' | 'fixed' | 'latest' | 'present';
  readonly update_cache?: boolean;
  readonly update_cache_retries: number;
  readonly update_cache_retry_max_delay: number;
  readonly cache_valid_time: number;
  readonly deb?: string;
  readonly upgrade: 'dist' | 'full' | 'no' | 'safe' | 'yes';
  readonly purge: boolean;
  readonly default_release?: string;
  readonly install_recommends?: boolean;
  readonly force: boolean;
  readonly dpkg_options: string;
  readonly autoremove: boolean;
  readonly autoclean: boolean;
  readonly clean: boolean;
  readonly fail_on_autoremove: boolean;
  readonly only_upgrade: boolean;
  readonly policy_rc_d?: number;
  readonly allow_unauthenticated: boolean;
  readonly allow_downgrade: boolean;
  readonly allow_change_held_packages: boolean;
  readonly lock_timeout: number;
}
