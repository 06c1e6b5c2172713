import type { JournaledOperation } from '../../../../engine/module.ts';
import type { Side } from '../../conversion/conversion-host.types.ts';
import { isBody, textOf } from '../../kind/wire.ts';
import { statusAfter } from '../../undo/aspect.ts';
import { sideOf } from '../../undo/side.ts';
import type { Attachment } from '../../volume/moving/attachment.ts';
import { INCOMPLETE, MARK } from '../../volume/moving/marks.ts';

/** What kinds of things migrations make for a while. */
export type TemporaryKind = 'volume' | 'volume_snapshot' | 'image';

/** A thing that a run made, or was about to make, and that no run has removed since. */
export interface MadeThing {
  readonly side: Side;
  readonly kind: TemporaryKind;
  /** Undefined where the run was cut off before it was told. */
  readonly id: string | undefined;
  readonly name: string;
  /** A volume of the destination whose data have not all come: a later run may go on with it. */
  readonly isIncomplete: boolean;
}

/** A volume and a server of one cloud. */
export interface SidedAttachment extends Attachment {
  readonly side: Side;
}

/** What journals say of one migration: to be held against the clouds. */
export interface Candidates {
  readonly made: readonly MadeThing[];
  /** Volumes that hosts were given. */
  readonly lent: readonly SidedAttachment[];
  /** Volumes that servers were taken from. */
  readonly taken: readonly SidedAttachment[];
  /** Servers of the source that were stopped. */
  readonly stopped: readonly string[];
}

/**
 * What runs have begun for a server or volume of the source and not brought to its end, by their journals alone. `of`: the
 * ids at the source of what is migrated, with all that belongs to it. Pure.
 */
export function candidatesFor(
  operations: readonly JournaledOperation[],
  of: ReadonlySet<string>,
): Candidates {
  const ours = operations.filter(({ entry, state }) => state !== 'failed' && of.has(entry.source ?? ''));
  const attachments = openAttachments(ours);
  return {
    made: madeThings(ours),
    lent: attachments.filter(({ effect }) => effect === 'attached').map(({ attachment }) => attachment),
    taken: attachments.filter(({ effect }) => effect === 'detached').map(({ attachment }) => attachment),
    stopped: stoppedServers(ours),
  };
}

/** The ids at the source of all that runs have written for, oldest first. */
export function sourcesIn(operations: readonly JournaledOperation[]): readonly string[] {
  return [...new Set(operations.flatMap(({ entry }) => entry.source ?? []))];
}

const KINDS: readonly TemporaryKind[] = ['volume', 'volume_snapshot', 'image'];

function madeThings(operations: readonly JournaledOperation[]): readonly MadeThing[] {
  const removed = new Set(
    operations.flatMap(({ entry, state }) =>
      entry.operation === 'delete' && state === 'done' ? [`${sideOf(entry.cloud)} ${entry.id ?? ''}`] : [],
    ),
  );
  return operations.flatMap(({ entry, id }) => {
    const kind = KINDS.find((one) => entry.kind === `openstack.${one}`);
    const sent = kind === undefined || entry.operation !== 'create' ? undefined : innerOf(entry.after);
    if (kind === undefined || sent === undefined) return [];
    const side = sideOf(entry.cloud);
    const { metadata } = sent;
    const marks = isBody(metadata) ? metadata : {};
    const isIncomplete = INCOMPLETE in marks;
    // An image of a server is noted with what it is of.
    if (!isIncomplete && !(MARK in marks) && textOf(sent, 'server') === undefined) return [];
    if (id !== undefined && removed.has(`${side} ${id}`)) return [];
    return [{ side, kind, id, name: textOf(sent, 'name') ?? '', isIncomplete }];
  });
}

function innerOf(after: unknown): Readonly<Record<string, unknown>> | undefined {
  const [inner] = isBody(after) ? Object.values(after) : [];
  return isBody(inner) ? inner : undefined;
}

interface Effect {
  readonly attachment: SidedAttachment;
  readonly effect: 'attached' | 'detached';
}

/** Of each volume and server the first write, where no later one has surely brought back what there was before. */
function openAttachments(operations: readonly JournaledOperation[]): readonly Effect[] {
  const groups = new Map<string, { readonly first: Effect; last: Effect; isSure: boolean }>();
  for (const operation of operations) {
    const effect = effectOf(operation);
    if (effect === undefined) continue;
    const { side, server, volume } = effect.attachment;
    const key = `${side} ${server} ${volume}`;
    const isSure = operation.state === 'done';
    const group = groups.get(key);
    // Where all was as before, what follows begins anew.
    if (group === undefined || (group.isSure && group.last.effect !== group.first.effect))
      groups.set(key, { first: effect, last: effect, isSure });
    else Object.assign(group, { last: effect, isSure });
  }
  return [...groups.values()].flatMap(({ first, last, isSure }) =>
    isSure && last.effect !== first.effect ? [] : [first],
  );
}

function effectOf({ entry }: JournaledOperation): Effect | undefined {
  if (entry.kind !== 'openstack.volume_attachment') return undefined;
  const side = sideOf(entry.cloud);
  const attached = attachmentIn(entry.after, side);
  if (attached !== undefined) return { attachment: attached, effect: 'attached' };
  const detached = attachmentIn(entry.before, side);
  return detached === undefined ? undefined : { attachment: detached, effect: 'detached' };
}

function attachmentIn(value: unknown, side: Side): SidedAttachment | undefined {
  const inner: unknown = isBody(value) ? value['volumeAttachment'] : undefined;
  const server = isBody(value) ? textOf(value, 'server') : undefined;
  const volume = isBody(inner) ? textOf(inner, 'volumeId') : undefined;
  if (!isBody(inner) || server === undefined || volume === undefined) return undefined;
  return {
    side,
    server,
    volume,
    device: textOf(inner, 'device'),
    tag: textOf(inner, 'tag'),
    deleteOnTermination: inner['delete_on_termination'] === true,
  };
}

function stoppedServers(operations: readonly JournaledOperation[]): readonly string[] {
  const last = new Map<string, string>();
  for (const { entry } of operations) {
    const status = sideOf(entry.cloud) === 'source' ? statusAfter(entry.after) : undefined;
    if (status !== undefined && entry.kind === 'openstack.server' && entry.id !== undefined)
      last.set(entry.id, status);
  }
  return [...last].filter(([, status]) => status === 'SHUTOFF').map(([id]) => id);
}
