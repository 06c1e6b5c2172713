import { parseClass } from './parse-class.ts';
import { parseEscape } from './parse-escape.ts';
import { parseFlags } from './parse-flags.ts';
import { parseRepeat } from './parse-repeat.ts';
import type { ParsedPattern, PatternFlags, PatternNode } from './pattern-nodes.ts';
import { readPattern, type PatternReader } from './pattern-reader.ts';

interface Groups {
  count: number;
  readonly names: Map<string, number>;
  readonly open: Set<number>;
}

interface Scope {
  readonly reader: PatternReader;
  readonly groups: Groups;
  flags: PatternFlags;
}

/** Reads a pattern in the syntax of Python 3.11's `re`. Throws what Python says of one that cannot be read. */
export function parsePattern(pattern: string, flags: PatternFlags): ParsedPattern {
  const reader = readPattern(pattern);
  const scope: Scope = { reader, groups: { count: 0, names: new Map(), open: new Set() }, flags };
  const inline = reader.takeMatch(/\(\?([aiLmsux]+)\)/y);
  if (inline !== undefined) scope.flags = parseFlags(reader, scope.flags, inline[1] ?? '', '');
  const whole = scope.flags;
  const root = parseChoice(scope);
  if (reader.peek() === ')') reader.fail('unbalanced parenthesis');
  return { root, groupCount: scope.groups.count, groupNames: scope.groups.names, flags: whole };
}

function parseChoice(scope: Scope): PatternNode {
  const options = [parseSequence(scope)];
  while (scope.reader.take('|')) options.push(parseSequence(scope));
  const [only] = options;
  return options.length === 1 && only !== undefined ? only : { kind: 'choice', options };
}

function parseSequence(scope: Scope): PatternNode {
  const { reader } = scope;
  const items: PatternNode[] = [];
  for (let next = reader.peek(); next !== '' && next !== '|' && next !== ')'; next = reader.peek()) {
    if (scope.flags.verbose && reader.takeMatch(/\s|#[^\n]*\n?/y) !== undefined) continue;
    const start = reader.position;
    const atom = parseAtom(scope);
    if (atom !== undefined) items.push(parseRepeat(reader, atom, start, scope.flags.verbose));
  }
  return { kind: 'sequence', items };
}

/** One thing that can be repeated; undefined for a comment. */
function parseAtom(scope: Scope): PatternNode | undefined {
  const { reader, flags } = scope;
  const start = reader.position;
  const character = reader.next();
  switch (character) {
    case '.':
      return { kind: 'any', flags };
    case '^':
      return { kind: 'edge', edge: 'line-start', flags };
    case '$':
      return { kind: 'edge', edge: 'line-end', flags };
    case '[':
      return parseClass(reader, flags);
    case '(':
      return parseGroup(scope, start);
    case '\\':
      return parseEscaped(scope, start);
    case '*':
    case '+':
    case '?':
      return reader.fail('nothing to repeat', start);
    default:
      return { kind: 'text', code: character.codePointAt(0) ?? 0, flags };
  }
}

function parseEscaped(scope: Scope, start: number): PatternNode {
  const { reader, flags } = scope;
  const escape = parseEscape(reader, false);
  switch (escape.kind) {
    case 'code':
      return { kind: 'text', code: escape.code, flags };
    case 'class':
      return { kind: 'class', isNegated: false, items: [{ kind: 'name', name: escape.name }], flags };
    case 'edge':
      return { kind: 'edge', edge: escape.edge, flags };
    case 'reference':
      return reference(scope, escape.index, start);
  }
}

function reference(scope: Scope, index: number, start: number): PatternNode {
  const { reader, groups } = scope;
  if (index > groups.count) reader.fail(`invalid group reference ${index}`, start + 1);
  if (groups.open.has(index)) reader.fail('cannot refer to an open group', start);
  return { kind: 'reference', index };
}

/** Reads a group whose opening parenthesis was taken. */
function parseGroup(scope: Scope, start: number): PatternNode | undefined {
  const { reader } = scope;
  if (!reader.take('?')) return capture(scope, start, undefined);
  if (reader.takeMatch(/#[^)]*\)/y) !== undefined) return undefined;
  const name = reader.takeMatch(/P<([^>]*)>/y);
  if (name !== undefined) return capture(scope, start, name[1] ?? '');
  const named = reader.takeMatch(/P=([^)]*)\)/y);
  if (named !== undefined) return namedReference(scope, named[1] ?? '', start);
  if (reader.take(':')) return body(scope, start, scope.flags);
  if (reader.take('>')) return { kind: 'atomic', body: body(scope, start, scope.flags) };
  const look = reader.takeMatch(/<?[=!]/y);
  if (look !== undefined) {
    return {
      kind: 'look',
      isBehind: look[0].startsWith('<'),
      isNegated: look[0].endsWith('!'),
      body: body(scope, start, scope.flags),
    };
  }
  const flags = reader.takeMatch(/([aiLmsux]*)(?:-([imsx]+))?:/y);
  if (flags !== undefined)
    return body(scope, start, parseFlags(reader, scope.flags, flags[1] ?? '', flags[2] ?? ''));
  return refuseGroup(reader, start);
}

function refuseGroup(reader: PatternReader, start: number): never {
  if (reader.takeMatch(/[aiLmsux]+\)/y) !== undefined)
    reader.fail('global flags not at the start of the expression', start);
  if (reader.peek() === '(')
    reader.fail('a group that depends on another one, (?(id)yes|no), is not supported here', start);
  const rest = reader.takeMatch(/P?<?.?/suy)?.[0] ?? '';
  return rest === ''
    ? reader.fail('unexpected end of pattern')
    : reader.fail(`unknown extension ?${rest}`, start + 1);
}

function capture(scope: Scope, start: number, name: string | undefined): PatternNode {
  const { groups, reader } = scope;
  groups.count += 1;
  const index = groups.count;
  if (name !== undefined) {
    if (!/^[\p{ID_Start}_]\p{ID_Continue}*$/u.test(name))
      reader.fail(name === '' ? 'missing group name' : `bad character in group name '${name}'`, start + 4);
    const earlier = groups.names.get(name);
    if (earlier !== undefined)
      reader.fail(`redefinition of group name '${name}' as group ${index}; was group ${earlier}`, start + 4);
    groups.names.set(name, index);
  }
  groups.open.add(index);
  const inner = body(scope, start, scope.flags);
  groups.open.delete(index);
  return { kind: 'group', index, body: inner };
}

function namedReference(scope: Scope, name: string, start: number): PatternNode {
  const index = scope.groups.names.get(name);
  return index === undefined
    ? scope.reader.fail(`unknown group name '${name}'`, start + 4)
    : reference(scope, index, start);
}

function body(scope: Scope, start: number, flags: PatternFlags): PatternNode {
  const inner = parseChoice({ ...scope, flags });
  if (!scope.reader.take(')')) scope.reader.fail('missing ), unterminated subpattern', start);
  return inner;
}
