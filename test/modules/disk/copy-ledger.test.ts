import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { chunksOf } from '../../../modules/disk/chunks.ts';
import { ledgerLines, readLedger, zeros, type Content } from '../../../modules/disk/copy-ledger.ts';

const chunks = chunksOf(20 * 4096 + 1, 4096);
const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');
const head = ledgerLines.head(chunks, 'sha256');
const read = (lines: readonly string[]) => readLedger(lines, chunks, 'sha256');

type Event =
  | { readonly kind: 'zeros' | 'begun'; readonly from: number; readonly to: number }
  | { readonly kind: 'holds'; readonly from: number; readonly hashes: readonly string[] };

const start = fc.nat({ max: chunks.count - 1 });
const events: fc.Arbitrary<readonly Event[]> = fc.array(
  fc.oneof(
    fc
      .record({
        kind: fc.constantFrom('zeros', 'begun'),
        from: start,
        length: fc.integer({ min: 1, max: 8 }),
      })
      .map(({ kind, from, length }): Event => ({ kind, from, to: Math.min(from + length, chunks.count) })),
    fc
      .record({ from: start, words: fc.array(fc.string(), { minLength: 1, maxLength: 6 }) })
      .map(({ from, words }): Event => ({
        kind: 'holds',
        from,
        hashes: words.slice(0, chunks.count - from).map(hashOf),
      })),
  ),
  { maxLength: 15 },
);

function lineOf(event: Event): string {
  if (event.kind === 'holds') return ledgerLines.holds(event.from, event.hashes);
  return ledgerLines[event.kind]([{ from: event.from, to: event.to }]);
}

describe('the ledger of a copy', () => {
  it('tells what was noted last of each chunk', () => {
    fc.assert(
      fc.property(events, (all) => {
        const contents: Content[] = Array.from({ length: chunks.count }, () => undefined);
        const begun = new Set<number>();
        for (const event of all) {
          const to = event.kind === 'holds' ? event.from + event.hashes.length : event.to;
          for (let chunk = event.from; chunk < to; chunk += 1) {
            contents[chunk] =
              event.kind === 'holds'
                ? event.hashes[chunk - event.from]
                : event.kind === 'zeros'
                  ? zeros
                  : undefined;
            if (event.kind === 'begun') begun.add(chunk);
            else begun.delete(chunk);
          }
        }
        const found = read([head, ...all.map(lineOf)]);
        assert.ok(found);
        assert.deepEqual(found.contents, contents);
        assert.deepEqual(new Set(found.begun), begun);
      }),
    );
  });
  it('of another disk, of other chunks or of another hash is not believed', () => {
    const lines = [ledgerLines.zeros([{ from: 0, to: 3 }])];
    for (const other of [
      ledgerLines.head(chunksOf(chunks.size + 1, 4096), 'sha256'),
      ledgerLines.head(chunksOf(chunks.size, 8192), 'sha256'),
      ledgerLines.head(chunks, 'md5'),
    ]) {
      assert.equal(read([other, ...lines]), undefined);
      assert.equal(read([head, ...lines, other, ...lines]), undefined);
      assert.deepEqual(read([other, ...lines, head])?.contents.slice(0, 3), [
        undefined,
        undefined,
        undefined,
      ]);
    }
    assert.equal(read([]), undefined);
    assert.equal(read(lines), undefined);
  });
  it('passes over what it cannot read', () => {
    const good = ledgerLines.holds(2, [hashOf('a')]);
    const lines = [
      head,
      '{"from":1,"holds":',
      'null',
      '[]',
      '{"from":-3,"holds":"AAAA"}',
      '{"zeros":[[0]]}',
      '{"zeros":"all"}',
      '{"from":20,"holds":"' + Buffer.alloc(64, 1).toString('base64') + '"}',
      good,
    ];
    const contents = read(lines)?.contents ?? [];
    assert.equal(contents.length, chunks.count);
    assert.equal(contents[2], hashOf('a'));
    assert.equal(contents[20], '01'.repeat(32));
    assert.equal(contents.filter((content) => content !== undefined).length, 2);
  });
  it('is compact: a chunk takes 43 characters', () => {
    const line = ledgerLines.holds(
      0,
      Array.from({ length: 1000 }, (_, index) => hashOf(String(index))),
    );
    assert.ok(line.length < 43_000 + 50);
  });
});
