import assert from 'node:assert/strict';
import { createJournal } from './journal.ts';
import { createTable } from './table.ts';

interface Row {
  readonly id: string;
  readonly colours: readonly string[];
}

describe('A table with a journal', () => {
  const make = () => {
    const journal = createJournal();
    return { journal, table: createTable<Row>(journal, { colour: (row) => row.colours }) };
  };

  it('finds rows by index, and forgets those that changed', () => {
    const { table } = make();
    table.insert({ id: 'a', colours: ['red', 'blue'] });
    table.insert({ id: 'b', colours: ['red'] });
    assert.deepEqual(
      table.by('colour', 'red').map(({ id }) => id),
      ['a', 'b'],
    );
    table.replace({ id: 'a', colours: ['green'] });
    assert.deepEqual(
      table.by('colour', 'red').map(({ id }) => id),
      ['b'],
    );
    assert.equal(table.count('colour', 'green'), 1);
    table.remove('b');
    assert.equal(table.count('colour', 'red'), 0);
    assert.equal(table.size(), 1);
  });

  it('undoes what failed, and only that', () => {
    const { table, journal } = make();
    table.insert({ id: 'a', colours: ['red'] });
    assert.throws(() => {
      journal.run(() => {
        table.insert({ id: 'b', colours: ['red'] });
        table.replace({ id: 'a', colours: ['blue'] });
        table.remove('a');
        throw new Error('no');
      });
    }, /no/);
    assert.deepEqual(table.all(), [{ id: 'a', colours: ['red'] }]);
    assert.equal(table.count('colour', 'blue'), 0);
    journal.run(() => table.insert({ id: 'c', colours: [] }));
    assert.equal(table.size(), 2);
  });

  it('refuses doubles, strangers and unknown indexes', () => {
    const { table } = make();
    table.insert({ id: 'a', colours: [] });
    assert.throws(() => table.insert({ id: 'a', colours: [] }), /is there already/);
    assert.throws(() => table.replace({ id: 'z', colours: [] }), /no row z/);
    assert.throws(() => table.by('shape', 'x'), /no index 'shape'/);
  });

  it('goes back to a saved state', () => {
    const { table } = make();
    table.insert({ id: 'a', colours: ['red'] });
    const restore = table.save();
    table.remove('a');
    table.insert({ id: 'b', colours: ['red'] });
    restore();
    assert.deepEqual(
      table.by('colour', 'red').map(({ id }) => id),
      ['a'],
    );
  });
});
