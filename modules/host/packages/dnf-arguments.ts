import type { Schema } from '../../../engine/schema/types.ts';

const list = (description: string, item: string) =>
  ({ type: 'array', items: { type: 'string', description: item }, description, default: [] }) as const;
const flag = (description: string) => ({ type: 'boolean', description, default: false }) as const;

/** The arguments of the dnf module, and of yum. */
export const dnfArguments = {
  name: {
    type: 'array',
    items: { type: 'string', description: 'A package, `name-version`, a group with @, a file or a URL.' },
    description: 'The packages; * for all.',
    aliases: ['pkg'],
    default: [],
  },
  state: {
    type: 'string',
    enum: ['absent', 'installed', 'latest', 'present', 'removed'],
    description: 'Whether they are to be there. Default: present; with autoremove: absent.',
  },
  update_cache: {
    type: 'boolean',
    description: 'Read the lists of packages anew first.',
    aliases: ['expire-cache'],
    default: false,
  },
  update_only: flag('With latest: upgrade packages that are there, install none.'),
  autoremove: flag('Remove what nothing needs any more.'),
  allow_downgrade: flag('Install an older version than the one that is there.'),
  allowerasing: flag('Remove packages that are in the way.'),
  nobest: flag('Take an older version where the newest cannot be installed.'),
  skip_broken: flag('Leave out packages that cannot be installed.'),
  security: flag('With latest: only upgrades that mend security.'),
  bugfix: flag('With latest: only upgrades that mend mistakes.'),
  cacheonly: flag('Work with the lists that are there, however old.'),
  download_only: flag('Download the packages, and do not install them.'),
  download_dir: { type: 'string', description: 'Where downloaded packages go.' },
  enablerepo: list('Repositories to use beside the others.', 'A repository.'),
  disablerepo: list('Repositories not to use.', 'A repository.'),
  exclude: list('Packages to leave alone.', 'A package.'),
  disable_excludes: {
    type: 'string',
    description: 'Which excludes of the configuration not to heed: all, main or a repository.',
  },
  enable_plugin: list('Plugins to use.', 'A plugin.'),
  disable_plugin: list('Plugins not to use.', 'A plugin.'),
  conf_file: { type: 'string', description: 'The configuration, in place of the machine’s own.' },
  installroot: {
    type: 'string',
    description: 'The folder that is the root of what is changed.',
    default: '/',
  },
  releasever: { type: 'string', description: 'The release whose packages to take.' },
  install_weak_deps: { type: 'boolean', description: 'Install what they recommend, too.', default: true },
  disable_gpg_check: flag('Install packages whose signature cannot be verified.'),
  validate_certs: { type: 'boolean', description: 'Verify certificates of URLs.', default: true },
  sslverify: { type: 'boolean', description: 'Verify certificates of repositories.', default: true },
  lock_timeout: {
    type: 'integer',
    description: 'Accepted: the program waits for its lock itself.',
    default: 30,
  },
  install_repoquery: { type: 'boolean', description: 'Accepted; it is not needed.', default: true },
  use_backend: {
    type: 'string',
    description: 'dnf, dnf4, dnf5 or yum; auto takes the one that is there.',
    default: 'auto',
  },
} as const satisfies Readonly<Record<string, Schema>>;

export interface AskedDnf {
  readonly name: readonly string[];
  readonly state?: 'absent' | 'installed' | 'latest' | 'present' | 'removed';
  readonly update_cache: boolean;
  readonly update_only: boolean;
  readonly autoremove: boolean;
  readonly allow_downgrade: boolean;
  readonly allowerasing: boolean;
  readonly nobest: boolean;
  readonly skip_broken: boolean;
  readonly security: boolean;
  readonly bugfix: boolean;
  readonly cacheonly: boolean;
  readonly download_only: boolean;
  readonly download_dir?: string;
  readonly enablerepo: readonly string[];
  readonly disablerepo: readonly string[];
  readonly exclude: readonly string[];
  readonly disable_excludes?: string;
  readonly enable_plugin: readonly string[];
  readonly disable_plugin: readonly string[];
  readonly conf_file?: string;
  readonly installroot: string;
  readonly releasever?: string;
  readonly install_weak_deps: boolean;
  readonly disable_gpg_check: boolean;
  readonly sslverify: boolean;
  readonly use_backend: string;
}
