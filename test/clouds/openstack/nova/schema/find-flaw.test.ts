import assert from 'node:assert/strict';
import { findFlaw } from './find-flaw.ts';
import { printablePattern } from './printable.ts';
import type { Schema } from './types.ts';

const OBJECT: Schema = {
  type: 'object',
  properties: { a: { type: 'string' }, b: { type: 'array', items: { type: 'integer' } } },
  required: ['a'],
  additionalProperties: false,
};

describe('What a schema has against a value', () => {
  type Row = readonly [schema: Schema, value: unknown, message?: string, path?: readonly (string | number)[]];
  const cases: readonly Row[] = [
    [OBJECT, { a: 'x', b: [1] }],
    [OBJECT, { a: 1, z: 1 }, "1 is not of type 'string'", ['a']],
    [OBJECT, { z: 1 }, "'a' is a required property", []],
    [OBJECT, { a: 'x', z: 1, y: 2 }, "Additional properties are not allowed ('y', 'z' were unexpected)", []],
    [OBJECT, { a: 'x', b: [1, true] }, "True is not of type 'integer'", ['b', 1]],
    [OBJECT, null, "None is not of type 'object'", []],
    [{ type: 'string', minLength: 2 }, 'é', "'é' is too short", []],
    [{ type: 'string', maxLength: 1 }, '\u{1f600}'],
    [{ pattern: '^a$' }, 'a\n'],
    [{ pattern: '^a$' }, 'a\n\n', "'a\\n\\n' does not match '^a$'", []],
    [{ minimum: 1 }, '0', '0 is less than the minimum of 1', []],
    [{ minimum: 1 }, '0.5', '0.5 is less than the minimum of 1', []],
    [{ minimum: 1 }, 1.9],
    [{ minimum: 1 }, 'x'],
    [{ maximum: 5 }, true],
    [{ enum: [1, '1'] }, true, "True is not one of [1, '1']", []],
    [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], "[{'a': 1}, {'a': 1}] has non-unique elements", []],
    [{ allOf: [{ minLength: 1 }, { maxLength: 2 }] }, 'abc', "'abc' is too long", []],
  ];
  for (const [schema, value, message, path = []] of cases) {
    it(`${JSON.stringify(schema).slice(0, 40)} and ${JSON.stringify(value)}: ${message ?? 'nothing'}`, () => {
      const flaw = findFlaw(schema, value);
      assert.equal(flaw?.message, message);
      if (flaw) assert.deepEqual(flaw.path, path);
    });
  }

  it('shows the characters of a description as Python does', () => {
    assert.match(printablePattern(), /^\^\[\\ -\\~\u00a0-\u00ac\u00ae-\u0377/);
  });
});
