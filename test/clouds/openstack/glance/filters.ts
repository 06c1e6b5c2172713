import { folded } from '../neutron/listing/collation.ts';
import { pythonText } from '../neutron/values/python.ts';
import { badRequest, internalError } from './errors.ts';
import type { Image } from './rows.ts';
import { viewImage } from './view.ts';

type Condition = (image: Image) => boolean;

/** Fields that take an operator: `name=in:a,b`. */
const WITH_OPERATOR = ['name', 'id', 'status', 'container_format', 'disk_format'];
const TIMES = ['created_at', 'updated_at'];
/** Other columns of the database; anything else is a property that clients have added. */
const COLUMNS = [
  'owner',
  'size',
  'virtual_size',
  'checksum',
  'min_disk',
  'min_ram',
  'os_hash_algo',
  'os_hash_value',
];
const NUMBERS = ['size', 'virtual_size', 'min_disk', 'min_ram'];

/** What a query, from which its other words were taken, asks of an image. Of several values of a name the last counts. */
export function conditionOf(query: URLSearchParams, tags: readonly string[]): Condition {
  const isHidden = flagOf(query, 'os_hidden') ?? false;
  const isProtected = flagOf(query, 'protected');
  const asked = new Map([...query].filter(([name]) => !['os_hidden', 'protected', 'deleted'].includes(name)));
  const conditions = [...asked].map(([name, value]) => conditionFor(name, value));
  return (image) =>
    image.os_hidden === isHidden &&
    (isProtected === undefined || image.protected === isProtected) &&
    tags.every((tag) => image.tags.some((each) => folded(each) === folded(tag))) &&
    conditions.every((condition) => condition(image));
}

/** Hidden is asked for without regard to case, protected is not. */
function flagOf(query: URLSearchParams, name: 'os_hidden' | 'protected'): boolean | undefined {
  const given = query.getAll(name).at(-1);
  if (given === undefined) return undefined;
  const text = name === 'os_hidden' ? given.toLowerCase() : given;
  if (text === 'true' || text === 'false') return text === 'true';
  throw badRequest(`Invalid value '${text}' for '${name}' filter. Valid values are 'true' or 'false'.`);
}

function conditionFor(name: string, value: string): Condition {
  const range = /^(.*)_(min|max)$/.exec(name);
  if (range) return rangeFor(range[1]!, range[2]!, value);
  if (TIMES.includes(name)) return timeFor(name, value);
  if (WITH_OPERATOR.includes(name)) return choiceFor(name, value);
  if (COLUMNS.includes(name)) return (image) => isSame(viewImage(image)[name], value);
  return (image) => isSame(image.properties[name], value);
}

function isSame(actual: unknown, wanted: string): boolean {
  return actual !== undefined && actual !== null && folded(pythonText(actual)) === folded(wanted);
}

function rangeFor(name: string, end: string, value: string): Condition {
  if (!/^\s*[+-]?\d+\s*$/.test(value))
    throw badRequest('Unable to filter on a range with a non-numeric value.');
  if (!NUMBERS.includes(name)) throw internalError();
  const limit = Number(value);
  return (image) => {
    const actual = viewImage(image)[name];
    return typeof actual === 'number' && (end === 'min' ? actual >= limit : actual <= limit);
  };
}

const COMPARISONS: Readonly<Record<string, (a: number, b: number) => boolean>> = {
  gt: (a, b) => a > b,
  gte: (a, b) => a >= b,
  lt: (a, b) => a < b,
  lte: (a, b) => a <= b,
  neq: (a, b) => a !== b,
  eq: (a, b) => a === b,
};

function timeFor(name: string, value: string): Condition {
  const at = timeIn(value) === undefined ? value.indexOf(':') : -1;
  const operator = at === -1 ? 'eq' : value.slice(0, at);
  const wanted = timeIn(value.slice(at + 1));
  if (wanted === undefined) {
    throw badRequest(`Bad "${name}" query filter format. Use ISO 8601 DateTime notation.`);
  }
  const compare = COMPARISONS[operator];
  if (!compare) throw badRequest('Unable to filter on a unknown operator.');
  return (image) => compare(Date.parse(String(viewImage(image)[name])), wanted);
}

/** Milliseconds since the epoch; a time without a zone is in UTC. */
function timeIn(text: string): number | undefined {
  const match = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?$/.exec(text);
  if (!match) return undefined;
  const time = Date.parse(match[1] !== undefined && match[4] === undefined ? `${text}Z` : text);
  return Number.isNaN(time) ? undefined : time;
}

function choiceFor(name: string, value: string): Condition {
  const [operator, list] = value.includes(':') ? (value.split(/:(.*)/s) as [string, string]) : ['eq', value];
  if (operator !== 'in' && operator !== 'eq')
    throw badRequest(`Unable to filter by unknown operator '${operator}'.`);
  const wanted = operator === 'in' ? splitList(list) : [list];
  return (image) => wanted.some((each) => isSame(viewImage(image)[name], each));
}

/** Values between commas; one in quotes may hold commas. */
function splitList(list: string): string[] {
  checkQuotes(list);
  return [...list.matchAll(/"([^"\\]*(?:\\.[^"\\]*)*)",?|([^,]+),?|,/g)].map(
    (match) => (match[1] ?? '') || (match[2] ?? ''),
  );
}

function checkQuotes(list: string): void {
  let isOpen = false;
  for (let at = 0; at < list.length; at += 1) {
    if (list[at] !== '"' || (at > 0 && list[at - 1] === '\\')) continue;
    if (!isOpen && at > 0 && list[at - 1] !== ',')
      throw wrongQuotes(list, 'There is no comma before opening quotation mark.');
    if (isOpen && at + 1 !== list.length && list[at + 1] !== ',') {
      throw wrongQuotes(list, 'There is no comma after closing quotation mark.');
    }
    isOpen = !isOpen;
  }
  if (isOpen) throw wrongQuotes(list, 'The quote is not closed.');
}

function wrongQuotes(list: string, words: string): Error {
  return badRequest(`Invalid filter value ${list}. ${words}`);
}
