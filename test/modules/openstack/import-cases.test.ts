import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { memoryJournal } from '../../../engine/run/journal.ts';
import type { JournaledOperation, Plan } from '../../../engine/module.ts';
import type { Body } from '../../../modules/openstack/api/session.types.ts';
import { recordFor } from '../../../modules/openstack/files/check-record.ts';
import type { ExportRecord } from '../../../modules/openstack/files/record.ts';
import { applyImport, assumeImport } from '../../../modules/openstack/kind/apply-import.ts';
import { gatherImport } from '../../../modules/openstack/kind/gather-import.ts';
import { memoryIdMap, type IdMap, type Mapping } from '../../../modules/openstack/kind/id-map.ts';
import { indexOfCloud, type IndexOfCloud } from '../../../modules/openstack/kind/index-of-cloud.ts';
import type { Kind } from '../../../modules/openstack/kind/kind.ts';
import type { NameMaps } from '../../../modules/openstack/kind/name-maps.ts';
import { planImport, type ImportDetail } from '../../../modules/openstack/kind/plan-import.ts';
import { allKinds } from '../../../modules/openstack/kind-list.ts';
import { cannedCloud, type CannedParts } from './support/canned-cloud.ts';
import { testRun } from './support/run-module.ts';

const kinds = await allKinds();

/*
 * One file a case: what the cloud has, a record, and what is to come of it. Whatever the case, a second plan against
 * what the first one made finds nothing to do, and check mode plans the same without a call that writes.
 */
interface Case {
  readonly about: string;
  readonly cloud?: CannedParts;
  /** `params` of the record; `type` and `_info.id` are filled in. */
  readonly params: Body;
  readonly info?: Body;
  /** How to migrate. */
  readonly migration?: Body;
  /** Records that are imported before it. */
  readonly before?: readonly { readonly kind?: string; readonly params: Body; readonly info?: Body }[];
  readonly fields?: readonly string[];
  readonly filters?: Body;
  readonly siblings?: readonly ExportRecord[];
  /** What the id map knows. */
  readonly map?: readonly Mapping[];
  readonly nameMaps?: NameMaps;
  /** Arguments that only this kind's import module has. */
  readonly arguments?: Body;
  /** Ids at the source of further records that take part. */
  readonly announced?: readonly string[];
  /** What journals of earlier runs have. */
  readonly earlier?: readonly JournaledOperation[];
  readonly expect: {
    readonly action?: string;
    readonly reason?: string;
    readonly changes?: readonly string[];
    readonly drift?: readonly string[];
    readonly warnings?: readonly string[];
    readonly error?: { readonly code: string; readonly text: readonly string[] };
    readonly writes?: readonly string[];
    /** What the record stands for in the id map afterwards: the id at the destination, and the name. */
    readonly map?: readonly [string, string | null];
    /** It cannot be settled by one import: a second one is not looked at. */
    readonly once?: boolean;
  };
}

const folder = new URL('./', import.meta.url);

for (const kind of kinds) {
  const name = `import-${kind.collection.name.replaceAll('_', '-')}`;
  describe(name, () => {
    for (const file of readdirSync(new URL(`${name}/`, folder)).sort()) {
      const given = parse(readFileSync(new URL(`${name}/${file}`, folder), 'utf8')) as Case;
      it(given.about, () => runCase(kind, given));
    }
  });
}

