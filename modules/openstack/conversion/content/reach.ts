import { DroverError, messageOf } from '../../../../engine/diagnostics/drover-error.ts';
import { systemClock } from '../../api/clock.ts';
import type { ConversionHost } from '../conversion-host.types.ts';

/** Milliseconds between two tries. */
const BETWEEN = 1000;

/**
 * Waits until a host lets drover in as root. A new one takes a while: it boots, and cloud-init writes its keys. Throws
 * `conversion-host-unready` with what stood against the last try.
 */
export async function awaitLogin(
  host: ConversionHost,
  { timeoutMs, signal }: { readonly timeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const end = systemClock.now() + timeoutMs;
  for (;;) {
    const refusal = await refusalOf(host, signal);
    if (refusal === undefined) return;
    if (systemClock.now() >= end) throw notReached(host, refusal, timeoutMs);
    await systemClock.sleep(Math.min(BETWEEN, Math.max(0, end - systemClock.now())), signal);
  }
}

/** Why a host does not let drover in as root; undefined: it does. */
export async function refusalOf(
  host: Pick<ConversionHost, 'machine' | 'user'>,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { rc, stdout, stderr } = await host.machine.connection.execute(['id', '-u'], {
      timeoutMs: 60_000,
      signal,
    });
    if (rc === 0 && stdout.trim() === '0') return undefined;
    return `${host.user} does not become root there: ${stderr.trim() || `it is user ${stdout.trim()}`}`;
  } catch (error) {
    if (signal.aborted || !(error instanceof DroverError)) throw error;
    return messageOf(error);
  }
}

function notReached(host: ConversionHost, refusal: string, timeoutMs: number): DroverError {
  const { side, name, address } = host;
  return new DroverError('conversion-host-unready', {
    detail: `Conversion host "${name}" of the ${side} (${address}) cannot be worked on after ${Math.round(timeoutMs / 1000)} seconds: ${refusal}`,
    help: helpFor(refusal),
  });
}

/** What to do about a refusal, by its words. */
export function helpFor(refusal: string): string {
  if (/host key/i.test(refusal))
    return 'Its key is not the one that conversion/hosts.yml names. If the host was made anew by hand, delete it with delete_conversion_hosts.yml and deploy it again; else somebody may stand between you and it.';
  if (/timed out|did not answer|unreachable|no route/i.test(refusal))
    return 'Does its security group let this machine in (os_migrate_conversion_ssh_from), does its address lead to it, has it booted? A slow one needs more time: os_migrate_conversion_host_deploy_timeout.';
  if (/sudo|root/i.test(refusal)) return 'Let its user sudo without a password, or name another user.';
  if (/denied|authentication|publickey/i.test(refusal))
    return 'It does not know the key conversion/ssh.key. If the data directory is a new one, delete the hosts and deploy them again.';
  return 'Look at the console of its server.';
}
