import { templateError } from '../../errors.ts';
import { iterate, typeName } from '../../operations.ts';
import { str } from '../../python-text.ts';
import { Bytes, ObjectValue, PySet, type Dict, type Value } from '../../value.ts';
import { filter, requireText, type FilterArguments, type FilterEntry } from '../define.ts';
import { quoteUrl, unquoteUrl } from './quote-url.ts';
import { splitNetworkLocation, splitUrl } from './split-url.ts';

export const urlFilters: readonly FilterEntry[] = [
  filter('urlencode', '', encode),
  filter('urldecode', '[encoding] [errors]', (value) => unquoteUrl(requireText(value, 'replace'))),
  filter('urlsplit', '[query] [alias]', split),
];

function encode(value: Value): string {
  const isCollection =
    Array.isArray(value) || value instanceof Map || value instanceof PySet || value instanceof ObjectValue;
  if (!isCollection) return quoteUrl(bytesOf(value), '/');
  const pairs: readonly (readonly Value[])[] =
    value instanceof Map ? [...value] : iterate(value).map(iterate);
  return pairs
    .map((pair) => {
      const [key, item] = pair;
      if (key === undefined || item === undefined)
        throw templateError(`not enough values to unpack (expected 2, got ${pair.length})`);
      if (pair.length > 2) throw templateError('too many values to unpack (expected 2)');
      return `${encodeForQuery(key)}=${encodeForQuery(item)}`;
    })
    .join('&');
}

function encodeForQuery(value: Value): string {
  return quoteUrl(bytesOf(value), '').replaceAll('%20', '+');
}

function bytesOf(value: Value): string | Uint8Array {
  return value instanceof Bytes ? value.data : str(value);
}

/** All parts of a URL, or the one that is asked for. */
function split(value: Value, args: FilterArguments): Value {
  if (typeof value !== 'string')
    throw templateError(`urlsplit needs a text, and this is of type ${typeName(value)}`);
  const parts = splitUrl(value);
  const place = splitNetworkLocation(parts.netloc);
  const found: Dict = new Map<Value, Value>([
    ['fragment', parts.fragment],
    ['hostname', place.hostname ?? null],
    ['netloc', parts.netloc],
    ['password', place.password ?? null],
    ['path', parts.path],
    ['port', place.port ?? null],
    ['query', parts.query],
    ['scheme', parts.scheme],
    ['username', place.username ?? null],
  ]);
  const wanted = args.text('query');
  if (wanted === '') return found;
  const part = found.get(wanted);
  if (part === undefined)
    throw templateError(
      `${args.text('alias', 'urlsplit')}: unknown URL component: ${wanted}`,
      `The components are: ${[...found.keys()].map(str).join(', ')}.`,
    );
  return part;
}
