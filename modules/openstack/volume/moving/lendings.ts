import { attachmentsAt, detachVolume, ensureAttached, type Attachment } from './attachment.ts';
import { compareDevices } from './device-order.ts';
import { allInOrder } from './in-order.ts';
import type { Movers } from './moving.types.ts';
import { whenIdle } from './when-idle.ts';

/** Data volumes of one server of the source that are away for their copies. */
export interface Lendings {
  /** Takes a volume from the server. `told`: how the record says that it has it, where the cloud does not. */
  take(told: Attachment, label: string): Promise<void>;
  /**
   * Gives back all that were taken, once no copy reads any of them: in the order of their devices, one after the other.
   * Hypervisors give the first name that is free to the next volume that comes, whatever it is asked to be. All are
   * tried; the first error is thrown at the end.
   */
  giveBack(): Promise<void>;
}

interface Lent {
  readonly attachment: Attachment;
  readonly label: string;
}

/** Nothing is lent yet. What the server has is read before the first volume is taken. */
export function lendingsOf(
  { source, settings: { timeoutMs }, signal, context }: Movers,
  { server, label: owner }: { readonly server: string; readonly label: string },
): Lendings {
  const lent: Lent[] = [];
  let reading: Promise<readonly Attachment[]> | undefined;
  const warn = (message: string): void => {
    context.warn(message);
  };
  return {
    async take(told, label) {
      reading ??= attachmentsAt(source.index, server);
      const found = (await reading).find(({ volume }) => volume === told.volume);
      const attachment = found === undefined ? told : { ...told, ...found };
      // What was asked for may have been done, though the answer did not come.
      lent.push({ attachment, label });
      const wait = { label, timeoutMs, signal };
      await whenIdle(source.index, server, wait, () => detachVolume(source, attachment, wait));
    },
    async giveBack() {
      const back = lent.splice(0).toSorted((one, other) => compareDevices(deviceOf(one), deviceOf(other)));
      if (back.length === 0) return;
      await allInOrder(
        back.map(
          ({ attachment, label }) =>
            () =>
              whenIdle(source.index, server, { timeoutMs }, () =>
                ensureAttached(source, attachment, { label, timeoutMs }),
              ),
        ),
        warn,
      );
      const now = await attachmentsAt(source.index, server);
      for (const { attachment, label } of back) {
        const device = now.find(({ volume }) => volume === attachment.volume)?.device;
        if (device === undefined || attachment.device === undefined || device === attachment.device) continue;
        warn(
          `${label} was ${attachment.device} of ${owner} at the source, and is ${device} since it was given back.`,
        );
      }
    },
  };
}

function deviceOf({ attachment: { device = '' } }: Lent): string {
  return device;
}
