import type { ConversionHost } from '../conversion-host.types.ts';
import { LINK_KEY } from '../host-record.ts';
import { PRIVATE } from '../keys/key-file.ts';

/** Seconds to connect. */
const CONNECT = 60;

/**
 * Whether a host of the destination reaches one of the source over SSH with the key of the link; what stands against it
 * in words, or undefined. The host of the source is known by its keys alone.
 */
export async function refusalBetween(
  destination: ConversionHost,
  source: Pick<ConversionHost, 'address' | 'port' | 'user' | 'host_keys'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  const { connection } = destination.machine;
  const name = source.port === 22 ? source.address : `[${source.address}]:${source.port}`;
  const { stdout } = await connection.execute(['mktemp'], { signal });
  const known = stdout.trim();
  try {
    const lines = source.host_keys.map((key) => `${name} ${key}\n`);
    await connection.files.write(known, lines.join(''), { mode: PRIVATE });
    const options = {
      BatchMode: 'yes',
      StrictHostKeyChecking: 'yes',
      UserKnownHostsFile: known,
      GlobalKnownHostsFile: '/dev/null',
      IdentitiesOnly: 'yes',
      ConnectTimeout: String(CONNECT),
    };
    const { rc, stderr } = await connection.execute(
      [
        'ssh',
        ...Object.entries(options).flatMap(([option, value]) => ['-o', `${option}=${value}`]),
        ...['-i', destination.link_key ?? LINK_KEY, '-p', String(source.port), '-l', source.user],
        source.address,
        'true',
      ],
      { timeoutMs: (CONNECT + 45) * 1000, signal },
    );
    if (rc === 0) return undefined;
    return stderr.trim().split(/\r?\n/).at(-1)?.replace(/\.$/, '') ?? `ssh ended with ${rc}`;
  } finally {
    await connection.files.remove(known).catch(() => undefined);
  }
}

/** What to do about it, by its words. */
export function helpBetween(refusal: string): string {
  if (/permission denied|publickey/i.test(refusal))
    return 'Link the hosts: deploy_conversion_hosts.yml with os_migrate_link_conversion_hosts does so.';
  if (/host key verification/i.test(refusal))
    return 'The source host has another key than conversion/hosts.yml names: delete and deploy it again, or find out who answers there.';
  if (/timed out|no route|unreachable|refused/i.test(refusal))
    return 'The security group of the source hosts has to let the destination hosts in (deploy_conversion_hosts.yml does so), and a way has to lead from the one cloud to the other.';
  if (/not found|no such file/i.test(refusal))
    return 'Let deploy_conversion_hosts.yml install what is missing and link the hosts.';
  return 'Look at both hosts, then run check_conversion_hosts.yml again.';
}
