import assert from 'node:assert/strict';
import fc from 'fast-check';
import { slice } from '../../../../engine/language/expression/attributes.ts';
import { arithmetic } from '../../../../engine/language/expression/arithmetic.ts';
import { compareText, dictKey, equals } from '../../../../engine/language/expression/operations.ts';
import { floatText, repr } from '../../../../engine/language/expression/python-text.ts';
import { evaluateExpression, renderFile } from '../../../../engine/language/expression/template.ts';
import { makeTuple, PyFloat, type Value } from '../../../../engine/language/expression/value.ts';
import { testEnvironment } from './environment.ts';

const environment = testEnvironment({});

const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.maxSafeInteger(),
  fc.bigInt().filter((value) => value > 2n ** 53n),
  fc
    .double({ noNaN: true, noDefaultInfinity: true })
    .map((value) => (Number.isInteger(value) ? new PyFloat(value) : value)),
  fc.string({ unit: 'binary' }),
);

const { value: anyValue } = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.array(tie('value'), { maxLength: 3 }).map((items) => makeTuple(items)),
    fc
      .array(fc.tuple(fc.string(), tie('value')), { maxLength: 3 })
      .map((entries) => new Map<Value, Value>(entries)),
  ),
}));

describe('laws of values', () => {
  it('reads back what repr writes', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const read = evaluateExpression(repr(value), environment);
        assert.ok(equals(read, value), `${repr(value)} is read as ${repr(read)}`);
        assert.equal(repr(read), repr(value));
      }),
    );
  });

  it('writes floats with the digits that read back', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        assert.equal(Number(floatText(value)), value);
      }),
    );
  });

  it('divides so that a == a // b * b + a % b, and the rest has the sign of b', () => {
    const whole = fc.oneof(fc.maxSafeInteger(), fc.bigInt());
    fc.assert(
      fc.property(whole, whole, (a, b) => {
        fc.pre(b != 0);
        const rest = arithmetic('%', a, b);
        const back = arithmetic('+', arithmetic('*', arithmetic('//', a, b), b), rest);
        assert.ok(equals(back, a));
        assert.ok(rest == 0 || Number(rest) < 0 === b < 0);
      }),
    );
  });

  it('slices as counting one by one does', () => {
    const bound = fc.option(fc.integer({ min: -9, max: 9 }));
    const step = fc.integer({ min: -3, max: 3 }).filter((value) => value !== 0);
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 7 }), bound, bound, step, (items, start, stop, stride) => {
        const clamp = (value: number): number => (value < 0 ? value + items.length : value);
        const first = start === null ? (stride > 0 ? 0 : items.length - 1) : clamp(start);
        const last = stop === null ? (stride > 0 ? items.length : -1) : clamp(stop);
        const from = stride > 0 ? Math.max(first, 0) : Math.min(first, items.length - 1);
        const expected: number[] = [];
        for (let at = from; stride > 0 ? at < last : at > last; at += stride) {
          const item = items[at];
          if (item !== undefined) expected.push(item);
        }
        assert.deepEqual(slice(items, start, stop, stride), expected);
      }),
    );
  });

  it('orders texts by code points', () => {
    const points = (text: string): number[] => [...text].map((character) => character.codePointAt(0) ?? 0);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
        const [left, right] = [points(a), points(b)];
        const at = left.findIndex((point, index) => point !== right[index]);
        const expected = at === -1 ? left.length - right.length : (left[at] ?? 0) - (right[at] ?? -1);
        assert.equal(Math.sign(compareText(a, b)), Math.sign(expected));
      }),
    );
  });

  it('takes equal tuples for one key', () => {
    const items = fc.array(scalar, { maxLength: 4 });
    fc.assert(
      fc.property(items, (values) => {
        assert.equal(dictKey(makeTuple(values)), dictKey(makeTuple([...values])));
        assert.notEqual(dictKey(makeTuple(values)), dictKey(makeTuple([...values, 'more'])));
      }),
    );
  });
});

describe('laws of templates', () => {
  it('leaves text alone that has no delimiters', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/\{[{%#]|\r/.test(text));
        assert.equal(renderFile(text, environment), text);
      }),
    );
  });

  it('leaves everything alone between raw and endraw', () => {
    const part = fc.constantFrom('{{', '}}', '{%', '%}', '{#', ' ', 'a', '\n', '-', "'");
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        const text = parts.join('');
        assert.equal(renderFile(`<{% raw %}${text}{% endraw %}>`, environment), `<${text}>`);
      }),
    );
  });

  it('joins what it split', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'b', ',', ' ') });
    const separator = fc.constantFrom(',', 'ab', ' ');
    fc.assert(
      fc.property(text, separator, fc.integer({ min: -1, max: 4 }), (words, between, limit) => {
        const env = testEnvironment({ words, between, limit });
        for (const method of ['split', 'rsplit'])
          assert.equal(evaluateExpression(`between.join(words.${method}(between, limit))`, env), words);
      }),
    );
  });
});
