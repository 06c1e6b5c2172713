/** Query parameters that narrow a list, and what of a row they are compared with: a text, a truth, or tags. */
export type Filters<Row> = Readonly<
  Record<string, (row: Row) => string | boolean | readonly string[] | undefined>
>;

/** How texts are compared, by what may follow the name: `name__startswith=a`. */
const COMPARISONS: Readonly<Record<string, (value: string, wanted: string) => boolean>> = {
  '': (value, wanted) => value === wanted,
  __contains: (value, wanted) => value.includes(wanted),
  __startswith: (value, wanted) => value.startsWith(wanted),
  __endswith: (value, wanted) => value.endsWith(wanted),
};

/** How lists of tags are compared, by what stands around the name: `not-tags-any=a,b`. */
const TAG_TESTS: Readonly<Record<string, (has: readonly boolean[]) => boolean>> = {
  tags: (has) => has.every(Boolean),
  'tags-any': (has) => has.some(Boolean),
  'not-tags': (has) => !has.every(Boolean),
  'not-tags-any': (has) => !has.some(Boolean),
};

/** The filter that a query asks for. Parameters that no filter knows are passed over, as Keystone does. */
export function filterOf<Row>(filters: Filters<Row>, query: URLSearchParams): (row: Row) => boolean {
  const tests = [...query].flatMap(([name, wanted]) => testOf(filters, name, wanted) ?? []);
  return (row) => tests.every((test) => test(row));
}

function testOf<Row>(
  filters: Filters<Row>,
  name: string,
  wanted: string,
): ((row: Row) => boolean) | undefined {
  const tagTest = TAG_TESTS[name];
  if (tagTest && filters['tags']) {
    const valueOf = filters['tags'];
    const words = wanted.split(',');
    return (row) => tagTest(words.map((word) => [valueOf(row)].flat().includes(word)));
  }
  const [, plain = '', ending = ''] = /^(.*?)(__\w+)?$/.exec(name) ?? [];
  const valueOf = filters[plain];
  const compare = COMPARISONS[ending];
  if (!valueOf || !compare) return undefined;
  return (row) => {
    const value = valueOf(row);
    if (typeof value === 'boolean') return value === isYes(wanted);
    // As the database of a usual installation compares: without regard to case.
    return typeof value === 'string' && compare(value.toLowerCase(), wanted.toLowerCase());
  };
}

/** Whether a parameter of a query says yes: also if it stands there without a value. */
export function isYes(value: string): boolean {
  return value !== '0' && value.toLowerCase() !== 'false';
}
