import assert from 'node:assert/strict';
import type { ExportRecord } from '../../../../modules/openstack/files/record.ts';
import { project } from '../../../../modules/openstack/identity/project.ts';
import { parentsFirst } from '../../../../modules/openstack/kind/parents-first.ts';

function record(name: string, parent?: string): ExportRecord {
  const parent_ref =
    parent === undefined ? null : { name: parent, project_name: null, domain_name: 'Default' };
  return {
    type: project.type,
    params: { name, parent_ref },
    _info: { id: `id-of-${name}` },
    _migration_params: {},
  };
}

function ordered(...records: readonly ExportRecord[]): readonly unknown[] {
  return parentsFirst([project], 'projects.yml', records).map(({ params }) => params['name']);
}

describe('parentsFirst', () => {
  it('puts parents before their children, and leaves all else in its place', () => {
    const all = [record('x'), record('c', 'b'), record('y'), record('b', 'a'), record('a'), record('z', 'a')];
    assert.deepEqual(ordered(...all), ['x', 'a', 'b', 'c', 'y', 'z']);
  });

  it('takes an id for a name', () => {
    assert.deepEqual(ordered(record('b', 'id-of-a'), record('a')), ['a', 'b']);
  });

  it('leaves what refers to nothing in the file as it is', () => {
    const all = [record('b', 'elsewhere'), record('a')];
    assert.equal(parentsFirst([], 'projects.yml', all), all);
    assert.deepEqual(ordered(...all), ['b', 'a']);
  });

  it('keeps each record once, also in a circle', () => {
    assert.deepEqual(
      ordered(record('a', 'c'), record('b', 'a'), record('c', 'b')),
      ['b', 'c', 'a'].sort(byCircle),
    );
  });

  it('bears long chains', () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `p${index}`);
    const all = names.map((name, index) => record(name, names[index + 1]));
    assert.deepEqual(ordered(...all), names.toReversed());
  });
});

/** What a circle comes to: the record that it is entered by comes last. */
function byCircle(one: string, other: string): number {
  return 'bca'.indexOf(one) - 'bca'.indexOf(other);
}
