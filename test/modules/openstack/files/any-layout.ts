import fc from 'fast-check';

/** An export file in a layout of somebody's own, and what it is to say after a change that takes nothing out. */
export interface LaidOut {
  readonly text: string;
  readonly want: Readonly<Record<string, unknown>>;
  readonly comments: readonly string[];
}

type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

const text = fc.constantFrom(
  ...['a', 'x: y', '# no', '- d', '', 'null', '12', 'true', 'two words', 'ünï', '"q"', "it's", '一\n二'],
  ...[' lead', 'trail ', `${'a'.repeat(90)} ${'b'.repeat(30)}`, '*star', '{b', '[c', '1_000', '~', 'a\tb'],
);
const scalar = fc.oneof(text, fc.integer({ min: 0, max: 2000 }), fc.boolean(), fc.constant(null));
const value = fc.letrec<{ any: Value }>((tie) => ({
  any: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('any'), { maxLength: 3 }),
    fc.dictionary(fc.constantFrom('k', 'l', 'm'), tie('any'), { noNullPrototype: true }),
  ),
})).any;
const record = fc.record({ name: text, a: value, b: value, c: value }, { noNullPrototype: true });

/** Choices that a writer makes on the way, one after another (Park and Miller's generator). */
function choicesFrom(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) >> 8;
}

export const anyLayout: fc.Arbitrary<LaidOut> = fc
  .tuple(
    fc.array(record, { minLength: 1, maxLength: 3 }),
    fc.array(scalar, { minLength: 12 }),
    fc.integer({ min: 1, max: 1 << 30 }),
  )
  .map(([records, replacements, seed]) => {
    const writer = layoutOf(choicesFrom(seed));
    const written = `os_migrate_version: 1.0.5\nresources:${writer.value(records, 0, false)}`;
    const spare = replacements.values();
    return {
      text: written,
      comments: writer.comments,
      want: {
        os_migrate_version: '1.0.5',
        resources: [...records.map((one) => ({ ...one, ...changesOf(one, spare) })), { name: 'new' }],
      },
    };
  });

/** Other scalars, and one more item in lists: what comments stand beside stays. */
function changesOf(
  given: Readonly<Record<string, Value>>,
  spare: Iterator<Value, undefined>,
): Record<string, Value> {
  const changed: Record<string, Value> = { added: spare.next().value ?? null };
  for (const [key, held] of Object.entries(given)) {
    if (Array.isArray(held)) changed[key] = [...(held as readonly Value[]), spare.next().value ?? null];
    else if (typeof held !== 'object' || held === null) changed[key] = spare.next().value ?? null;
  }
  return changed;
}

interface Writer {
  readonly comments: string[];
  /** What stands behind a colon or dash, with the line break. */
  value(held: Value, indent: number, isItem: boolean): string;
}

function layoutOf(next: () => number): Writer {
  const comments: string[] = [];
  const one = <T>(...of: readonly [T, ...T[]]): T => of[next() % of.length] ?? of[0];
  const comment = (): string => {
    comments.push(`# c${comments.length}`);
    return comments.at(-1) ?? '';
  };
  const beside = (): string => (next() % 4 === 0 ? ` ${comment()}` : '');
  const above = (indent: number): string =>
    next() % 5 === 0 ? `${' '.repeat(indent)}${comment()}\n` : one('', '', '\n');
  const quoted = (held: string): string => JSON.stringify(held);
  const word = (held: Value): string => {
    if (typeof held !== 'string') return held === null ? one('null', '~') : JSON.stringify(held);
    const isBare = /^[a-z]+(?: [a-z]+)*$/.test(held) && held !== 'null' && held !== 'true';
    const single = /[\n\t]/.test(held) ? quoted(held) : `'${held.replaceAll("'", "''")}'`;
    return one(isBare ? held : single, single, quoted(held));
  };
  const flow = (held: Value): string => {
    if (Array.isArray(held)) return `[${held.map(flow).join(one(', ', ' , '))}]`;
    if (typeof held !== 'object' || held === null) return word(held);
    const pairs = Object.entries(held).map(([key, inner]) => `${one(key, quoted(key))}: ${flow(inner)}`);
    return `{${pairs.join(', ')}}`;
  };
  const value = (held: Value, indent: number, isItem: boolean): string => {
    if (typeof held !== 'object' || held === null) {
      const isBlock = typeof held === 'string' && /^[a-z]+$/.test(held) && next() % 3 === 0;
      if (isBlock) return ` ${one('|-', '>-')}${beside()}\n${' '.repeat(indent + 2)}${held}\n`;
      return ` ${word(held)}${beside()}\n`;
    }
    if (Object.keys(held).length === 0 || next() % 4 === 0) return ` ${flow(held)}${beside()}\n`;
    const isList = Array.isArray(held);
    const column = isItem ? indent + 2 : indent + (isList ? one(0, 2, 4) : one(2, 4));
    const parts = isList
      ? (held as readonly Value[]).map((item) => `-${value(item, column, true)}`)
      : Object.entries(held).map(([key, inner]) => `${one(key, quoted(key))}:${value(inner, column, false)}`);
    const lines = parts.map((part, index) =>
      isItem && index === 0 ? ` ${part}` : above(column) + ' '.repeat(column) + part,
    );
    return `${isItem ? '' : `${beside()}\n`}${lines.join('')}`;
  };
  return { comments, value };
}
