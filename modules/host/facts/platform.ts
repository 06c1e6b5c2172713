import type { Collector } from './collector.ts';

/** Kernel, names and user, from uname(1), hostname(1) and id(1). */
export const platform: Collector = {
  subsets: ['platform', 'min', 'user', 'env', 'cmdline', 'python'],
  files: ['/proc/cmdline', '/proc/uptime', '/etc/machine-id', '/etc/hosts'],
  commands: {
    uname: ['uname', '-srmvn'],
    kernelVersion: ['uname', '-v'],
    fqdn: ['hostname', '-f'],
    user: [
      '/bin/sh',
      '-c',
      'id -un; id -u; id -g; getent passwd "$(id -u)" 2>/dev/null || grep "^$(id -un):" /etc/passwd; true',
    ],
    python: ['/bin/sh', '-c', 'command -v python3 && python3 -V'],
  },
  parse: (reading) => {
    const [system = 'Linux', node = 'localhost', kernel = ''] = (reading.output('uname') ?? '')
      .trim()
      .split(' ');
    const machine = (reading.output('uname') ?? '').trim().split(' ').at(-1) ?? '';
    const fqdn = fqdnOf(node, reading.text('/etc/hosts') ?? '', reading.output('fqdn')?.trim());
    const [user = '', uid = '0', gid = '0', passwd = ''] = (reading.output('user') ?? '').split('\n');
    const [, , , , gecos = '', home = '', shell = ''] = passwd.split(':');
    return {
      system,
      kernel,
      kernel_version: (reading.output('kernelVersion') ?? '').trim(),
      machine,
      architecture: machine,
      userspace_architecture: machine,
      userspace_bits: /64/.test(machine) ? '64' : '32',
      nodename: node,
      hostname: node.split('.')[0] ?? node,
      fqdn,
      domain: fqdn.split('.').slice(1).join('.'),
      machine_id: reading.text('/etc/machine-id')?.trim() ?? '',
      uptime_seconds: Math.floor(Number((reading.text('/proc/uptime') ?? '0').split(' ')[0])),
      cmdline: Object.fromEntries(cmdlineWords(reading.text('/proc/cmdline') ?? '')),
      proc_cmdline: withRepeats(cmdlineWords(reading.text('/proc/cmdline') ?? '')),
      env: definedOnly(reading.environment),
      user_id: user,
      user_uid: Number(uid),
      user_gid: Number(gid),
      real_user_id: Number(uid),
      effective_user_id: Number(uid),
      real_group_id: Number(gid),
      effective_group_id: Number(gid),
      user_gecos: gecos,
      user_dir: home,
      user_shell: shell,
      ...pythonFacts(reading.output('python')),
    };
  },
};

/** The first name with a dot that /etc/hosts has for the machine's own address, else the first of all. */
function fqdnOf(node: string, hosts: string, otherwise: string | undefined): string {
  const lines = hosts.split('\n').map((line) => line.replace(/#.*/, '').trim().split(/\s+/));
  const own = lines.find(([address = '', ...names]) => names.includes(node) && !address.includes(':'));
  const [, ...names] = lines.find(([address]) => address === own?.[0]) ?? [];
  if (own === undefined) return otherwise === undefined || otherwise === '' ? node : otherwise;
  return names.find((name) => name.includes('.')) ?? names[0] ?? node;
}

function cmdlineWords(text: string): readonly (readonly [string, string | boolean])[] {
  return text
    .trim()
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const at = word.indexOf('=');
      return at === -1 ? ([word, true] as const) : ([word.slice(0, at), word.slice(at + 1)] as const);
    });
}

/** Words that stand more than once have a list of their values. */
function withRepeats(words: readonly (readonly [string, string | boolean])[]): Record<string, unknown> {
  const names = [...new Set(words.map(([name]) => name))];
  const valuesOf = (wanted: string) => words.filter(([name]) => name === wanted).map(([, value]) => value);
  return Object.fromEntries(
    names.map((name) => {
      const [first, ...more] = valuesOf(name);
      return [name, more.length === 0 ? first : [first, ...more]];
    }),
  );
}

function definedOnly(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}

function pythonFacts(output: string | undefined): Record<string, unknown> {
  const [path, version] = (output ?? '').split('\n');
  const match = /Python (\d+)\.(\d+)\.(\d+)/.exec(version ?? '');
  if (match === null || path === undefined) return {};
  const [major, minor, micro] = match.slice(1).map(Number);
  return {
    python_version: `${major ?? 0}.${minor ?? 0}.${micro ?? 0}`,
    python: {
      executable: path,
      type: 'cpython',
      has_sslcontext: true,
      version: { major, minor, micro, releaselevel: 'final', serial: 0 },
      version_info: [major, minor, micro, 'final', 0],
    },
  };
}
