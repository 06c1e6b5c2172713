import assert from 'node:assert/strict';
import { mismatch } from './match.ts';
import { at, fill } from './words.ts';

describe('What the contract compares with', () => {
  const good: readonly [unknown, unknown][] = [
    [{ a: 1, b: 2 }, { a: 1 }],
    [{ a: [1, 2] }, { a: [1, 2] }],
    [{ a: [2, 1, 3] }, { a: { '!set': [1, 2, 3] } }],
    [{ a: [2, 1, 3] }, { a: { '!includes': [3] } }],
    ['hello', '/^h.*o$/'],
    ['11111111-1111-1111-1111-111111111111', '!uuid'],
    [{ a: null }, { a: null, b: '!absent' }],
    [{}, {}],
  ];
  const bad: readonly [unknown, unknown, RegExp][] = [
    [{ a: 1 }, { a: 2 }, /the body\.a is 1, and must be 2/],
    [{ a: 1 }, { a: '1' }, /and must be '1'/],
    [{ a: [1] }, { a: [1, 2] }, /the body\.a/],
    [{ a: [1, 2] }, { a: [2, 1] }, /a\[0\]/],
    [{ a: [1, 1] }, { a: { '!set': [1] } }, /must be/],
    [{ a: [1] }, { a: { '!includes': [1, 1] } }, /must be/],
    ['hello', '/^x/', /must be '\/\^x\/'/],
    ['no', '!uuid', /must be '!uuid'/],
    [{ a: 1 }, { a: '!absent' }, /must be '!absent'/],
    [null, { a: 1 }, /is null/],
    [{ a: undefined }, { a: null }, /must be null/],
  ];
  for (const [actual, expected] of good) {
    it(`${JSON.stringify(actual)} is ${JSON.stringify(expected)}`, () => {
      assert.equal(mismatch(actual, expected), undefined);
    });
  }
  for (const [actual, expected, message] of bad) {
    it(`${JSON.stringify(actual)} is not ${JSON.stringify(expected)}`, () => {
      assert.match(mismatch(actual, expected) ?? '', message);
    });
  }

  it('fills words in, everywhere', () => {
    const words = new Map([['net', 'abc']]);
    assert.deepEqual(fill({ '{net}': ['x-{net}', { a: 1, b: null }] }, words), {
      abc: ['x-abc', { a: 1, b: null }],
    });
    assert.throws(() => fill('{other}', words), /kept the word 'other'/);
    assert.equal(at({ a: [{ b: 'c' }] }, 'a.0.b'), 'c');
    assert.equal(at({ a: 1 }, 'a.b.c'), undefined);
  });
});
