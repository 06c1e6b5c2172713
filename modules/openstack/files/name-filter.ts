import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import { isBody } from '../kind/wire.ts';

/** Whether a name passes a filter. */
export type NameFilter = (name: string) => boolean;

/**
 * A filter as the os_migrate_*_filter variables have it: a list of names, equal as they stand, and of {regex: ...},
 * found anywhere in the name. One of them is enough; an empty list lets nothing pass.
 */
export function nameFilter(queries: unknown): NameFilter {
  if (!Array.isArray(queries)) throw wrongQuery(queries, 'A filter is a list.');
  const tests = queries.map(testFor);
  return (name) => tests.some((test) => test(name));
}

function testFor(query: unknown): NameFilter {
  if (typeof query === 'string') return (name) => name === query;
  if (isBody(query) && Object.keys(query).length === 1 && typeof query['regex'] === 'string') {
    const pattern = pythonRegex(query['regex']);
    return (name) => pattern.test(name);
  }
  throw wrongQuery(query, 'An item of a filter is a name, or a mapping with the one key regex and a text.');
}

/** Python's notation of named groups, of the ends of the text and of flags. */
function pythonRegex(source: string): RegExp {
  const flags = /^\(\?([aimsux]+)\)/.exec(source);
  const body = source
    .slice(flags?.[0].length ?? 0)
    .replaceAll('(?P<', '(?<')
    .replaceAll(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replaceAll(/\\([\s\S])/g, (whole, letter: string) => ENDS[letter] ?? whole);
  try {
    return new RegExp(body, [...new Set(flags?.[1] ?? '')].filter((flag) => 'ims'.includes(flag)).join(''));
  } catch (error) {
    throw new DroverError('invalid-argument', {
      detail: `The regular expression ${source} of the filter cannot be read: ${messageOf(error)}.`,
      help: 'Write it in single quotes, and escape ( ) [ ] { } . * + ? that stand for themselves with a backslash.',
      cause: error,
    });
  }
}

const ENDS: Readonly<Record<string, string>> = { A: '(?<![\\s\\S])', Z: '(?![\\s\\S])' };

function wrongQuery(query: unknown, rule: string): DroverError {
  return new DroverError('invalid-argument', {
    detail: `${rule} ${JSON.stringify(query)} is neither.`,
    help: "Write for example: [web, {regex: '^db-'}].",
  });
}
