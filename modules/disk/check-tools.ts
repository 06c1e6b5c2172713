import type { Machine } from './disk.types.ts';

/** Megabytes that the folder of a copy may take: lists of extents and of limits. */
const leastFreeMiB = 16;

/** One need of a copy, and which packages have it. */
interface Need {
  /** What is printed where it is there: a version, or \`yes\`. */
  readonly key: string;
  readonly probe: string;
  readonly what: string;
  /** By family of distributions. */
  readonly packages: { readonly debian: string; readonly redhat: string; readonly suse: string };
  /** The first version that does it. */
  readonly least?: readonly [number, number];
}

const coreutils = { debian: 'coreutils', redhat: 'coreutils', suse: 'coreutils' };
const utilLinux = { debian: 'util-linux', redhat: 'util-linux', suse: 'util-linux' };
const nbdkit = {
  debian: 'nbdkit',
  redhat: 'nbdkit nbdkit-basic-plugins nbdkit-basic-filters',
  suse: 'nbdkit',
};
const libnbd = { debian: 'libnbd-bin', redhat: 'libnbd', suse: 'libnbd' };
const yes = (test: string): string => `${test} >/dev/null 2>&1 && echo yes`;
const has = (program: string): string => yes(`command -v ${program}`);

const ofBoth: readonly Need[] = [
  {
    key: 'python3',
    probe: 'python3 -c \'import hashlib, sys; print("%d.%d" % sys.version_info[:2])\' 2>/dev/null',
    what: 'python3',
    packages: { debian: 'python3', redhat: 'python3', suse: 'python3' },
    least: [3, 6],
  },
  { key: 'blockdev', probe: has('blockdev'), what: 'blockdev', packages: utilLinux },
  { key: 'lsblk', probe: has('lsblk'), what: 'lsblk', packages: utilLinux },
];

/** What a machine does for copies: `relay` is a source that reads from NBD servers of others. */
export type ToolRole = 'source' | 'relay' | 'hypervisor' | 'destination';

const ofSource: readonly Need[] = [
  {
    key: 'nbdkit',
    probe: "nbdkit --version 2>/dev/null | sed -n 's/^nbdkit \\([0-9.]*\\).*/\\1/p'",
    what: 'nbdkit',
    packages: nbdkit,
    least: [1, 20],
  },
  ...(['extentlist', 'rate', 'truncate'] as const).map((filter) => ({
    key: filter,
    probe: yes(`nbdkit --filter=${filter} null --dump-plugin`),
    what: `nbdkit's filter ${filter}`,
    packages: nbdkit,
  })),
  { key: 'file', probe: yes('nbdkit file --dump-plugin'), what: "nbdkit's file plugin", packages: nbdkit },
  {
    key: 'nbdinfo',
    probe: "nbdinfo --version 2>/dev/null | sed -n 's/^nbdinfo \\([0-9.]*\\).*/\\1/p'",
    what: 'nbdinfo',
    packages: libnbd,
    least: [1, 8],
  },
  ...ofBoth,
];

const ofRelay: readonly Need[] = [
  ...ofSource,
  {
    key: 'nbd',
    probe: yes('nbdkit nbd --dump-plugin'),
    what: "nbdkit's nbd plugin",
    packages: { debian: 'nbdkit', redhat: 'nbdkit-nbd-plugin', suse: 'nbdkit-nbd-plugin' },
  },
];

const qemu = { debian: 'qemu-utils', redhat: 'qemu-img', suse: 'qemu-tools' };

