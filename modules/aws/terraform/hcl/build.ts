import type { Attribute, Blank, Block, Body, Code, Comment, Item, Template, Value } from './hcl.types.ts';

/** What may stand in a list of items: `condition && item` leaves the item out. */
type Optional = Item | false | undefined;

export function code(text: string): Code {
  return { code: text };
}

export function template(...parts: readonly (string | Code)[]): Template {
  return { template: parts };
}

export function set(name: string, value: Value): Attribute {
  return { kind: 'attribute', name, value };
}

export function block(type: string, labels: readonly string[], ...items: readonly Optional[]): Block {
  return { kind: 'block', type, labels, body: body(...items) };
}

export function comment(text: string): Comment {
  return { kind: 'comment', text };
}

export const blank: Blank = { kind: 'blank' };

export function body(...items: readonly Optional[]): Body {
  return items.filter((item) => item !== undefined && item !== false);
}

/** Blocks with an empty line between each two of them; comments belong to what follows. */
export function apart(...items: readonly Optional[]): Body {
  return body(...items).flatMap((item, index, all): readonly Item[] =>
    index === 0 || all[index - 1]?.kind === 'comment' ? [item] : [blank, item],
  );
}

export function mapping<V extends Value>(entries: Iterable<readonly [string, V]>): ReadonlyMap<string, V> {
  return new Map(entries);
}
