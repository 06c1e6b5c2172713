import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { systemClock } from '../../api/clock.ts';
import type { ConversionHost } from '../conversion-host.types.ts';
import { awaitLogin } from './reach.ts';

/** Another text after each boot. Source: random(4). */
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** Milliseconds between two looks. */
const BETWEEN = 1000;

/**
 * Boots a host anew, and waits until it has booted and lets drover in as root. Throws `conversion-host-unready` where that
 * takes too long.
 */
export async function reboot(
  host: ConversionHost,
  { loginTimeoutMs: timeoutMs, signal }: { readonly loginTimeoutMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const end = systemClock.now() + timeoutMs;
  const before = await bootOf(host, signal);
  const asked = await unlessCutOff(() =>
    host.machine.connection.execute(['shutdown', '-r', 'now'], { timeoutMs: 60_000, signal }),
  );
  if (asked !== undefined && asked.rc !== 0)
    throw notBooted(host, `"shutdown -r now" ended with ${asked.rc}: ${asked.stderr.trim()}`);
  for (;;) {
    await systemClock.sleep(BETWEEN, signal);
    // Until it goes down, it answers as before.
    const now = await unlessCutOff(() => bootOf(host, signal));
    if (now !== undefined && now !== before) break;
    if (systemClock.now() >= end)
      throw notBooted(
        host,
        now === undefined ? 'it does not answer since' : 'it has not gone down for that',
        `after ${Math.round(timeoutMs / 1000)} seconds`,
      );
  }
  await awaitLogin(host, { timeoutMs: Math.max(BETWEEN, end - systemClock.now()), signal });
}

async function bootOf({ machine }: ConversionHost, signal: AbortSignal): Promise<string> {
  const { stdout } = await machine.connection.execute(['cat', BOOT_ID], { timeoutMs: 20_000, signal });
  return stdout.trim();
}

/** A machine that goes down, or boots, answers nobody. */
async function unlessCutOff<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof DroverError && /^(?:host-unreachable|command-timeout)$/.test(error.code))
      return undefined;
    throw error;
  }
}

function notBooted({ side, name }: ConversionHost, why: string, when = ''): DroverError {
  return new DroverError('conversion-host-unready', {
    detail: `Conversion host "${name}" of the ${side} was to be booted anew (os_migrate_reboot_conversion_hosts)${when === '' ? '' : `, and has not come back ${when}`}: ${why}.`,
    help: 'Look at the console of its server. A slow one needs more time: os_migrate_conversion_host_deploy_timeout.',
  });
}
