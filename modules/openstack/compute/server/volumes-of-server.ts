import type { Body } from '../../api/session.types.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import type { Purpose } from '../../kind/kind.ts';
import { bodiesAt, idOf, textOf } from '../../kind/wire.ts';
import { volumes } from '../../volume/collections.ts';
import { compareDevices } from '../../volume/moving/device-order.ts';
import { attachmentsOf } from './attachments.ts';

/**
 * The volumes of a server in the order of its devices, each with `device`, `delete_on_termination`, `tag` and `is_boot`.
 * Undefined where neither Nova nor Cinder tells of any, as this cloud has no Cinder.
 */
export async function volumesOf(
  body: Body,
  index: IndexOfCloud,
  purpose: Purpose,
): Promise<readonly Body[] | undefined> {
  const attached = bodiesAt(body, 'os-extended-volumes:volumes_attached');
  if (attached.length === 0) return [];
  if (!(await index.session.hasService(volumes.service))) return undefined;
  const listing = await index.load(volumes);
  const told =
    purpose === 'import'
      ? undefined
      : await attachmentsOf(index, idOf(body), 'os-volume_attachments', 'volumeAttachments');
  const whole = attached.map((one) => {
    const id = idOf(one);
    const known = listing.byId(id);
    const attachment = told?.find(({ volumeId }) => volumeId === id);
    const device = deviceOf(known, idOf(body)) ?? textOf(attachment ?? {}, 'device');
    return {
      ...(known ?? { id, is_unseen: true }),
      ...(device === undefined ? {} : { device }),
      ...deletedWith(attachment, one),
      ...(told === undefined ? {} : { tag: attachment?.['tag'] ?? null }),
    };
  });
  const ordered = whole.toSorted((one, other) => compareDevices(deviceIn(one), deviceIn(other)));
  const boot = bootVolumeOf(body, ordered);
  const first = ordered.filter((volume) => volume === boot);
  return [...first, ...ordered.filter((volume) => volume !== boot)].map((volume) => ({
    ...volume,
    is_boot: volume === boot,
  }));
}

/** The device by which Cinder knows that this server has it: a volume may have several servers. */
function deviceOf(volume: Body | undefined, server: string): string | undefined {
  const own = bodiesAt(volume ?? {}, 'attachments').find((one) => one['server_id'] === server);
  return textOf(own ?? {}, 'device');
}

function deletedWith(attachment: Body | undefined, listed: Body): Body {
  const said = attachment?.['delete_on_termination'] ?? listed['delete_on_termination'];
  return typeof said === 'boolean' ? { delete_on_termination: said } : {};
}

function deviceIn(volume: Body): string {
  return textOf(volume, 'device') ?? '';
}

/**
 * The volume that a server boots from, if it boots from one: by the name of its root device where that can be read, else
 * the first that is bootable, else the first. `ordered`: by their devices.
 */
function bootVolumeOf(server: Body, ordered: readonly Body[]): Body | undefined {
  if (textOf(server, 'image_id') !== undefined) return undefined;
  const root = textOf(server, 'OS-EXT-SRV-ATTR:root_device_name');
  const byRoot = ordered.filter((volume) => root !== undefined && deviceIn(volume) === root);
  return byRoot[0] ?? ordered.find(({ bootable }) => bootable === true) ?? ordered[0];
}
