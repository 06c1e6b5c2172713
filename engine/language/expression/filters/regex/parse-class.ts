import { parseEscape, type Escape } from './parse-escape.ts';
import type { ClassItem, PatternFlags, PatternNode } from './pattern-nodes.ts';
import type { PatternReader } from './pattern-reader.ts';

/** Reads a character set whose opening bracket was taken. */
export function parseClass(reader: PatternReader, flags: PatternFlags): PatternNode {
  const start = reader.position - 1;
  const isNegated = reader.take('^');
  const items: ClassItem[] = [];
  for (let isFirst = true; ; isFirst = false) {
    if (!isFirst && reader.take(']')) break;
    const item = parseMember(reader, start);
    items.push(parseRange(reader, item, start) ?? toItem(item));
  }
  return { kind: 'class', isNegated, items, flags };
}

function parseMember(reader: PatternReader, start: number): Escape {
  const character = reader.next();
  if (character === '') reader.fail('unterminated character set', start);
  return character === '\\'
    ? parseEscape(reader, true)
    : { kind: 'code', code: character.codePointAt(0) ?? 0 };
}

function parseRange(reader: PatternReader, from: Escape, start: number): ClassItem | undefined {
  const at = reader.position;
  if (reader.takeMatch(/-(?!\])/y) === undefined) return undefined;
  const to = parseMember(reader, start);
  if (from.kind !== 'code' || to.kind !== 'code') reader.fail('bad character range', at - 1);
  if (to.code < from.code)
    reader.fail(
      `bad character range ${String.fromCodePoint(from.code)}-${String.fromCodePoint(to.code)}`,
      at - 1,
    );
  return { kind: 'range', from: from.code, to: to.code };
}

function toItem(escape: Escape): ClassItem {
  if (escape.kind === 'class') return { kind: 'name', name: escape.name };
  const code = escape.kind === 'code' ? escape.code : 0;
  return { kind: 'range', from: code, to: code };
}
