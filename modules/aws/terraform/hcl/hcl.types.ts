/** HCL as values: what is not a file's text is never glued together, so that no tag can break out of its quotes. */

/** An expression that is written as it stands: `var.vpc_id`. It never has anything in it that AWS or a person gave. */
export interface Code {
  readonly code: string;
}

/** A text with expressions in it: texts are escaped, code becomes `${...}`. */
export interface Template {
  readonly template: readonly (string | Code)[];
}

/** Texts, numbers and flags stand for themselves; mappings keep the order of their keys. */
export type Value =
  string | number | boolean | null | Code | Template | readonly Value[] | ReadonlyMap<string, Value>;

export interface Attribute {
  readonly kind: 'attribute';
  readonly name: string;
  readonly value: Value;
}

export interface Block {
  readonly kind: 'block';
  readonly type: string;
  readonly labels: readonly string[];
  readonly body: Body;
}

export interface Comment {
  readonly kind: 'comment';
  readonly text: string;
}

export interface Blank {
  readonly kind: 'blank';
}

export type Item = Attribute | Block | Comment | Blank;

export type Body = readonly Item[];
