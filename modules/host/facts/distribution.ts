import type { Collector } from './collector.ts';

const families: Readonly<Record<string, readonly string[]>> = {
  RedHat: ['rhel', 'fedora', 'centos', 'rocky', 'almalinux', 'ol', 'amzn', 'virtuozzo', 'scientific'],
  Debian: ['debian', 'ubuntu', 'raspbian', 'linuxmint', 'pop', 'kali', 'devuan'],
  Suse: ['sles', 'sled', 'opensuse', 'opensuse-leap', 'opensuse-tumbleweed', 'sle_hpc'],
  Alpine: ['alpine'],
  Archlinux: ['arch', 'manjaro'],
  Gentoo: ['gentoo'],
  NixOS: ['nixos'],
};

const names: Readonly<Record<string, string>> = {
  rhel: 'RedHat',
  fedora: 'Fedora',
  centos: 'CentOS',
  rocky: 'Rocky',
  almalinux: 'AlmaLinux',
  ol: 'OracleLinux',
  amzn: 'Amazon',
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  raspbian: 'Raspbian',
  linuxmint: 'Linux Mint',
  sles: 'SLES',
  'opensuse-leap': 'openSUSE Leap',
  'opensuse-tumbleweed': 'openSUSE Tumbleweed',
  alpine: 'Alpine',
  arch: 'Archlinux',
};

const packageManagers: readonly (readonly [string, string])[] = [
  ['dnf5', '/usr/bin/dnf5'],
  ['dnf', '/usr/bin/dnf'],
  ['dnf', '/usr/bin/microdnf'],
  ['yum', '/usr/bin/yum'],
  ['apt', '/usr/bin/apt-get'],
  ['zypper', '/usr/bin/zypper'],
  ['apk', '/sbin/apk'],
  ['pacman', '/usr/bin/pacman'],
];

/** First processes whose service manager is called otherwise. */
const initNames: Readonly<Record<string, string | undefined>> = {
  'openrc-init': 'openrc',
  procd: 'openwrt_init',
  'runit-init': 'runit',
  svscan: 'svc',
};

const systemdMarks = ['/run/systemd/system', '/dev/.run/systemd', '/dev/.systemd'];
const serviceMarks = [...systemdMarks, '/etc/init', '/sbin/openrc', '/etc/init.d'];

/** What the machine runs, from os-release(5). */
export const distribution: Collector = {
  subsets: ['distribution', 'min', 'hardware', 'pkg_mgr', 'service_mgr', 'os_family'],
  files: [
    '/etc/os-release',
    '/usr/lib/os-release',
    '/etc/debian_version',
    '/proc/1/comm',
    '/etc/redhat-release',
  ],
  commands: {
    serviceMarks: [
      '/bin/sh',
      '-c',
      `ls -d ${serviceMarks.join(' ')} 2>/dev/null; command -v systemctl initctl; readlink /sbin/init; true`,
    ],
    packageManagers: [
      '/bin/sh',
      '-c',
      `ls ${packageManagers.map(([, path]) => path).join(' ')} 2>/dev/null; true`,
    ],
  },
  parse: (reading) => {
    const release = parseOsRelease(
      reading.text('/etc/os-release') ?? reading.text('/usr/lib/os-release') ?? '',
    );
    const id = release['ID'] ?? 'linux';
    const version = versionOf(id, release, reading.text('/etc/debian_version'));
    const present = (reading.output('packageManagers') ?? '').split('\n');
    return {
      distribution: names[id] ?? release['NAME'] ?? id,
      distribution_version: version,
      distribution_major_version: version.split('.')[0] ?? version,
      distribution_minor_version: version.split('.')[1] ?? 'NA',
      lsb: lsbOf(release, names[id] ?? id),
      distribution_release:
        release['VERSION_CODENAME'] ?? /\(([^)]+)\)/.exec(release['VERSION'] ?? '')?.[1] ?? 'NA',
      distribution_file_parsed: true,
      distribution_file_path: '/etc/os-release',
      distribution_file_variety: names[id] ?? release['NAME'] ?? id,
      os_family: familyOf(id, release['ID_LIKE'] ?? ''),
      pkg_mgr: packageManagers.find(([, path]) => present.includes(path))?.[0] ?? 'unknown',
      service_mgr: serviceManager(reading.text('/proc/1/comm'), reading.output('serviceMarks') ?? ''),
    };
  },
};

function parseOsRelease(text: string): Readonly<Record<string, string>> {
  const pairs = text.split('\n').flatMap((line) => {
    const match = /^\s*([A-Z0-9_]+)=(?:"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S*))\s*$/.exec(line);
    if (match?.[1] === undefined) return [];
    const value = match[2]?.replace(/\\(.)/g, '$1') ?? match[3] ?? match[4] ?? '';
    return [[match[1], value] as const];
  });
  return Object.fromEntries(pairs);
}

/** What lsb_release(1) tells, where the system has a code name. */
function lsbOf(release: Readonly<Record<string, string>>, id: string): Record<string, string> {
  const { VERSION_CODENAME: codename, VERSION_ID: version = '', PRETTY_NAME: description = '' } = release;
  if (codename === undefined) return {};
  return { id, description, release: version, codename, major_release: version.split('.')[0] ?? version };
}

function versionOf(
  id: string,
  release: Readonly<Record<string, string>>,
  debianVersion: string | undefined,
): string {
  const exact = debianVersion?.trim();
  if (id === 'debian' && exact !== undefined && /^\d/.test(exact)) return exact;
  return release['VERSION_ID'] ?? 'NA';
}

function familyOf(id: string, like: string): string {
  for (const name of [id, ...like.split(' ')]) {
    const family = Object.entries(families).find(([, members]) => members.includes(name))?.[0];
    if (family !== undefined) return family;
  }
  return names[id] ?? id;
}

/** The first process by its name; where it has none of its own, what is there to manage services with. */
function serviceManager(init: string | undefined, seen: string): string {
  const name = init?.trim() ?? '';
  if (name !== '' && name !== 'init' && !name.endsWith('sh')) return initNames[name] ?? name;
  const has = (word: string): boolean => seen.split('\n').some((line) => line.endsWith(word));
  if (has('/systemctl') && systemdMarks.some(has)) return 'systemd';
  if (has('/initctl') && has('/etc/init')) return 'upstart';
  if (has('/sbin/openrc')) return 'openrc';
  if (has('/systemctl') && has('/systemd')) return 'systemd';
  return has('/etc/init.d') ? 'sysvinit' : 'service';
}
