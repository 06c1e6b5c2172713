import assert from 'node:assert/strict';
import fc from 'fast-check';
import { lineReader } from '../../../engine/transport/line-output.ts';

function linesOf(chunks: readonly Buffer[]): readonly string[] {
  const lines: string[] = [];
  const take = lineReader((line) => lines.push(line));
  for (const chunk of chunks) take(chunk);
  return lines;
}

describe('lines of a stream', () => {
  it('are the same however the stream is torn apart', () => {
    const text = fc.array(fc.constantFrom('a', 'bé', '😀', '\n', '\r', '\r\n', ''), { maxLength: 30 });
    fc.assert(
      fc.property(text, fc.array(fc.nat({ max: 40 }), { maxLength: 10 }), (parts, cuts) => {
        const bytes = Buffer.from(parts.join(''));
        const places = [...new Set([0, ...cuts.map((cut) => Math.min(cut, bytes.length)), bytes.length])];
        places.sort((a, b) => a - b);
        const chunks = places.slice(1).map((end, index) => bytes.subarray(places[index], end));
        assert.deepEqual(
          linesOf(chunks),
          parts
            .join('')
            .split(/\r\n|\n|\r/)
            .slice(0, -1),
        );
      }),
    );
  });
  it('are two where a pair that was torn apart has another line feed behind it', () => {
    const chunks = ['\r', '\n', '\n'].map((text) => Buffer.from(text));
    assert.deepEqual(linesOf(chunks), ['', '']);
  });
  it('are whole ones alone', () => {
    assert.deepEqual(linesOf([Buffer.from('one\ntw')]), ['one']);
  });
});
