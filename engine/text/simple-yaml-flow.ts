import { BeyondSimple, type LineReader, lineEnd, skipSpaces } from './simple-yaml-lines.ts';
import { closingQuote, readQuotedText } from './simple-yaml-quoted.ts';
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './yaml-node.ts';

// Colons inside a plain scalar, and all that begins specially, is left to the full reader.
const plainInFlow = /(?:-(?=[^\s,[\]{}:#]))?[^\s,[\]{}:#&*!|>'"%@`?-][^\n,[\]{}:#]*/y;

/** `[a, b]` or `{a: b}` beginning at `at`; as in PyYAML, further lines may be indented as they like. */
export function readFlow(text: string, at: number, depth = 0): YamlSequence | YamlMapping {
  if (depth > 100) throw new BeyondSimple();
  return text[at] === '[' ? readFlowSequence(text, at, depth) : readFlowMapping(text, at, depth);
}

function readFlowSequence(text: string, start: number, depth: number): YamlSequence {
  const items: YamlNode[] = [];
  let at = skipGap(text, start + 1);
  while (text[at] !== ']') {
    const item = readFlowNode(text, at, depth);
    items.push(item);
    at = nextInFlow(text, item.end, ']');
  }
  return { kind: 'sequence', items, start, end: at + 1 };
}

function readFlowMapping(text: string, start: number, depth: number): YamlMapping {
  const entries: YamlEntry[] = [];
  let at = skipGap(text, start + 1);
  while (text[at] !== '}') {
    const key = readFlowScalar(text, at);
    const colon = skipSpaces(text, key.end);
    if (text[colon] !== ':' || !' \n'.includes(text[colon + 1] ?? 'x')) throw new BeyondSimple();
    const value = readFlowNode(text, skipGap(text, colon + 1), depth);
    entries.push({ key, value });
    at = nextInFlow(text, value.end, '}');
  }
  return { kind: 'mapping', entries, start, end: at + 1 };
}

function readFlowNode(text: string, at: number, depth: number): YamlNode {
  return text[at] === '[' || text[at] === '{' ? readFlow(text, at, depth + 1) : readFlowScalar(text, at);
}

function readFlowScalar(text: string, at: number): YamlScalar {
  if (text[at] === '"' || text[at] === "'") {
    const end = closingQuote(text, at) + 1;
    if (text.slice(at, end).includes('\n')) throw new BeyondSimple();
    const alone: LineReader = { text: text.slice(0, end), line: 0, column: 0, depth: 0 };
    return readQuotedText(alone, at);
  }
  plainInFlow.lastIndex = at;
  const written = plainInFlow.exec(text)?.[0].trimEnd();
  if (written === undefined) throw new BeyondSimple();
  return { kind: 'scalar', text: written, plain: true, start: at, end: at + written.length };
}

/** After an item: past a comma, or at the closing bracket. */
function nextInFlow(text: string, from: number, close: string): number {
  const at = skipGap(text, from);
  if (text[at] === close) return at;
  if (text[at] !== ',') throw new BeyondSimple();
  return skipGap(text, at + 1);
}

/** Over spaces, line breaks and comments. */
function skipGap(text: string, from: number): number {
  let at = skipSpaces(text, from);
  while (text[at] === '\n' || (text[at] === '#' && at > from)) {
    const line = lineEnd(text, at) + 1;
    if (text.startsWith('---', line) || text.startsWith('...', line)) throw new BeyondSimple();
    at = skipSpaces(text, line);
  }
  return at;
}
