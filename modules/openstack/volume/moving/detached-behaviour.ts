import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import type { Body } from '../../api/session.types.ts';
import { sourceIdOf, type ExportRecord } from '../../files/record.ts';
import type { Wanted } from '../../kind/import-facts.ts';
import type { Arguments, Behaviour, Preparation } from '../../kind/kind.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { textOf } from '../../kind/wire.ts';
import { findLeftovers, type Leftovers } from '../../workload/leftovers.ts';
import { volumes } from '../collections.ts';
import { labelFor } from '../name.ts';
import { freeVolume, type SourceVolume } from './data-sources.ts';
import { checkHosts } from './check-hosts.ts';
import { moversFor, sourceOf } from './movers.ts';
import { swingOf } from './swing.ts';
import { isIncomplete, volumeBehaviour, type VolumeMove } from './volume-behaviour.ts';

/** What an import of a volume that no server has does: it brings the data along. */
export function detachedBehaviour(args: Arguments, context: TaskContext): Behaviour {
  /** Set while the plan is made, as what follows needs the record. */
  let move: VolumeMove | undefined;
  const moveOf = (): VolumeMove => {
    if (move === undefined) throw new Error('a volume is imported after it was prepared');
    return move;
  };
  const inner = (): Behaviour => volumeBehaviour(moveOf());
  return {
    foundByMapOnly: true,
    async prepare(preparation): Promise<Wanted> {
      const { record, found, wanted, options, label, index } = preparation;
      move = moveFor(record, args, context);
      if (options.fields !== undefined || (found !== undefined && !isIncomplete(found))) return wanted;
      const source = await sourceOf(args, context);
      const operations = await context.journal.earlier();
      const left = await findLeftovers(operations, new Set([move.of]), { source, destination: index });
      move = { ...move, left };
      await checkSource(preparation, source, left);
      if (move.swing === undefined) await checkHosts(args, context, { source, destination: index }, label);
      return { ...wanted, notes: [...wanted.notes, `Its ${move.size} GiB are copied from the source.`] };
    },
    createBody: (body, facts, index) => inner().createBody?.(body, facts, index) ?? body,
    create: (facts, body, writer, options) => {
      const { create } = inner();
      if (create === undefined) throw new Error('volumes are made by their behaviour');
      return create(facts, body, writer, options);
    },
    completion: (found, facts, remainder) =>
      inner().completion?.(found, facts, remainder) ?? Promise.resolve(undefined),
  };
}

function moveFor(record: ExportRecord, args: Arguments, context: TaskContext): VolumeMove {
  const of = sourceIdOf(record) ?? '';
  const name = textOf(record.params, 'name') ?? '';
  const label = labelFor('volume')(record.params);
  const volume: SourceVolume = { id: of, label, size: sizeOf(record) };
  return {
    of,
    label,
    key: name === '' ? of : name,
    size: volume.size,
    movers: (destination) => moversFor({ args, context, destination }, { name: label, mark: of }),
    from: (movers) => Promise.resolve(freeVolume({ movers, mark: of }, volume)),
    ...(record._migration_params['storage'] === 'swing'
      ? { swing: { ...swingOf(args, label), mark: of } }
      : {}),
  };
}

/** GiB; old files have it among the information only. */
function sizeOf({ params, _info: info }: ExportRecord): number {
  return Number(params['size'] ?? info['size'] ?? 1);
}

/** The volume must still be there, and nobody's. */
async function checkSource(
  { record, label }: Preparation,
  source: IndexOfCloud,
  { lent }: Leftovers,
): Promise<void> {
  const id = sourceIdOf(record);
  const refuse = (why: string): DroverError =>
    new DroverError('data-not-movable', {
      detail: `${label}: its data cannot be moved: ${why}.`,
      help: 'Export again, so that the file says what is there now; or take the record out of it.',
    });
  if (id === undefined) throw refuse('its record names no volume of the source (_info.id)');
  const volume: Body | undefined = (await source.load(volumes)).byId(id);
  if (volume === undefined) throw refuse(`${source.session.label} has no volume ${id}`);
  const status = textOf(volume, 'status') ?? '';
  // A run that was cut off may have left it with a conversion host.
  const isLent = lent.some((one) => one.side === 'source' && one.volume === id);
  if (status !== 'available' && !isLent)
    throw refuse(`the volume ${id} is ${status} at the source, not available`);
  if (Number(volume['size']) !== sizeOf(record) && record.params['size'] === undefined)
    throw refuse(`the volume ${id} has ${String(volume['size'])} GiB now`);
}
