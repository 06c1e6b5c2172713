import type { Context as VolumeContext } from '../../cinder/context.ts';
import { HIGHEST } from '../../cinder/microversion.ts';
import type { Snapshot, Volume } from '../../cinder/rows.ts';
import { HOST, timeOf, type VolumeState } from '../../cinder/state.ts';
import { createVolume, removeLater } from '../../cinder/volumes.ts';
import { isObject, type JsonObject } from '../../http/exchange.ts';
import type { Asker } from './ports.ts';
import { callOf } from './neighbours.ts';

/** How often Nova looks whether a new volume is ready. */
const LOOKS = 50;

/** The volume with this id, if the caller may see it. */
export function visibleVolume(state: VolumeState, id: string, asker: Asker): Volume | undefined {
  return ownedBy(state.volumes.get(id), asker);
}

export function visibleSnapshot(state: VolumeState, id: string, asker: Asker): Snapshot | undefined {
  return ownedBy(state.snapshots.get(id), asker);
}

function ownedBy<Row extends { readonly project_id: string }>(
  row: Row | undefined,
  { projectId, isAdmin }: Asker,
): Row | undefined {
  return row && (isAdmin || row.project_id === projectId) ? row : undefined;
}

/** The type of volumes with this name or id. */
export function hasType(state: VolumeState, reference: string): boolean {
  return state.types.all().some((row) => row.id === reference || row.name === reference);
}

/** Whether a volume can be given to a server now. */
export function isFree(volume: Volume): boolean {
  return (
    volume.status === 'available' ||
    volume.status === 'downloading' ||
    (volume.multiattach && volume.status === 'in-use')
  );
}

/** Keeps a volume for a server. */
export function reserve(state: VolumeState, volume: Volume): string {
  if (volume.status !== 'in-use') change(state, volume.id, { status: 'reserved' });
  return state.ids.uuid();
}

/** What a volume has to know of the server that has it. */
export interface Link {
  readonly attachmentId: string;
  readonly serverId: string;
  readonly device: string;
}

export function attach(state: VolumeState, volumeId: string, link: Link): void {
  const volume = state.volumes.get(volumeId);
  if (!volume) return;
  const attachment: JsonObject = {
    id: volumeId,
    attachment_id: link.attachmentId,
    volume_id: volumeId,
    server_id: link.serverId,
    host_name: HOST.replace('storage', 'compute'),
    device: link.device,
    attached_at: timeOf(state),
  };
  change(state, volumeId, { status: 'in-use', attachments: [...volume.attachments, attachment] });
  const { files } = state;
  if (!files) return;
  files.plug(link.serverId, volumeId);
  state.journal.record(() => {
    files.unplug(link.serverId, volumeId);
  });
}

export function beginDetach(state: VolumeState, volumeId: string): void {
  change(state, volumeId, { status: 'detaching' });
}

/** A volume that its server did not let go. */
export function endDetach(state: VolumeState, volumeId: string): void {
  change(state, volumeId, { status: 'in-use' });
}

/** Takes a volume from a server, or gives up what was kept for it. */
export function release(state: VolumeState, volumeId: string, attachmentId: string): void {
  const volume = state.volumes.get(volumeId);
  if (!volume) return;
  const [gone] = volume.attachments.filter((each) => each['attachment_id'] === attachmentId);
  if (gone) state.files?.unplug(String(gone['server_id']), volumeId);
  const attachments = volume.attachments.filter((each) => each !== gone);
  change(state, volumeId, { attachments, status: attachments.length > 0 ? 'in-use' : 'available' });
}

function change(state: VolumeState, id: string, values: Partial<Volume>): void {
  const volume = state.volumes.get(id);
  if (volume) state.volumes.replace({ ...volume, ...values, updated_at: timeOf(state) });
}

/** Makes a volume and waits for it; throws what the block storage service answers if it refuses. */
export function makeVolume(
  state: VolumeState,
  owner: { readonly projectId: string; readonly userId: string },
  values: JsonObject,
): Volume {
  const request = callOf('POST', { volume: values });
  const context: VolumeContext = { state, request, who: { ...owner, isAdmin: false }, version: HIGHEST };
  const { body } = createVolume(context);
  const made = isObject(body) ? body['volume'] : undefined;
  const id = isObject(made) ? String(made['id']) : '';
  for (let look = 0; look < LOOKS && state.volumes.get(id)?.status === 'creating'; look += 1)
    state.later.tick();
  return state.volumes.get(id)!;
}

/** Begins to delete a volume, unless something still needs it. */
export function deleteVolume(state: VolumeState, id: string): void {
  const isFree = state.volumes.get(id)?.attachments.length === 0;
  if (isFree && state.snapshots.count('volume', id) === 0) removeLater(state, 'volumes', id);
}
