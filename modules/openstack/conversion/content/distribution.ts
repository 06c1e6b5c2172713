/*
 * What conversion hosts are made of: which program installs packages there, and what the packages with nbdkit, nbdcopy
 * and the rest are called. Names as the distributions' own indexes of packages have them.
 */

export type Command = readonly [string, ...string[]];

/** How packages get onto a family of distributions. */
export interface Family {
  readonly name: string;
  /** What stands in ID or ID_LIKE of /etc/os-release. */
  readonly ids: readonly string[];
  readonly packages: readonly string[];
  /** Run before packages are looked for. */
  readonly refresh: readonly Command[];
  readonly install: (packages: readonly string[]) => Command;
  /** Brings what is installed up to date. */
  readonly update: Command;
  readonly environment: Readonly<Record<string, string>>;
}

/** Another run of apt (the first boot's own) is waited for, and not an error. */
const APT = ['apt-get', '-q', '-y', '-o', 'DPkg::Lock::Timeout=600'] as const;
const DNF = ['dnf', '-q', '-y'] as const;

const families: readonly Family[] = [
  {
    name: 'Debian',
    ids: ['debian', 'ubuntu'],
    packages: ['nbdkit', 'libnbd-bin', 'openssh-client', 'util-linux', 'coreutils', 'diffutils', 'python3'],
    refresh: [[...APT, 'update']],
    install: (packages) => [...APT, 'install', '--no-install-recommends', ...packages],
    update: [...APT, 'dist-upgrade'],
    environment: { DEBIAN_FRONTEND: 'noninteractive' },
  },
  {
    name: 'Red Hat',
    ids: ['rhel', 'centos', 'rocky', 'almalinux', 'fedora'],
    packages: [
      'nbdkit',
      'nbdkit-basic-plugins',
      'nbdkit-basic-filters',
      'libnbd',
      'openssh-clients',
      'util-linux',
      'coreutils',
      'diffutils',
      'python3',
    ],
    refresh: [],
    // `coreutils` may be `coreutils-single` on small images: what provides the name is taken, and nothing is swapped.
    install: (packages) => [...DNF, 'install', '--setopt=install_weak_deps=False', ...packages],
    update: [...DNF, 'update'],
    environment: {},
  },
];

/** What a machine says of itself. */
export interface Distribution {
  /** For people: `Debian GNU/Linux 12 (bookworm)`. */
  readonly title: string;
  readonly id: string;
  /** Undefined: one that drover has no packages for. */
  readonly family: Family | undefined;
}

/** Reads /etc/os-release. Source of the form: os-release(5). */
export function readDistribution(osRelease: string): Distribution {
  const values = new Map(
    osRelease.split(/\r?\n/).flatMap((line) => {
      const [, key, value] = /^\s*([A-Z_][A-Z0-9_]*)=(.*?)\s*$/.exec(line) ?? [];
      return key === undefined || value === undefined ? [] : [[key, unquoted(value)] as const];
    }),
  );
  const id = values.get('ID') ?? 'linux';
  const ids = [id, ...(values.get('ID_LIKE') ?? '').split(/\s+/)];
  const family = ids
    .map((one) => families.find((candidate) => candidate.ids.includes(one)))
    .find((found) => found !== undefined);
  return { title: values.get('PRETTY_NAME') ?? id, id, family };
}

/** A value as the shell reads it. */
function unquoted(value: string): string {
  const inner = /^"(.*)"$/.exec(value)?.[1] ?? /^'(.*)'$/.exec(value)?.[1] ?? value;
  return inner.replaceAll(/\\(["\\$`])/g, '$1');
}

/** The names of the distributions that drover has packages for, for messages. */
export const KNOWN = 'CentOS Stream, RHEL, Rocky Linux, AlmaLinux, Fedora, Debian and Ubuntu';
