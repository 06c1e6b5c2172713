import type { PatternNode } from './pattern-nodes.ts';
import type { PatternReader } from './pattern-reader.ts';

interface Bounds {
  readonly min: number;
  readonly max: number | undefined;
}

const signs: Readonly<Record<string, Bounds>> = {
  '*': { min: 0, max: undefined },
  '+': { min: 1, max: undefined },
  '?': { min: 0, max: 1 },
};

/** Reads what repeats an atom, if anything does. `start` is where the atom begins. */
export function parseRepeat(
  reader: PatternReader,
  atom: PatternNode,
  start: number,
  isVerbose: boolean,
): PatternNode {
  if (isVerbose) skipBlank(reader);
  const at = reader.position;
  const bounds = parseBounds(reader);
  if (bounds === undefined) return atom;
  if (atom.kind === 'edge' && atom.edge !== 'word' && atom.edge !== 'not-word')
    reader.fail('nothing to repeat', at);
  if (start === at) reader.fail('nothing to repeat', at);
  const mode = reader.take('?') ? 'lazy' : reader.take('+') ? 'possessive' : 'greedy';
  const repeated: PatternNode = { kind: 'repeat', body: atom, ...bounds, mode };
  if (isVerbose) skipBlank(reader);
  const behind = reader.position;
  if (parseBounds(reader) !== undefined) reader.fail('multiple repeat', behind);
  return repeated;
}

function parseBounds(reader: PatternReader): Bounds | undefined {
  const at = reader.position;
  const sign = reader.takeMatch(/[*+?]/y);
  if (sign !== undefined) return signs[sign[0]];
  const counts = reader.takeMatch(/\{(?:(\d+)|(\d*),(\d*))\}/y);
  if (counts === undefined) return undefined;
  const [, exact, low = '', high = ''] = counts;
  if (exact !== undefined) return { min: Number(exact), max: Number(exact) };
  const bounds = { min: Number(low), max: high === '' ? undefined : Number(high) };
  if (bounds.max !== undefined && bounds.max < bounds.min)
    reader.fail('min repeat greater than max repeat', at);
  return bounds;
}

function skipBlank(reader: PatternReader): void {
  while (reader.takeMatch(/\s+|#[^\n]*\n?/y) !== undefined);
}
