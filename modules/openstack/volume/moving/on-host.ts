import type { Disk } from '../../../disk/disk.types.ts';
import { findDevice } from '../../../disk/find-device.ts';
import type { Limiter } from '../../api/limiter.ts';
import type { ConversionHost, Side } from '../../conversion/conversion-host.types.ts';
import { chooseHost } from '../../conversion/hosts-of.ts';
import type { Writer } from '../../kind/write.ts';
import { attachVolume, detachVolume } from './attachment.ts';

/** A volume that a conversion host has, until it is closed. */
export interface OnHost {
  readonly host: ConversionHost;
  readonly disk: Disk;
  /** Takes it from the host again. */
  readonly close: () => Promise<void>;
}

export interface OnHostRequest {
  readonly side: Side;
  readonly writer: Writer;
  readonly hosts: readonly ConversionHost[];
  readonly volume: string;
  /** For messages: `volume "data1"`. */
  readonly label: string;
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** Attaches a volume to the host that has the most room, once it has some, and finds its device there. */
export async function putOnHost(request: OnHostRequest): Promise<OnHost> {
  const { writer, hosts, volume, label, timeoutMs, signal } = request;
  const host = chooseHost(hosts, request.side);
  const leave = await takeTurn(host.slots, signal);
  const attachment = { server: host.server_id, volume };
  const close = async (): Promise<void> => {
    try {
      await detachVolume(writer, attachment, { label, timeoutMs });
    } finally {
      leave();
    }
  };
  try {
    await attachVolume(writer, attachment, { label, timeoutMs, signal });
    const device = await findDevice(host.machine, volume, { timeoutMs, signal });
    return { host, disk: { machine: host.machine, device }, close };
  } catch (error) {
    await close().catch(() => undefined);
    throw error;
  }
}

/** Waits for a turn; the result gives it back. */
async function takeTurn(slots: Limiter, signal: AbortSignal): Promise<() => void> {
  return new Promise((resolve, reject) => {
    slots
      .run(
        () =>
          new Promise<void>((leave) => {
            resolve(leave);
          }),
        signal,
      )
      .catch(reject);
  });
}
