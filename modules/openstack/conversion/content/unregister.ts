import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import type { HostRecord } from '../conversion-host.types.ts';
import { hostFor } from '../hosts-of.ts';
import { distributionOf } from './install.ts';
import { UNREGISTER } from './subscription.ts';

/** So long a host may take that is about to be removed. */
const PATIENCE_MS = 60_000;

/**
 * Takes hosts of RHEL out of the subscription before they are removed, as well as that goes: one that does not answer is
 * removed all the same, with a warning.
 */
export async function unregister(
  hosts: readonly HostRecord[],
  dataDir: string,
  context: TaskContext,
): Promise<void> {
  await Promise.all(
    hosts.map(async (record) => {
      try {
        const host = await hostFor(record, dataDir, 1, context);
        if ((await distributionOf(host)).id !== 'rhel') return;
        const options = { timeoutMs: PATIENCE_MS, signal: context.signal };
        await host.machine.connection.execute(UNREGISTER, options);
      } catch (error) {
        if (!(error instanceof DroverError)) throw error;
        context.warn(
          `Conversion host "${record.name}" was not asked whether it is registered with a subscription: ${error.message}`,
        );
      }
    }),
  );
}
