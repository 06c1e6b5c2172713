import { templateError } from '../errors.ts';
import { str } from '../python-text.ts';
import type { Value } from '../value.ts';
import { filter, lenientFilter, type FilterArguments, type FilterEntry } from '../filters/define.ts';
import { pythonRegex, requirePattern, type PythonRegex } from '../filters/regex/python-regex.ts';
import { splitUrl } from '../filters/url/split-url.ts';
import { contains } from '../operations.ts';

type MatchType = 'search' | 'match' | 'fullmatch';

/** Tests on texts. */
export const textTests: readonly FilterEntry[] = [
  filter('match', '[pattern] [ignorecase] [multiline]', (value, args) => matches(value, args, 'match')),
  filter('search', '[pattern] [ignorecase] [multiline]', (value, args) => matches(value, args, 'search')),
  filter('regex', '[pattern] [ignorecase] [multiline] [match_type]', (value, args) =>
    matches(value, args, matchTypeOf(args.text('match_type', 'search'))),
  ),
  filter('vault_encrypted', '', () => false),
  lenientFilter('uri', '[schemes]', (value, args) => isUri(value, args.get('schemes'))),
  lenientFilter('url', '[schemes]', (value, args) => {
    if (!isUri(value, args.get('schemes')) || typeof value !== 'string') return false;
    const { netloc, scheme } = splitUrl(value);
    return netloc !== '' || scheme === 'file';
  }),
  lenientFilter('urn', '', (value) => isUri(value, ['urn'])),
];

function matchTypeOf(name: string): MatchType {
  if (name === 'match' || name === 'fullmatch') return name;
  if (name === 'search') return name;
  throw templateError(`Invalid match_type: ${name}`, 'The types are: search, match, fullmatch.');
}

const attempts: Readonly<Record<MatchType, (regex: PythonRegex, text: string) => unknown>> = {
  search: (regex, text) => regex.search(text),
  match: (regex, text) => regex.match(text),
  fullmatch: (regex, text) => regex.fullMatch(text),
};

function matches(value: Value, args: FilterArguments, type: MatchType): boolean {
  const regex = pythonRegex(requirePattern(args.has('pattern') ? args.value('pattern') : ''), {
    ignoreCase: args.flag('ignorecase'),
    multiline: args.flag('multiline'),
  });
  return attempts[type](regex, str(value)) !== undefined;
}

function isUri(value: Value, schemes: Value | undefined): boolean {
  if (typeof value !== 'string') return false;
  try {
    const { scheme } = splitUrl(value);
    return schemes === undefined || contains(schemes, scheme);
  } catch {
    return false;
  }
}
