import { messageOf } from '../../../../diagnostics/drover-error.ts';
import { templateError } from '../../errors.ts';
import { requireDefined, typeName } from '../../operations.ts';
import type { Value } from '../../value.ts';
import { emitPattern } from './emit-pattern.ts';
import { parsePattern } from './parse-pattern.ts';
import { patternError } from './pattern-error.ts';
import { noFlags, type PatternFlags } from './pattern-nodes.ts';

/** A compiled regular expression of Python's. Positions are UTF-16 units. */
export interface PythonRegex {
  readonly pattern: string;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  search(text: string): RegexMatch | undefined;
  /** A match at the beginning. */
  match(text: string): RegexMatch | undefined;
  fullMatch(text: string): RegexMatch | undefined;
  /** All matches that do not overlap, from left to right. */
  matches(text: string): RegexMatch[];
}

export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  /** The text of a group, 0 being the whole; undefined where it took no part. */
  group(index: number): string | undefined;
}

/** The pattern that an argument is; throws Python's TypeError for anything but a text. */
export function requirePattern(value: Value): string {
  if (typeof value === 'string') return value;
  throw templateError(
    `first argument must be string or compiled pattern, not ${typeName(requireDefined(value))}`,
  );
}

const cacheLimit = 512;
const compiled = new Map<string, PythonRegex>();

/** Compiles a pattern; throws what Python says of one that cannot be read. Patterns are remembered by their text. */
export function pythonRegex(pattern: string, flags: Partial<PatternFlags> = {}): PythonRegex {
  const all = { ...noFlags, ...flags };
  const key = `${Object.values(all).map(Number).join('')}${pattern}`;
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const made = compile(pattern, all);
  if (compiled.size >= cacheLimit) compiled.clear();
  compiled.set(key, made);
  return made;
}

function compile(pattern: string, flags: PatternFlags): PythonRegex {
  const parsed = parsePattern(pattern, flags);
  const { source, ignoreCase, groups } = emitPattern(parsed);
  const caseFlag = ignoreCase ? 'i' : '';
  const anywhere = build(source, `gv${caseFlag}`, pattern);
  const sticky = build(source, `yv${caseFlag}`, pattern);
  const whole = build(`(?:${source})$`, `yv${caseFlag}`, pattern);
  const from = (expression: RegExp, text: string): RegexMatch | undefined => {
    expression.lastIndex = 0;
    const found = expression.exec(text);
    return found === null ? undefined : toMatch(found, groups);
  };
  return {
    pattern,
    groupCount: parsed.groupCount,
    groupNames: parsed.groupNames,
    search: (text) => from(anywhere, text),
    match: (text) => from(sticky, text),
    fullMatch: (text) => from(whole, text),
    matches: (text) => {
      // matchAll begins where the last search ended.
      anywhere.lastIndex = 0;
      return [...text.matchAll(anywhere)].map((found) => toMatch(found, groups));
    },
  };
}

function build(source: string, flags: string, pattern: string): RegExp {
  try {
    return new RegExp(source, flags);
  } catch (error) {
    throw patternError(`The regular expression cannot be used here: ${messageOf(error)}`, pattern);
  }
}

function toMatch(found: RegExpExecArray, groups: ReadonlyMap<number, number>): RegexMatch {
  return {
    start: found.index,
    end: found.index + found[0].length,
    group: (index) => found[index === 0 ? 0 : (groups.get(index) ?? -1)],
  };
}
