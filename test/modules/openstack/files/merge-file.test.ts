import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseExportFile, type ExportFile } from '../../../../modules/openstack/files/export-file.ts';
import { mergeFile, type MergeResult } from '../../../../modules/openstack/files/merge-file.ts';
import type { ExportRecord } from '../../../../modules/openstack/files/record.ts';
import type { Snapshot } from '../../../../modules/openstack/files/snapshot.ts';
import { dumpYaml } from '../../../../modules/openstack/files/yaml-dump.ts';

const TYPE = 'openstack.network.Network';

function record(
  id: string,
  params: Record<string, unknown>,
  info: Record<string, unknown> = {},
): ExportRecord {
  return { type: TYPE, params: { name: id, ...params }, _info: { id, ...info }, _migration_params: {} };
}

function read(text: string): ExportFile {
  return parseExportFile({ path: 'networks.yml', text });
}

interface Input {
  readonly text?: string | undefined;
  readonly incoming: readonly ExportRecord[];
  readonly snapshot?: Snapshot;
  readonly refresh?: boolean;
  readonly there?: readonly string[];
}

function merge({ text, incoming, snapshot = new Map(), refresh = false, there = [] }: Input): MergeResult {
  return mergeFile({
    file: text === undefined ? undefined : read(text),
    type: TYPE,
    identity: ({ name }) => String(name),
    incoming,
    isThere: ({ _info }) => there.includes(String(_info['id'])),
    snapshot,
    refresh,
    version: '1.0.5',
  });
}

function namesIn(text: string): readonly unknown[] {
  return read(text).records.map(({ record: { params } }) => params['name']);
}

const web = record('web', { mtu: 1450, tags: [], description: 'a' }, { revision_number: 1 });
const first = merge({ incoming: [web] });

