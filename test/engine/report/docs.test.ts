import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..', '..', '..');

describe('the documentation of JSON events', () => {
  const source = readFileSync(join(root, 'engine', 'run', 'events.ts'), 'utf8');
  const union = source.slice(source.indexOf('RunEvent ='), source.indexOf('export interface TaskIdentity'));
  const page = readFileSync(join(root, 'docs', 'output.md'), 'utf8');
  const rows = new Map(
    [...page.matchAll(/^\| `([a-z-]+)` +\|(.*)\|$/gm)].map(([, type = '', keys = '']) => [type, keys]),
  );

  it('names every event, and no other', () => {
    const types = [...union.matchAll(/type: '([a-z-]+)'/g)].map(([, type]) => type);
    assert.ok(types.length > 10);
    assert.deepEqual([...rows.keys()].sort(), types.sort());
  });

  it('names every key of every event', () => {
    for (const part of union.split(/\n {2}\| /).slice(1)) {
      const type = /type: '([a-z-]+)'/.exec(part)?.[1] ?? '';
      for (const [, key = ''] of part.matchAll(/readonly (\w+)\??:/g))
        if (key !== 'type') assert.ok(rows.get(type)?.includes(`\`${key}\``), `${type}: ${key}`);
    }
  });
});