async function runCase(kind: Kind, given: Case): Promise<void> {
  const { expect } = given;
  const cloud = cannedCloud(given.cloud);
  const index = indexOfCloud(cloud.session);
  const idMap = memoryIdMap(given.map);
  for (const earlier of given.before ?? []) {
    const of =
      kinds.find(({ collection }) => collection.name === (earlier.kind ?? kind.collection.name)) ?? kind;
    const record = recordOf(of, earlier.params, earlier.info);
    await apply(await planOf(of, record, { index, idMap }, given), index);
  }
  const written = cloud.writes.length;
  const record = recordOf(kind, given.params, given.info, given.migration);

  if (expect.error !== undefined) {
    const error = await planOf(kind, record, { index, idMap }, given).then(
      () => assert.fail('it was planned'),
      (thrown: unknown) => thrown,
    );
    assert.ok(error instanceof DroverError, String(error));
    assert.equal(error.code, expect.error.code);
    for (const text of expect.error.text)
      assert.match(`${error.message} ${error.diagnostic.help ?? ''}`, pattern(text));
    assert.equal(cloud.writes.length, written, 'nothing is written');
    return;
  }

  const plan = await planOf(kind, record, { index, idMap }, given);
  if (expect.action !== undefined) assert.equal(plan.action, expect.action);
  if (expect.reason !== undefined) assert.match(plan.reason, pattern(expect.reason));
  if (expect.changes !== undefined) {
    assert.deepEqual(
      plan.changes.map(({ pointer, before, after }) => `${pointer}: ${shown(before)} -> ${shown(after)}`),
      expect.changes,
    );
  }
  assert.deepEqual(
    (plan.drift ?? []).map(({ pointer, before, after }) => `${pointer}: ${shown(before)} -> ${shown(after)}`),
    expect.drift ?? [],
  );
  assert.deepEqual(plan.warnings ?? [], expect.warnings ?? []);
  await checkMode(kind, record, given);

  await apply(plan, index);
  if (expect.writes !== undefined) assert.deepEqual(cloud.writes.slice(written), expect.writes);
  if (expect.map !== undefined) {
    const mapping = idMap.ofSource(kind.collection, String(record._info['id']));
    assert.deepEqual([mapping?.destination, mapping?.name], expect.map);
  }
  if (expect.once === true) return;
  for (const again of [index, indexOfCloud(cloud.session)]) {
    const second = await planOf(kind, record, { index: again, idMap }, given);
    assert.equal(second.action, 'unchanged', `a second import: ${second.reason}`);
    assert.ok(second.hasNotes !== true, 'a second import would note something');
  }
}

/** Check mode writes nothing, and takes what it would have made for made. */
async function checkMode(kind: Kind, record: ExportRecord, given: Case): Promise<void> {
  if (given.before !== undefined) return;
  const cloud = cannedCloud(given.cloud);
  const index = indexOfCloud(cloud.session);
  const known = { index, idMap: memoryIdMap(given.map) };
  const plan = await planOf(kind, record, known, given);
  assumeImport(plan, index);
  assert.deepEqual(cloud.writes, []);
  if (given.expect.once === true || plan.action === 'unchanged') return;
  const second = await planOf(kind, record, known, given);
  assert.equal(second.action, 'unchanged', `in check mode: ${second.reason}`);
}

async function planOf(
  kind: Kind,
  record: ExportRecord,
  { index, idMap }: { readonly index: IndexOfCloud; readonly idMap: IdMap },
  {
    fields,
    filters,
    siblings = [],
    earlier = [],
    announced = [],
    nameMaps,
    arguments: further,
  }: Partial<Case>,
): Promise<Plan<ImportDetail>> {
  const checked = recordFor(kind, record, 'data.yml:3:3');
  const facts = await gatherImport({
    kind: readyKind(kind),
    record: checked.record,
    index,
    place: 'data.yml:3:3',
    filters,
    options: { fields, siblings, ...(further === undefined ? {} : { further }) },
    earlier: () => Promise.resolve(earlier),
    idMap,
    nameMaps: nameMaps ?? {},
    isAnnounced: (id) => announced.includes(id),
  });
  const plan = planImport(facts);
  return checked.warnings.length === 0
    ? plan
    : { ...plan, warnings: [...checked.warnings, ...(plan.warnings ?? [])] };
}

/** The kind with the behaviour that it has for a task without further arguments. */
function readyKind(kind: Kind): Kind {
  const { behaviourFor } = kind;
  return behaviourFor === undefined ? kind : { ...kind, behaviour: behaviourFor({}, testRun().context) };
}

async function apply(plan: Plan<ImportDetail>, index: IndexOfCloud): Promise<void> {
  await applyImport(plan, index, memoryJournal());
}

function recordOf(kind: Kind, params: Body, info: Body = {}, migration: Body = {}): ExportRecord {
  return {
    type: kind.type,
    params,
    _info: { id: `src-${JSON.stringify(params).length}`, ...info },
    _migration_params: migration,
  };
}

function shown(value: unknown): string {
  return value === undefined ? '-' : JSON.stringify(value);
}

/** Texts of cases stand for themselves; `...` for anything. */
function pattern(text: string): RegExp {
  return new RegExp(
    text
      .split('...')
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&'))
      .join('[^]*'),
  );
}
