/** How many arguments methods take, and which of them by name. Source: Python's library reference. */
import { templateError } from '../errors.ts';
import type { CallArguments } from '../value.ts';

/** The least and the most by position, and the names that may be given. */
type Signature = readonly [least: number, most: number, ...names: string[]];

/** A method that is not here takes what it is given. */
const signatures: Readonly<Record<string, Readonly<Record<string, Signature>>>> = {
  str: {
    capitalize: [0, 0],
    casefold: [0, 0],
    center: [1, 2],
    count: [1, 3],
    encode: [0, 2, 'encoding', 'errors'],
    endswith: [1, 3],
    expandtabs: [0, 1, 'tabsize'],
    find: [1, 3],
    format_map: [1, 1],
    index: [1, 3],
    isalnum: [0, 0],
    isalpha: [0, 0],
    isascii: [0, 0],
    isdecimal: [0, 0],
    isdigit: [0, 0],
    isidentifier: [0, 0],
    islower: [0, 0],
    isnumeric: [0, 0],
    isprintable: [0, 0],
    isspace: [0, 0],
    istitle: [0, 0],
    isupper: [0, 0],
    join: [1, 1],
    ljust: [1, 2],
    lower: [0, 0],
    lstrip: [0, 1],
    maketrans: [1, 3],
    partition: [1, 1],
    removeprefix: [1, 1],
    removesuffix: [1, 1],
    replace: [2, 3],
    rfind: [1, 3],
    rindex: [1, 3],
    rjust: [1, 2],
    rpartition: [1, 1],
    rsplit: [0, 2, 'sep', 'maxsplit'],
    rstrip: [0, 1],
    split: [0, 2, 'sep', 'maxsplit'],
    splitlines: [0, 1, 'keepends'],
    startswith: [1, 3],
    strip: [0, 1],
    swapcase: [0, 0],
    title: [0, 0],
    translate: [1, 1],
    upper: [0, 0],
    zfill: [1, 1],
  },
  list: {
    append: [1, 1],
    clear: [0, 0],
    copy: [0, 0],
    count: [1, 1],
    extend: [1, 1],
    index: [1, 3],
    insert: [2, 2],
    pop: [0, 1],
    remove: [1, 1],
    reverse: [0, 0],
    sort: [0, 0, 'key', 'reverse'],
  },
  tuple: {
    count: [1, 1],
    index: [1, 3],
  },
  dict: {
    clear: [0, 0],
    copy: [0, 0],
    fromkeys: [1, 2],
    get: [1, 2],
    items: [0, 0],
    keys: [0, 0],
    pop: [1, 2],
    popitem: [0, 0],
    setdefault: [1, 2],
    values: [0, 0],
  },
  set: {
    add: [1, 1],
    clear: [0, 0],
    copy: [0, 0],
    discard: [1, 1],
    isdisjoint: [1, 1],
    issubset: [1, 1],
    issuperset: [1, 1],
    pop: [0, 0],
    remove: [1, 1],
    symmetric_difference: [1, 1],
  },
  int: {
    as_integer_ratio: [0, 0],
    bit_count: [0, 0],
    bit_length: [0, 0],
    conjugate: [0, 0],
  },
  float: {
    as_integer_ratio: [0, 0],
    conjugate: [0, 0],
    hex: [0, 0],
    is_integer: [0, 0],
  },
};

/** Throws Python's TypeError for arguments that the method does not take. */
export function checkArguments(type: string, method: string, { positional, named }: CallArguments): void {
  const signature = Object.hasOwn(signatures, type) ? signatures[type]?.[method] : undefined;
  if (signature === undefined) return;
  const [least, most, ...names] = signature;
  for (const name of named.keys()) if (!names.includes(name)) throw unexpectedName(type, method, name, names);
  const given = positional.length + named.size;
  if (given >= least && given <= Math.max(most, names.length) && positional.length <= most) return;
  throw templateError(`${type}.${method}() takes ${wanted(least, most)} (${given} given)`);
}

function unexpectedName(type: string, method: string, name: string, names: readonly string[]): Error {
  if (names.length === 0) return templateError(`${type}.${method}() takes no keyword arguments`);
  const help = `Its arguments are: ${names.join(', ')}.`;
  return templateError(`'${name}' is an invalid keyword argument for ${method}()`, help);
}

function wanted(least: number, most: number): string {
  if (most === 0) return 'no arguments';
  const count = least === most ? `exactly ${most}` : `from ${least} to ${most}`;
  return `${count} argument${most === 1 ? '' : 's'}`;
}
