import type { TaskContext } from '../../../../engine/module.ts';
import type { ExportRecord } from '../../files/record.ts';
import { applyImport } from '../../kind/apply-import.ts';
import { closeUnfinished } from '../../kind/close-unfinished.ts';
import { gatherImport } from '../../kind/gather-import.ts';
import type { IdMap } from '../../kind/id-map.ts';
import type { ImportFacts } from '../../kind/import-facts.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import type { Behaviour } from '../../kind/kind.ts';
import type { NameMaps } from '../../kind/name-maps.ts';
import { planImport, type ImportDetail } from '../../kind/plan-import.ts';
import type { Plan } from '../../../../engine/module.ts';
import { volume } from '../volume.ts';

/** A volume that belongs to a server, and is imported with it. */
export interface VolumeImport {
  readonly record: ExportRecord;
  readonly behaviour: Behaviour;
  /** Of the destination. */
  readonly index: IndexOfCloud;
  /** That of the server's record: nested records do not say whose they are. */
  readonly idMap: IdMap;
  readonly nameMaps: NameMaps;
  readonly context: Pick<TaskContext, 'journal'>;
  /** For people, whose it is: ` of server "web"`. */
  readonly of: string;
}

/** What the import of a volume would do; reads only. */
export async function planVolume(request: VolumeImport): Promise<Plan<ImportDetail>> {
  return planImport(await factsOf(request));
}

/** Imports a volume as the import of its kind does. `isNew`: this run has made it, or brought its data to an end. */
export async function importVolume(
  request: VolumeImport,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  const { index, context } = request;
  const facts = await factsOf(request);
  await closeUnfinished(facts, context.journal);
  const isNew = facts.found === undefined || facts.completion !== undefined;
  const { id } = await applyImport(planImport(facts), index, context.journal);
  return { id: String(id), isNew };
}

function factsOf({
  record,
  behaviour,
  index,
  idMap,
  nameMaps,
  context,
  of,
}: VolumeImport): Promise<ImportFacts> {
  return gatherImport({
    kind: { ...volume, behaviour },
    record,
    index,
    place: undefined,
    of,
    filters: undefined,
    options: { fields: undefined, siblings: [] },
    earlier: () => context.journal.earlier(),
    idMap,
    nameMaps,
    isAnnounced: () => false,
  });
}
