import assert from 'node:assert/strict';
import type { Graph } from './graph.ts';

/** Throws with the lines that only one of two graphs has: what is missing, and what is too much. */
export function assertSameGraph(have: Graph, wanted: Graph, about: string): void {
  assert.equal(have.length, wanted.length);
  for (const [depth, lines] of wanted.entries()) assertSameLines(have[depth] ?? [], lines, about);
}

function assertSameLines(have: readonly string[], wanted: readonly string[], about: string): void {
  const told = [
    ...without(wanted, have).map((line) => `missing: ${line}`),
    ...without(have, wanted).map((line) => `too much: ${line}`),
  ];
  if (told.length > 0) assert.fail(`${about}\n${told.join('\n')}`);
}

/** Each line counts as often as it is there. */
function without(lines: readonly string[], others: readonly string[]): readonly string[] {
  const left = new Map<string, number>();
  for (const line of others) left.set(line, (left.get(line) ?? 0) + 1);
  return lines.filter((line) => {
    const count = left.get(line) ?? 0;
    left.set(line, count - 1);
    return count <= 0;
  });
}
