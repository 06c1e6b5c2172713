/** The names of types, as schemas have them. */
export type TypeName = 'array' | 'boolean' | 'integer' | 'null' | 'number' | 'object' | 'string';

/**
 * A schema of the fourth draft. The order of its keys is the order of the checks, and the first that fails is the one
 * that a client hears of.
 */
export interface Schema {
  readonly type?: TypeName | readonly TypeName[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly patternProperties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  /** One for all items, or one for each. */
  readonly items?: Schema | readonly Schema[];
  readonly uniqueItems?: true;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly exclusiveMinimum?: true;
  readonly maximum?: number;
  readonly allOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
}

/** The first thing that is wrong with a value. */
export interface Flaw {
  readonly message: string;
  /** The keys that lead to what is wrong. */
  readonly path: readonly (string | number)[];
  /** What is wrong. */
  readonly value: unknown;
  /** A message that stands for itself, without the place. */
  readonly isPlain?: true;
}
