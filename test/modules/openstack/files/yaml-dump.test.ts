import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { parseYaml } from '../../../../engine/text/yaml.ts';
import { dumpYaml } from '../../../../modules/openstack/files/yaml-dump.ts';

/** Values and what PyYAML 6.0 makes of them with `safe_dump(value, default_flow_style=False, allow_unicode=True)` and YAML 1.2's numbers quoted. */
const samples = JSON.parse(readFileSync(new URL('pyyaml.json', import.meta.url), 'utf8')) as readonly {
  readonly value: unknown;
  readonly text: string;
}[];

describe('dumpYaml', () => {
  it(`writes ${samples.length} values as PyYAML does`, () => {
    for (const { value, text } of samples) assert.equal(dumpYaml(value), text);
  });

  it('writes what reads as the same value', () => {
    const text = fc.oneof(
      fc.string(),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom('yes', '1e3', '- a', 'a: b', ''),
    );
    const leaf = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null));
    const value = fc.dictionary(
      fc.constantFrom('name', 'tags', 'params'),
      fc.oneof(leaf, fc.array(leaf, { maxLength: 3 }), fc.dictionary(fc.constantFrom('a', 'b'), leaf)),
      { minKeys: 1 },
    );
    fc.assert(
      fc.property(value, (given) => {
        const read = parseYaml({ path: 'x.yml', text: dumpYaml(given) });
        assert.deepEqual(read.problems, []);
        assert.deepEqual(plain(read.documents[0]?.value), plain(given));
      }),
      { numRuns: 300 },
    );
  });
});

function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  const entries = value instanceof Map ? [...value] : isObject(value) ? Object.entries(value) : undefined;
  if (entries === undefined) return value;
  return Object.fromEntries(entries.map(([key, held]) => [String(key), plain(held)]));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
