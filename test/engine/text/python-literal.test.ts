import assert from 'node:assert/strict';
import fc from 'fast-check';
import { LiteralFloat, readPythonLiteral, type LiteralValue } from '../../../engine/text/python-literal.ts';

function plain(value: LiteralValue): unknown {
  if (value instanceof LiteralFloat) return { float: value.value };
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map) return { map: [...value].map(([key, one]) => [plain(key), plain(one)]) };
  return typeof value === 'bigint' ? `${value}n` : value;
}

// What `ast.literal_eval` of Python 3.11 gives; undefined where it refuses.
const cases: readonly (readonly [string, unknown])[] = [
  ['1', 1],
  ['- 1', -1],
  ['1_000', 1000],
  ['0x1f', 31],
  ['0o17', 15],
  ['0b101', 5],
  ['00', 0],
  ['18446744073709551616', '18446744073709551616n'],
  ['1.5', { float: 1.5 }],
  ['.5', { float: 0.5 }],
  ['1.', { float: 1 }],
  ['1e3', { float: 1000 }],
  ['True', true],
  ['None', null],
  ['\'a\' "b"', 'ab'],
  ["'\\n\\x41\\u00e9\\''", "\nAé'"],
  ["r'\\n'", '\\n'],
  ["'''x'''", 'x'],
  ['[1, 2,]', [1, 2]],
  ['(1)', 1],
  ['(1,)', [1]],
  ['()', []],
  ['1, 2', [1, 2]],
  ['{1, 2, 1}', [1, 2]],
  ["{'a': [1, (2.0, None)], }", { map: [['a', [1, [{ float: 2 }, null]]]] }],
  ['{}', { map: [] }],
  ['1 # comment', 1],
  ['[\n1,\n2\n]', [1, 2]],
  ['007', undefined],
  ['true', undefined],
  ['foo', undefined],
  ['10.0.0.1', undefined],
  ['1-2', undefined],
  ['2020-01-02', undefined],
  ['a b', undefined],
  ['', undefined],
  ['# comment', undefined],
  ['"open', undefined],
  ['[1 2]', undefined],
  ['[,]', undefined],
  ['{1: 2, 3}', undefined],
  ['1__0', undefined],
  ['1_', undefined],
  ['nan', undefined],
  ['1 2', undefined],
];

describe('readPythonLiteral', () => {
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      const found = readPythonLiteral(text);
      assert.deepEqual(found === undefined ? undefined : plain(found.value), expected);
    });
  }

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        readPythonLiteral(text);
        readPythonLiteral(`[${text}]`);
      }),
    );
  });
});
