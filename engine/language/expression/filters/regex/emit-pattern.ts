import { codePoint, emitClass, wordClass } from './emit-class.ts';
import type { Edge, ParsedPattern, PatternFlags, PatternNode } from './pattern-nodes.ts';

/** The source of a JavaScript expression for the `v` flag, and where the groups of the Python one are in it. */
export interface EmittedPattern {
  readonly source: string;
  readonly ignoreCase: boolean;
  /** The number of each of Python's groups, from 1, among JavaScript's. */
  readonly groups: ReadonlyMap<number, number>;
}

interface Emitter {
  readonly ignoreCase: boolean;
  readonly groups: Map<number, number>;
  count: number;
}

export function emitPattern({ root, flags }: ParsedPattern): EmittedPattern {
  const emitter: Emitter = {
    ignoreCase: flags.ignoreCase && ignoresCaseThroughout(root),
    groups: new Map(),
    count: 0,
  };
  const source = emit(root, emitter);
  return { source, ignoreCase: emitter.ignoreCase, groups: emitter.groups };
}

/** Whether no part of a pattern is exempt from `(?i)`. */
function ignoresCaseThroughout(node: PatternNode): boolean {
  switch (node.kind) {
    case 'text':
    case 'class':
      return node.flags.ignoreCase;
    case 'sequence':
      return node.items.every(ignoresCaseThroughout);
    case 'choice':
      return node.options.every(ignoresCaseThroughout);
    case 'group':
    case 'atomic':
    case 'look':
    case 'repeat':
      return ignoresCaseThroughout(node.body);
    default:
      return true;
  }
}

// Never compiled with the `m` flag, so that these are the edges of the whole text.
const beginning = '^';
const ending = '$';

function emit(node: PatternNode, emitter: Emitter): string {
  switch (node.kind) {
    case 'text':
      return emitText(node.code, node.flags, emitter);
    case 'any':
      // Not [^]: with the v flag Node 20 finds nothing with it behind other characters.
      return node.flags.dotAll ? '[\\s\\S]' : '[^\\n]';
    case 'class':
      return emitClass(node.items, node.isNegated, node.flags, node.flags.ignoreCase && !emitter.ignoreCase);
    case 'edge':
      return emitEdge(node.edge, node.flags);
    case 'sequence':
      return node.items.map((item) => emit(item, emitter)).join('');
    case 'choice':
      return `(?:${node.options.map((option) => emit(option, emitter)).join('|')})`;
    case 'group':
      emitter.count += 1;
      emitter.groups.set(node.index, emitter.count);
      return `(${emit(node.body, emitter)})`;
    case 'atomic':
      return emitAtomic(emitter, () => emit(node.body, emitter));
    case 'reference':
      return `(?:\\${emitter.groups.get(node.index) ?? 0})`;
    case 'look':
      return `(?${node.isBehind ? '<' : ''}${node.isNegated ? '!' : '='}${emit(node.body, emitter)})`;
    case 'repeat':
      return emitRepeat(node, emitter);
  }
}

function emitText(code: number, flags: PatternFlags, emitter: Emitter): string {
  if (flags.ignoreCase && !emitter.ignoreCase)
    return emitClass([{ kind: 'range', from: code, to: code }], false, flags, true);
  const character = String.fromCodePoint(code);
  return /[A-Za-z0-9]/.test(character) ? character : codePoint(code);
}

function emitEdge(edge: Edge, flags: PatternFlags): string {
  const word = wordClass(flags);
  switch (edge) {
    case 'start':
      return beginning;
    case 'end':
      return ending;
    case 'line-start':
      return flags.multiline ? '(?<![^\\n])' : beginning;
    case 'line-end':
      return flags.multiline ? '(?![^\\n])' : `(?=\\n?${ending})`;
    case 'word':
      return `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
    case 'not-word':
      return `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;
  }
}

/** What a look-ahead found is not given back: a group within one, and a reference to it, are an atomic group. */
function emitAtomic(emitter: Emitter, body: () => string): string {
  emitter.count += 1;
  const index = emitter.count;
  return `(?=(${body()}))(?:\\${index})`;
}

function emitRepeat(node: Extract<PatternNode, { kind: 'repeat' }>, emitter: Emitter): string {
  const counts = `{${node.min},${node.max ?? ''}}`;
  const repeated = (): string => `(?:${emit(node.body, emitter)})${counts}`;
  if (node.mode === 'possessive') return emitAtomic(emitter, repeated);
  return repeated() + (node.mode === 'lazy' ? '?' : '');
}
