import assert from 'node:assert/strict';
import { firstOf, partOf, sizeOf } from './bytes.ts';

describe('Bytes in pieces', () => {
  const chunks = ['abc', '', 'defg', 'h'].map((text) => Buffer.from(text));
  const joined = (part: readonly Buffer[]): string => Buffer.concat(part).toString();

  it('are counted', () => {
    assert.equal(sizeOf(chunks), 8);
    assert.equal(sizeOf([]), 0);
  });

  it('are cut wherever the pieces end', () => {
    const whole = joined(chunks);
    for (let start = 0; start <= whole.length; start += 1) {
      for (let end = start; end <= whole.length + 1; end += 1) {
        assert.equal(joined(partOf(chunks, start, end)), whole.slice(start, end));
      }
    }
    assert.equal(joined(firstOf(chunks, 4)), 'abcd');
  });

  it('are not copied', () => {
    const [part] = partOf(chunks, 4, 6);
    assert.equal(part?.buffer, chunks[2]!.buffer);
  });
});
