import { templateError } from '../../errors.ts';
import { isTruthy, requireDefined } from '../../operations.ts';
import { repr, str } from '../../python-text.ts';
import { makeTuple, type Value } from '../../value.ts';
import { filter, unexpectedKeyword, type FilterArguments, type FilterEntry } from '../define.ts';
import { pythonRegex, requirePattern, type PythonRegex, type RegexMatch } from './python-regex.ts';
import { checkGroup, namedGroup, substitute } from './replacement.ts';

export const regexFilters: readonly FilterEntry[] = [
  filter(
    'regex_replace',
    '[pattern] [replacement] [ignorecase] [multiline] [count] [mandatory_count]',
    replace,
  ),
  filter('regex_findall', 'regex [multiline] [ignorecase]', (value, args) => {
    const regex = compileWithFlags(args.value('regex'), args);
    return regex.matches(str(value)).map((match) => found(match, regex));
  }),
  filter('regex_escape', '[re_type]', escape),
  ['regex_search', search],
];

function compileWithFlags(pattern: Value, args: FilterArguments): PythonRegex {
  return pythonRegex(requirePattern(pattern), {
    ignoreCase: args.flag('ignorecase'),
    multiline: args.flag('multiline'),
  });
}

function replace(value: Value, args: FilterArguments): string {
  const regex = compileWithFlags(args.has('pattern') ? args.value('pattern') : '', args);
  const { text, replaced } = substitute(
    regex,
    args.text('replacement'),
    str(value),
    args.optionalInteger('count') ?? 0,
  );
  const mandatory = args.optionalInteger('mandatory_count') ?? 0;
  if (mandatory > 0 && replaced !== mandatory) {
    throw templateError(
      `'${regex.pattern}' should match ${mandatory} times, but matches ${replaced} times in ${repr(str(value))}`,
    );
  }
  return text;
}

/** What `findall` gives of a match: the whole, the one group, or a tuple of all groups. */
function found(match: RegexMatch, regex: PythonRegex): Value {
  if (regex.groupCount <= 1) return match.group(regex.groupCount) ?? '';
  return makeTuple(Array.from({ length: regex.groupCount }, (_, index) => match.group(index + 1) ?? ''));
}

/** The match, or, with `\1` or `\g<name>` behind the expression, a list of these groups; None without a match. */
function search(value: Value, positional: readonly Value[], named: ReadonlyMap<string, Value>): Value {
  const unknown = [...named.keys()].find((key) => !['regex', 'ignorecase', 'multiline'].includes(key));
  if (unknown !== undefined)
    throw unexpectedKeyword('regex_search', unknown, ['regex', 'ignorecase', 'multiline']);
  const text = str(requireDefined(value));
  const given = named.has('regex') ? [named.get('regex') ?? null, ...positional] : positional;
  const [pattern, ...wanted] = given;
  if (pattern === undefined) throw templateError("regex_search() missing required argument 'regex'");
  const flag = (name: string): boolean => isTruthy(named.get(name) ?? false);
  const regex = pythonRegex(requirePattern(pattern), {
    ignoreCase: flag('ignorecase'),
    multiline: flag('multiline'),
  });
  const groups = wanted.map((each) => groupOf(str(each)));
  const match = regex.search(text);
  if (match === undefined) return null;
  if (groups.length === 0) return match.group(0) ?? null;
  return groups.map(
    (group) =>
      match.group(typeof group === 'number' ? checkGroup(group, regex) : namedGroup(group, regex)) ?? null,
  );
}

/** A group to give back: `\1` by its number, `\g<name>` by its name, which a number is not. */
function groupOf(argument: string): string | number {
  const name = /^\\g<(\S+)>/.exec(argument)?.[1];
  if (name !== undefined) return name;
  const index = /^\\(\d+)/.exec(argument)?.[1];
  if (index !== undefined) return Number(index);
  throw templateError('Unknown argument', 'Name a group behind the expression as \\\\1 or \\\\g<name>.');
}

function escape(value: Value, args: FilterArguments): string {
  const text = str(value);
  const kind = args.text('re_type', 'python');
  if (kind === 'python') return text.replace(/[()\[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&');
  if (kind === 'posix_basic') return text.replace(/[\].[^$*\\]/g, '\\$&');
  if (kind === 'posix_extended') throw templateError(`Regex type (${kind}) not yet implemented`);
  throw templateError(`Invalid regex type (${kind})`, 'The types are: python, posix_basic.');
}
