/** The bed of hosts, for tests: hosts.sh beside this folder brings them up. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const script = join(import.meta.dirname, '..', 'hosts.sh');
const number = process.env['DROVER_HOSTS_NUMBER'] ?? '0';
const folder = process.env['DROVER_HOSTS_DIR'] ?? join(tmpdir(), `drover-hosts-${number}`);

/** What reaches the hosts. Their names are python-1, python-2 ... and plain-1, plain-2 ..., which have no Python. */
export interface HostsBed {
  /** An inventory for drover and for ansible-playbook: groups python and plain, keys pinned, user root. */
  readonly inventory: string;
  readonly knownHosts: string;
  /** The private key that opens root and debian, who may use sudo without a password. */
  readonly key: string;
  /** The machine itself, as the hosts see it. */
  readonly gateway: string;
}

/** Brings up hosts unless they are there: as root, with the packages that it takes. Throws if they do not come up. */
export function bringUpHosts(wanted: { readonly count?: number; readonly plain?: number } = {}): HostsBed {
  const { count = 2, plain = 1 } = wanted;
  execFileSync(script, ['up', '--count', String(count), '--plain', String(plain)], { stdio: 'inherit' });
  return {
    inventory: join(folder, 'hosts.yml'),
    knownHosts: join(folder, 'known_hosts'),
    key: join(folder, 'key'),
    gateway: `10.213.${Number(number)}.1`,
  };
}

/** Gives hosts the files that they had when they were new, and boots them. */
export function resetHosts(...hosts: readonly string[]): void {
  execFileSync(script, ['reset', ...hosts], { stdio: 'inherit' });
}

/** Ends all hosts; their files stay. */
export function endHosts(): void {
  execFileSync(script, ['down'], { stdio: 'inherit' });
}

/** What a shell command in a host prints, as on its console: neither SSH nor what is tested has a part in it. Throws if it fails. */
export function inHost(host: string, command: string): string {
  return execFileSync(script, ['enter', host, 'sh', '-c', command], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** The address of a host, as its key is known by. */
export function addressOf(host: string): string {
  const found = new RegExp(`^ +${host}:\\n +ansible_host: (\\S+)$`, 'm').exec(
    readFileSync(join(folder, 'hosts.yml'), 'utf8'),
  )?.[1];
  if (found === undefined) throw new Error(`The bed has no host ${host}.`);
  return found;
}

/** The folders that a host's files are made of. */
export function layersOf(host: string): {
  readonly name: string;
  readonly written: string;
  readonly base: string;
} {
  const base = join(folder, 'base', host.replace(/-\d+$/, ''));
  return { name: host, written: join(folder, 'hosts', host, 'files'), base };
}