describe('mergeFile', () => {
  it('writes a new file as OS-Migrate lays it out', () => {
    assert.equal(first.text, dumpYaml({ os_migrate_version: '1.0.5', resources: [web] }));
    assert.deepEqual(first.added, [web]);
  });

  it('leaves a file alone, to the byte, when the source is as the file has it', () => {
    const text = first.text.replace('mtu: 1450', 'mtu:   1450   # as at the old site');
    const again = merge({ text, incoming: [web], snapshot: first.snapshot });
    assert.equal(again.text, text);
    assert.deepEqual([again.added, again.updated, again.conflicts, again.gone], [[], [], [], []]);
  });

  it('keeps an edit, and brings what changed at the source beside it', () => {
    const text = first.text.replace('mtu: 1450', 'mtu: 1400 # smaller at the destination');
    const now = record('web', { mtu: 1450, tags: ['x', 'y'], description: 'b' }, { revision_number: 2 });
    const again = merge({ text, incoming: [now], snapshot: first.snapshot });
    assert.deepEqual(again.conflicts, []);
    assert.equal(
      again.text,
      text
        .replace('description: a', 'description: b')
        .replace('tags: []', 'tags:\n    - x\n    - y')
        .replace('revision_number: 1', 'revision_number: 2'),
    );
  });

  it('reports what was edited and changed at the source, with the place, and keeps the edit, each time', () => {
    const text = first.text.replace('mtu: 1450', 'mtu: 1400');
    const now = record('web', { mtu: 1500, tags: [], description: 'a' }, { revision_number: 2 });
    const again = merge({ text, incoming: [now], snapshot: first.snapshot });
    assert.match(again.text, /mtu: 1400/);
    assert.deepEqual(
      again.conflicts.map(({ field, file, source, before, place }) => ({
        field,
        file,
        source,
        before,
        place,
      })),
      [{ field: 'mtu', file: 1400, source: 1500, before: 1450, place: 'networks.yml:9:10' }],
    );
    const third = merge({ text: again.text, incoming: [now], snapshot: again.snapshot });
    assert.equal(third.conflicts.length, 1);
    assert.equal(third.text, again.text);
  });

  it('takes the source with refresh', () => {
    const text = first.text.replace('mtu: 1450', 'mtu: 1400 # mine');
    const now = record('web', { mtu: 1500, tags: [], description: 'a' }, { revision_number: 2 });
    const again = merge({ text, incoming: [now], snapshot: first.snapshot, refresh: true });
    assert.match(again.text, /mtu: 1500 # mine/);
    assert.deepEqual(again.conflicts, []);
  });

  it('knows no earlier export: an edit counts while the source says it is as it was, else both are shown', () => {
    const text = first.text.replace('mtu: 1450', 'mtu: 1400');
    assert.equal(merge({ text, incoming: [web] }).text, text);
    const moved = merge({ text, incoming: [record('web', { ...web.params }, { revision_number: 9 })] });
    assert.deepEqual(
      moved.conflicts.map(({ field }) => field),
      ['mtu'],
    );
  });

  it('adds records at the end, in the layout of the file, and reports those that are gone', () => {
    const text = `os_migrate_version: 1.0.5\nresources:\n  # the first\n  - type: ${TYPE}\n    params:\n      name: old\n    _info: {id: old}\n    _migration_params: {}\n  # the end\n`;
    const again = merge({ text, incoming: [web] });
    assert.deepEqual(
      again.gone.map(({ place }) => place),
      ['networks.yml:4:5'],
    );
    assert.ok(again.text.startsWith(text.slice(0, text.indexOf('  # the end'))));
    assert.ok(again.text.endsWith('  # the end\n'));
    assert.deepEqual(
      read(again.text).records.map(({ record: { params } }) => params['name']),
      ['old', 'web'],
    );
    assert.deepEqual(merge({ text, incoming: [web], there: ['old'] }).gone, []);
  });

  it('fills a file whose list is empty or missing a value', () => {
    for (const list of ['[]', '', '~', '[] # none yet']) {
      const again = merge({ text: `os_migrate_version: 1.0.5\nresources: ${list}\n`, incoming: [web] });
      assert.deepEqual(read(again.text).items[0]?.value, web, list);
    }
  });

  it('adds keys that OS-Migrate does not write, where the alphabet has them', () => {
    const text = readFileSync(new URL('exports/security_groups.yml', import.meta.url), 'utf8');
    const file = read(text);
    const incoming = file.records.map(({ record: given }) => ({
      ...given,
      params: { ...given.params, stateful: true, tags: [] },
    }));
    const again = mergeFile({
      file,
      identity: ({ name }) => String(name),
      type: 'openstack.network.SecurityGroup',
      incoming,
      isThere: () => true,
      snapshot: new Map(),
      refresh: false,
      version: '1.0.5',
    });
    assert.equal(again.text, dumpYaml({ os_migrate_version: '1.0.5', resources: incoming }));
  });

  it('turns the keys of an old file into those of today, once', () => {
    const text =
      `os_migrate_version: 0.0.2\nresources:\n- _info:\n    id: web\n  params:\n    mtu: 1450 # keep\n` +
      `    name: web\n    qos_policy_name: gold\n  type: ${TYPE}\n`;
    const now = record('web', {
      mtu: 1450,
      qos_policy_ref: { name: 'gold', project_name: null, domain_name: null },
    });
    const again = merge({ text, incoming: [now] });
    assert.match(again.text, /^os_migrate_version: 1\.0\.5\n/);
    assert.match(again.text, /mtu: 1450 # keep/);
    assert.doesNotMatch(again.text, /qos_policy_name/);
    assert.deepEqual(read(again.text).items[0]?.value, now);
    assert.equal(merge({ text: again.text, incoming: [now], snapshot: again.snapshot }).text, again.text);
  });

  it('finds its way in every layout of YAML', () => {
    const layouts = [
      `{os_migrate_version: 1.0.5, resources: [{type: ${TYPE}, _info: {id: web, revision_number: 1}, params: {name: web, mtu: 1450, tags: [], description: a}, _migration_params: {}}]}\n`,
      `os_migrate_version: 1.0.5\nresources:\n-   type: ${TYPE}\n    _info: {id: web, revision_number: 1}\n    _migration_params: {}\n    params:\n        tags: []\n        "name": 'web'\n        mtu: 1450\n        description: >-\n          a\n`,
      `os_migrate_version: 1.0.5\nx: &d a\nresources:\n- type: ${TYPE}\n  _info: {id: web, revision_number: 1}\n  params: {name: web, mtu: 1450, tags: [], description: *d}\n  _migration_params: {}\n`,
      `os_migrate_version: 1.0.5\r\nresources:\r\n- type: ${TYPE}\r\n  _info: {id: web, revision_number: 1}\r\n  params:\r\n    name: web\r\n    mtu: 1450\r\n    tags: []\r\n    description: a\r\n  _migration_params: {}\r\n`,
    ];
    const now = record(
      'web',
      { mtu: 1300, tags: ['t'], description: 'b: c', dns_domain: '' },
      { revision_number: 2 },
    );
    for (const text of layouts) {
      const again = merge({ text, incoming: [now], snapshot: first.snapshot });
      assert.deepEqual(read(again.text).items[0]?.value, now, text);
    }
  });

  it('keeps out what a person has taken out, says so each time, and adds what is new', () => {
    const bare = record('bare', {});
    const both = merge({ incoming: [web, bare] });
    const text = merge({ incoming: [web] }).text.replace('description: a', 'description: a # the only one');
    const later = record('later', {});
    const again = merge({ text, incoming: [web, bare, later], snapshot: both.snapshot });
    assert.deepEqual([again.added, again.removed, again.gone], [[later], [bare], []]);
    assert.deepEqual(namesIn(again.text), ['web', 'later']);
    const third = merge({ text: again.text, incoming: [web, bare, later], snapshot: again.snapshot });
    assert.equal(third.text, again.text);
    assert.deepEqual(third.removed, [bare]);
    const filtered = merge({ text: again.text, incoming: [web], snapshot: third.snapshot, there: ['bare'] });
    assert.deepEqual(filtered.removed, []);
    assert.deepEqual(
      merge({ text, incoming: [web, bare], snapshot: filtered.snapshot }).removed,
      [bare],
      'also after an export that was about others',
    );
  });

  it('brings back with refresh, and into a new file, what was taken out', () => {
    const bare = record('bare', {});
    const both = merge({ incoming: [web, bare] });
    const text = merge({ incoming: [web] }).text;
    const again = merge({ text, incoming: [web, bare], snapshot: both.snapshot, refresh: true });
    assert.deepEqual([again.added, again.removed], [[bare], []]);
    assert.deepEqual(merge({ incoming: [web, bare], snapshot: both.snapshot }).added, [web, bare]);
  });

  it('keeps all of a list that was emptied out', () => {
    for (const list of ['[]', '', 'null']) {
      const text = `os_migrate_version: 1.0.5\nresources: ${list}\n`;
      const again = merge({ text, incoming: [web], snapshot: first.snapshot });
      assert.equal(again.text, text);
      assert.deepEqual(again.removed, [web]);
    }
  });

  it('finds a record that was moved in the file', () => {
    const db = record('db', { mtu: 1 }, { revision_number: 1 });
    const both = merge({ incoming: [web, db] });
    const items = both.text.split(/^(?=- )/m);
    const text = `${items[0]}${items[2]}${items[1]}`;
    const now = record('db', { mtu: 2 }, { revision_number: 2 });
    const again = merge({ text, incoming: [web, now], snapshot: both.snapshot });
    assert.equal(
      again.text,
      text.replace('mtu: 1\n', 'mtu: 2\n').replace('revision_number: 1', 'revision_number: 2'),
    );
  });

  it('takes a record without an id for that of the same name, and gives it its id', () => {
    const text = first.text.replace('mtu: 1450', 'mtu: 1400 # mine').replace(/^.*id: web\n/m, '- _info:\n');
    const again = merge({ text, incoming: [web], snapshot: first.snapshot });
    assert.deepEqual([again.added, again.removed, again.gone, again.conflicts], [[], [], [], []]);
    assert.match(again.text, /mtu: 1400 # mine/);
    assert.equal(read(again.text).records[0]?.record._info['id'], 'web');
  });

  it('takes a resource that was made again for the one of its name, with what was edited', () => {
    const text = first.text.replace('mtu: 1450', 'mtu: 1400');
    const again = merge({
      text,
      incoming: [{ ...web, params: { ...web.params, description: 'b' }, _info: { id: 'web-2' } }],
      snapshot: first.snapshot,
    });
    assert.deepEqual([again.added, again.gone, again.conflicts], [[], [], []]);
    assert.deepEqual(read(again.text).records[0]?.record.params, {
      ...web.params,
      mtu: 1400,
      description: 'b',
    });
    assert.deepEqual([...again.snapshot.keys()], [`${TYPE} web-2`]);
  });

  it('does not guess which of several of one name is meant', () => {
    const twin = { ...web, _info: { id: 'twin' } };
    const third = { ...web, _info: { id: 'third' } };
    const again = merge({ text: first.text, incoming: [twin, third], snapshot: first.snapshot });
    assert.deepEqual([again.added.length, again.gone.length], [2, 1]);
  });

  it('keeps records of one name apart by their ids', () => {
    const twin = { ...record('twin', {}), params: web.params };
    const both = merge({ incoming: [web, twin] });
    const renamed = { ...twin, params: { ...twin.params, name: 'other' } };
    const again = merge({ text: both.text, incoming: [web, renamed], snapshot: both.snapshot });
    assert.deepEqual(namesIn(again.text), ['web', 'other']);
    assert.deepEqual(again.updated, [renamed]);
  });

  it('brings the original up to date where a copy has its id, and does not call what people wrote gone', () => {
    const copy = first.text.slice(first.text.indexOf('- _info')).replace('name: web', 'name: copy');
    const own = `- type: ${TYPE}\n  params: {name: own}\n  _info: {}\n  _migration_params: {}\n`;
    const head = first.text.slice(0, first.text.indexOf('- _info'));
    const text = head + copy + first.text.slice(head.length) + own;
    const now = record('web', { ...web.params, mtu: 1300 }, { revision_number: 2 });
    const again = merge({ text, incoming: [now], snapshot: first.snapshot });
    assert.deepEqual(
      read(again.text).records.map(({ record: { params } }) => [params['name'], params['mtu']]),
      [
        ['copy', 1450],
        ['web', 1300],
        ['own', undefined],
      ],
    );
    assert.deepEqual(again.gone, []);
  });

  it('tells the places of conflicts in the file as it becomes', () => {
    const text = first.text.replace('mtu: 1450', 'mtu: 1400');
    const now = record('web', { ...web.params, mtu: 1500, a: [1, 2] }, { revision_number: 2 });
    const again = merge({ text, incoming: [now], snapshot: first.snapshot });
    const line = again.text.split('\n').findIndex((one) => one.includes('mtu: 1400')) + 1;
    assert.equal(again.conflicts[0]?.place, `networks.yml:${line}:10`);
    assert.notEqual(line, text.split('\n').findIndex((one) => one.includes('mtu: 1400')) + 1);
  });

  it('keeps a key out that was taken out of a record, until the source changes it', () => {
    const text = first.text.replace(/^ *description: a\n/m, '');
    const again = merge({ text, incoming: [web], snapshot: first.snapshot });
    assert.equal(again.text, text);
    const now = record('web', { ...web.params, description: 'b' }, { revision_number: 1 });
    const third = merge({ text, incoming: [now], snapshot: again.snapshot });
    assert.deepEqual(
      third.conflicts.map(({ field, file }) => [field, file]),
      [['description', undefined]],
    );
  });

  it('holds for any records and edits: what is read is what was merged, and a second export changes nothing', () => {
    const scalar = fc.oneof(fc.string({ maxLength: 5 }), fc.integer(), fc.boolean(), fc.constant(null));
    const value = fc.oneof(
      scalar,
      fc.array(scalar, { maxLength: 2 }),
      fc.dictionary(fc.constantFrom('x', 'y'), scalar, { noNullPrototype: true }),
    );
    const params = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), value, {
      maxKeys: 4,
      noNullPrototype: true,
    });
    const ids = fc.uniqueArray(fc.constantFrom('1', '2', '3', '4'), { maxLength: 4 });
    fc.assert(
      fc.property(ids, ids, fc.array(params, { minLength: 8, maxLength: 8 }), (had, has, values) => {
        const before = had.map((id, index) => record(id, values[index] ?? {}, { revision_number: 1 }));
        const after = has.map((id, index) => record(id, values[index + 4] ?? {}, { revision_number: 2 }));
        const old = merge({ incoming: before });
        const now = merge({ text: old.text, incoming: after, snapshot: old.snapshot });
        const byId = new Map(read(now.text).records.map(({ record: given }) => [given._info['id'], given]));
        for (const given of after) {
          for (const [key, held] of Object.entries(given.params)) {
            assert.deepEqual(byId.get(String(given._info['id']))?.params[key], held);
          }
        }
        assert.equal(byId.size, new Set([...had, ...has]).size);
        assert.equal(merge({ text: now.text, incoming: after, snapshot: now.snapshot }).text, now.text);
      }),
      { numRuns: 200 },
    );
  });
});
