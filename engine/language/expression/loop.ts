import { equals } from './operations.ts';
import { Callable, ObjectValue, Undefined, type Value } from './value.ts';

/** The `loop` object of each step of a `for`. */
export function iterationOf(
  items: readonly Value[],
  depth: number,
  again: Callable | undefined,
): { readonly next: () => Value } {
  let index = -1;
  let seen: readonly Value[] | undefined;
  const at = (position: number, word: string): Value =>
    position < items.length ? (items[position] ?? null) : new Undefined(`there is no ${word} item`);
  const fields: Readonly<Record<string, () => Value>> = {
    index: () => index + 1,
    index0: () => index,
    revindex: () => items.length - index,
    revindex0: () => items.length - index - 1,
    first: () => index === 0,
    last: () => index === items.length - 1,
    length: () => items.length,
    depth: () => depth + 1,
    depth0: () => depth,
    previtem: () => (index === 0 ? new Undefined('there is no previous item') : at(index - 1, 'previous')),
    nextitem: () => at(index + 1, 'next'),
    cycle: () =>
      new Callable('cycle', (args) =>
        args.positional.length === 0
          ? new Undefined('no items for cycling given')
          : (args.positional[index % args.positional.length] ?? null),
      ),
    changed: () =>
      new Callable('changed', (args) => {
        const same =
          seen?.length === args.positional.length &&
          seen.every((value, position) => equals(value, args.positional[position] ?? null));
        seen = [...args.positional];
        return !same;
      }),
  };
  const loop = new ObjectValue('LoopContext', (name) =>
    Object.hasOwn(fields, name) ? fields[name]?.() : undefined,
  );
  const callable = again === undefined ? loop : recursiveLoop(loop, again);
  return {
    next: () => {
      index += 1;
      return callable;
    },
  };
}

/** In a recursive loop, `loop` can be called as well as asked for its fields. */
function recursiveLoop(loop: ObjectValue, again: Callable): Callable {
  return new Callable('loop', again.call, loop);
}
