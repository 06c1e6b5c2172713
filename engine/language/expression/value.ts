/**
 * Python's values, as templates see them, in JavaScript:
 *
 * | Python | here |
 * |---|---|
 * | None, bool, str | null, boolean, string |
 * | int | number (a safe integer), bigint beyond |
 * | float | number where it has a fraction (or is not finite), PyFloat where it is integral (2.0) |
 * | list, tuple | Array, Tuple (an Array marked as immutable) |
 * | range, dict.keys(), dict.values(), dict.items() | View: an Array with another type name, put out as a list |
 * | dict | Map, in insertion order; keys through `dictKey`, so that 1, 1.0 and True are one key |
 * | set | PySet |
 * | functions, methods, macros, loop objects | Callable, ObjectValue |
 * | `!unsafe` and `!vault` of YAML | Sealed, in raw values only: `hasTemplate` is true of it, `evaluateValue` gives `open()` and does not template that |
 * | not there | Undefined: strict on any use but `default`, `defined`, `mandatory` |
 */
export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | PyFloat
  | Bytes
  | Value[]
  | Dict
  | PySet
  | Callable
  | ObjectValue
  | Sealed
  | Undefined
  | Omit;

export type Dict = Map<Value, Value>;

/** A float without a fraction: prints as `2.0` and is a float to `is float` and `type_debug`. */
export class PyFloat {
  readonly value: number;
  constructor(value: number) {
    this.value = value;
  }
}

/** A tuple: an Array that prints with parentheses, and that has no `append`. Made by `makeTuple`. */
export class Tuple extends Array<Value> {
  /** Names under which the items can be asked for too, as with the groups of `groupby`. */
  declare names?: readonly string[];
}

export function makeTuple(items: Iterable<Value>, names?: readonly string[]): Tuple {
  const tuple = new Tuple();
  for (const item of items) tuple.push(item);
  if (names !== undefined) tuple.names = names;
  return tuple;
}

/** What `range` and the views of a dictionary give: walked over as a list is, but no list to operators. Made by `makeView`. */
export class View extends Array<Value> {
  /** Copies made by `map` and the like are plain lists. */
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
  declare typeName: ViewType;
  /** How `str()` shows it. */
  declare text: () => string;
}

export type ViewType = 'range' | 'dict_keys' | 'dict_values' | 'dict_items';

export function makeView(typeName: ViewType, items: Iterable<Value>, text: () => string): View {
  const view = new View();
  for (const item of items) view.push(item);
  view.typeName = typeName;
  view.text = text;
  return view;
}

export class Bytes {
  readonly data: Uint8Array;
  constructor(data: Uint8Array) {
    this.data = data;
  }
}

/** A set; items by Python's equality, in insertion order. */
export class PySet {
  readonly items: Map<Value, Value>;
  constructor(items: Map<Value, Value> = new Map()) {
    this.items = items;
  }
}

export interface CallArguments {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
}

/** Something that can be called. */
export class Callable {
  readonly name: string;
  readonly call: (args: CallArguments) => Value;
  /** Attributes of a function that has them (the `loop` of a recursive for). */
  readonly fields: ObjectValue | undefined;
  /** Python's name of its type, as messages show it. */
  readonly typeName: string;
  constructor(
    name: string,
    call: (args: CallArguments) => Value,
    fields?: ObjectValue,
    typeName = fields?.typeName ?? 'function',
  ) {
    this.name = name;
    this.call = call;
    this.fields = fields;
    this.typeName = typeName;
  }
}

/** What an object does besides having attributes. */
export interface ObjectBehaviour {
  /** For objects that can be walked over and asked for keys (hostvars): the keys. */
  readonly keys?: () => readonly Value[];
  readonly set?: (name: string, value: Value) => void;
  /** Python's `str()` and `repr()` of it. */
  readonly text?: { readonly str: () => string; readonly repr: () => string };
  /** Negative, zero or positive; undefined where there is no order between the two. */
  readonly compare?: (other: Value) => number | undefined;
  /** `+` and `-` with another value; undefined where that is not possible. */
  readonly operate?: (operator: string, other: Value) => Value | undefined;
}

/** An object with attributes that is no dictionary: `loop`, a namespace, a module of macros, hostvars, a time. */
export class ObjectValue {
  readonly typeName: string;
  readonly get: (name: string) => Value | undefined;
  readonly keys: (() => readonly Value[]) | undefined;
  readonly set: ((name: string, value: Value) => void) | undefined;
  readonly behaviour: ObjectBehaviour;
  constructor(typeName: string, get: (name: string) => Value | undefined, behaviour: ObjectBehaviour = {}) {
    this.typeName = typeName;
    this.get = get;
    this.keys = behaviour.keys;
    this.set = behaviour.set;
    this.behaviour = behaviour;
  }
}

/**
 * A text of YAML that is taken as it is when it is used, never templated: `!unsafe`, and `!vault`, which `open`
 * decrypts (it throws DroverError `vault-password` where it cannot). Evaluating a raw value takes it away, so that
 * templates, filters and modules never see one.
 */
export class Sealed {
  readonly open: () => string;
  /** Whether nothing may show it; false for a text that is only to be taken as it is. */
  readonly isSecret: boolean;
  constructor(open: () => string, isSecret = true) {
    this.open = open;
    this.isSecret = isSecret;
  }
}

/** A value that is not there. `hint` is the message that its use raises, in the words that tests rely on. */
export class Undefined {
  readonly hint: string;
  readonly name: string | undefined;
  /** An inline `if` without an else: prints as nothing, but is undefined for everything else. */
  readonly silent: boolean;
  constructor(hint: string, name?: string, silent = false) {
    this.hint = hint;
    this.name = name;
    this.silent = silent;
  }
}

/** The value of `omit`: an argument or dictionary entry that holds it is left out. */
export class Omit {
  readonly isOmit = true;
}
export const omit = new Omit();
