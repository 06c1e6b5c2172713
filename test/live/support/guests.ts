import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Clients } from '../seed/whole/clients.ts';
import { bedFolder, succeed } from './bed.ts';

/** Brings up both clouds with real guests (availability zone `kvm`); throws if they do not come up. */
export async function bringUpGuests(): Promise<void> {
  await succeed(join(import.meta.dirname, '..', '..', 'beds', 'openstack.sh'), ['up', '--guests']);
  process.env['OS_CLIENT_CONFIG_FILE'] = join(bedFolder(), 'clouds.yaml');
}

/** The private key that every guest of the bed's images `tiny` and `conversion` lets in. */
export const guestKey = (): string => join(bedFolder(), 'cache', 'guest-key');

/** The account that the key of the bed opens, by image. */
export const GUEST_USERS = { tiny: 'root', conversion: 'cloud-user' } as const;

export interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A guest that is spoken to over its floating IP, with the host key that its console showed. */
export interface Guest {
  readonly address: string;
  /** Runs a shell command with some input; its exit status is an answer, a connection that fails throws. */
  readonly run: (command: string, input?: string) => Promise<Ended>;
  /** What a command prints, without blanks at its ends; throws unless it succeeds. */
  readonly ask: (command: string, input?: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** What a server has written on its console since it was started last; nothing while it is stopped. */
export async function consoleLog(clients: Clients, server: string): Promise<string> {
  const action = { 'os-getConsoleOutput': {} };
  const { output } = await clients.call('compute', 'POST', `/servers/${server}/action`, action, [404, 409]);
  return typeof output === 'string' ? output : '';
}

/** Asks again and again until there is an answer; throws with the last of `tell` when the time is over. */
export async function waitFor<T>(
  what: string,
  ask: () => Promise<T | undefined>,
  { seconds = 180, everyMs = 500, tell = () => Promise.resolve('') } = {},
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (Date.now() > end) throw new Error(`${what} after ${seconds} s. ${await tell()}`);
    await pause(everyMs);
  }
}

/** The host keys that a guest printed on its console when it booted last. */
export function hostKeys(log: string): readonly string[] {
  const [, printed = ''] =
    /.*-----BEGIN SSH HOST KEY KEYS-----(.*?)-----END SSH HOST KEY KEYS-----/su.exec(log) ?? [];
  return printed.match(/(?:ssh|ecdsa)-\S+ [\w+/=]+/gu) ?? [];
}

/**
 * Speaks to a guest as soon as its console has shown a host key and its sshd answers. The key is pinned: another one
 * at the same address fails.
 */
export async function openGuest(
  clients: Clients,
  server: string,
  address: string,
  { user = 'root', key = guestKey(), seconds = 180 } = {},
): Promise<Guest> {
  const log = (): Promise<string> => consoleLog(clients, server);
  const tell = async (): Promise<string> => `The end of its console:\n${(await log()).slice(-2000)}`;
  const keys = await waitFor(
    `${address} shows no host key`,
    async () => {
      const found = hostKeys(await log());
      return found.length > 0 ? found : undefined;
    },
    { seconds, tell },
  );
  const folder = await mkdtemp(join(tmpdir(), 'drover-guest-'));
  const knownHosts = join(folder, 'known_hosts');
  await writeFile(knownHosts, keys.map((one) => `${address} ${one}\n`).join(''));
  const attempt = (command: string, input?: string): Promise<Ended> =>
    ssh({ knownHosts, key, to: `${user}@${address}` }, command, input);
  const run = async (command: string, input?: string): Promise<Ended> => {
    const result = await attempt(command, input);
    if (result.code === SSH_FAILED) throw new Error(`ssh to ${address}: ${result.stderr}`);
    return result;
  };
  await waitFor(
    `${address} does not answer`,
    async () => ((await attempt('true')).code === SSH_FAILED ? undefined : true),
    { seconds, tell },
  );
  return {
    address,
    run,
    ask: async (command, input) => {
      const { code, stdout, stderr } = await run(command, input);
      if (code !== 0) throw new Error(`${command} on ${address} ended with ${code}: ${stdout}${stderr}`);
      return stdout.trim();
    },
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Runs a command over ssh, with the host keys that a file of known hosts has and no others. */
export function ssh(
  { knownHosts, key, to }: { readonly knownHosts: string; readonly key: string; readonly to: string },
  command: string,
  input?: string,
): Promise<Ended> {
  const options = ['IdentitiesOnly=yes', 'BatchMode=yes', 'StrictHostKeyChecking=yes', 'ConnectTimeout=20'];
  options.push(`UserKnownHostsFile=${knownHosts}`);
  const args = options.flatMap((option) => ['-o', option]);
  return ended('ssh', ['-F', 'none', '-i', key, ...args, to, command], input);
}

/** What the ssh client ends with when the connection fails. */
const SSH_FAILED = 255;

function ended(program: string, args: readonly string[], input?: string): Promise<Ended> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { maxBuffer: 64 * 1024 ** 2 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === 'number' ? error.code : SSH_FAILED;
      resolve({ code, stdout, stderr: error?.code === 'ENOENT' ? error.message : stderr });
    });
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(input ?? '');
  });
}
