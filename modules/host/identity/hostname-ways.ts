/** Where machines keep their name. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../engine/module.ts';
import { isSystemdRunning } from '../services/manager.ts';
import { distributionIds } from './distribution.ts';

/** A file with the name in it. */
export interface NameFile {
  readonly path: string;
  readonly read: (text: string) => string;
  readonly write: (text: string, name: string) => string;
  /** A program that makes the name hold at once. */
  readonly program?: readonly [string, ...string[]];
}

export type HostnameWay = { readonly kind: 'systemd' } | ({ readonly kind: 'file' } & NameFile);

const alone = { read: (text: string) => text.trim(), write: (_text: string, name: string) => `${name}\n` };

/** A setting among others: its line is replaced, or added. */
function setting(key: string, quote: string): Pick<NameFile, 'read' | 'write'> {
  const pattern = new RegExp(`^[ \\t]*${key}[ \\t]*=[ \\t]*"?([^"\\n]*?)"?[ \\t]*$`, 'm');
  return {
    read: (text) => pattern.exec(text)?.[1] ?? '',
    write: (text, name) => {
      const line = `${key}=${quote}${name}${quote}`;
      if (pattern.test(text)) return text.replace(pattern, () => line);
      return `${text === '' || text.endsWith('\n') ? text : `${text}\n`}${line}\n`;
    },
  };
}

const files = {
  plain: { kind: 'file', path: '/etc/hostname', ...alone },
  sles: { kind: 'file', path: '/etc/HOSTNAME', ...alone },
  alpine: {
    kind: 'file',
    path: '/etc/hostname',
    ...alone,
    program: ['hostname', '-F', '/etc/hostname'],
  },
  redhat: { kind: 'file', path: '/etc/sysconfig/network', ...setting('HOSTNAME', '') },
  openrc: { kind: 'file', path: '/etc/conf.d/hostname', ...setting('hostname', '"') },
} as const satisfies Readonly<Record<string, HostnameWay>>;

/** What the argument `use` names. The others are of systems that drover does not reach. */
const named: Readonly<Record<string, HostnameWay>> = {
  alpine: files.alpine,
  debian: { kind: 'systemd' },
  openrc: files.openrc,
  redhat: files.redhat,
  sles: files.sles,
  systemd: { kind: 'systemd' },
};

/** Distributions by their ID, where systemd does not run. */
const byDistribution: Readonly<Record<string, HostnameWay>> = {
  alpine: files.alpine,
  arch: files.plain,
  debian: files.plain,
  fedora: files.redhat,
  gentoo: files.openrc,
  rhel: files.redhat,
  sles: files.sles,
  suse: files.sles,
  ubuntu: files.plain,
  void: files.plain,
};

/** How this machine keeps its name. Throws `module-failed` where nobody knows. */
export async function hostnameWay(use: string | undefined, connection: Connection): Promise<HostnameWay> {
  if (use !== undefined) return named[use] ?? unknown(use);
  if (await isSystemdRunning(connection)) return { kind: 'systemd' };
  const ids = await distributionIds(connection);
  const way = ids.map((id) => byDistribution[id]).find((each) => each !== undefined);
  if (way !== undefined) return way;
  const isPlain = (await connection.files.status('/etc/hostname', { follow: true })) !== undefined;
  return isPlain ? files.plain : unknown(ids[0] ?? 'unknown');
}

function unknown(platform: string): never {
  throw new DroverError('module-failed', {
    detail: `hostname module cannot be used on platform Linux (${platform})`,
    help: `Say with use how the name is kept: ${Object.keys(named).join(', ')}.`,
  });
}