const needs: Readonly<Record<ToolRole, readonly Need[]>> = {
  source: ofSource,
  relay: ofRelay,
  hypervisor: [
    ...ofRelay,
    { key: 'qemu-img', probe: has('qemu-img'), what: 'qemu-img', packages: qemu },
    { key: 'qemu-nbd', probe: has('qemu-nbd'), what: 'qemu-nbd', packages: qemu },
    { key: 'realpath', probe: yes('realpath -e /'), what: 'realpath', packages: coreutils },
  ],
  destination: [
    {
      key: 'nbdcopy',
      probe: "nbdcopy --version 2>/dev/null | sed -n 's/^nbdcopy \\([0-9.]*\\).*/\\1/p'",
      what: 'nbdcopy',
      packages: libnbd,
      least: [1, 8],
    },
    {
      key: 'ssh',
      probe: has('ssh'),
      what: 'ssh',
      packages: { debian: 'openssh-client', redhat: 'openssh-clients', suse: 'openssh-clients' },
    },
    { key: 'fallocate', probe: has('fallocate'), what: 'fallocate', packages: utilLinux },
    { key: 'blkdiscard', probe: has('blkdiscard'), what: 'blkdiscard', packages: utilLinux },
    {
      key: 'dd',
      probe: yes('dd if=/dev/null of=/dev/null iflag=skip_bytes,count_bytes status=none'),
      what: 'dd with iflag=skip_bytes (GNU coreutils)',
      packages: coreutils,
    },
    {
      key: 'cmp',
      probe: yes('cmp -s -n 512 -i 512:0 /dev/zero /dev/zero'),
      what: 'cmp with -n and -i (GNU diffutils)',
      packages: { debian: 'diffutils', redhat: 'diffutils', suse: 'diffutils' },
    },
    ...ofBoth,
  ],
};

/** Prints \`KEY VALUE\` for all that is asked for. */
function scriptOf(asked: readonly Need[]): string {
  return [
    ...asked.map(({ key, probe }) => `printf '%s %s\\n' ${key} "$(${probe})"`),
    `printf 'free %s\\n' "$(df -Pk /tmp | awk 'NR == 2 { print $4 }')"`,
    `printf 'user %s\\n' "$(id -u)"`,
    `(. /etc/os-release 2>/dev/null; printf 'system %s\\n' "$ID $ID_LIKE")`,
  ].join('\n');
}

/**
 * What a machine lacks for its part in copies, in words with what to install; none if all is there. Throws
 * `host-unreachable` where the machine cannot be reached.
 */
export async function checkTools(machine: Machine, role: ToolRole): Promise<readonly string[]> {
  const asked = needs[role];
  const { stdout } = await machine.connection.execute(['/bin/sh', '-c', scriptOf(asked)], {
    environment: { LC_ALL: 'C' },
    timeoutMs: 60_000,
  });
  const answers = new Map(
    stdout.split('\n').map((line) => {
      const [key = '', ...words] = line.split(' ');
      return [key, words.join(' ').trim()] as const;
    }),
  );
  return problemsIn(machine.name, asked, answers);
}

function problemsIn(
  name: string,
  asked: readonly Need[],
  answers: ReadonlyMap<string, string>,
): readonly string[] {
  const system = answers.get('system') ?? '';
  const problems = asked.flatMap((need) => {
    const found = answers.get(need.key) ?? '';
    if (found === '') return [`${name} lacks ${need.what}. Install it there: ${installOf(need, system)}.`];
    if (need.least === undefined || isNewEnough(found, need.least)) return [];
    return [
      `${name} has ${need.what} ${found}, and ${need.least.join('.')} is the first version that does what is needed. Install a newer one there.`,
    ];
  });
  const free = Number(answers.get('free'));
  if (free < leastFreeMiB * 1024)
    problems.push(
      `${name} has ${Math.floor(free / 1024)} MiB free in /tmp, and a copy needs ${leastFreeMiB}. Make room there.`,
    );
  if (answers.get('user') !== '0')
    problems.push(
      `${name} is not worked on as root, which alone reads and writes devices. Log in as root, or let the user sudo without a password.`,
    );
  return problems;
}

function installOf({ packages }: Need, system: string): string {
  if (/debian|ubuntu/.test(system)) return `apt-get install ${packages.debian}`;
  if (/rhel|fedora|centos|rocky|almalinux/.test(system)) return `dnf install ${packages.redhat}`;
  if (/suse/.test(system)) return `zypper install ${packages.suse}`;
  return `the package is ${packages.debian} on Debian and Ubuntu, ${packages.redhat} on Red Hat's and Fedora, ${packages.suse} on SUSE`;
}

function isNewEnough(version: string, [major, minor]: readonly [number, number]): boolean {
  const [ownMajor = 0, ownMinor = 0] = version.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}
