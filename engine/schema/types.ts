/**
 * JSON Schema literals and the types that follow from them. The one literal of a module's arguments or of a
 * record goes to the check of arguments, to the documentation, to the editor schemas and to the compiler. A property
 * without a description, or with a keyword that we do not support, does not compile.
 */
interface Described {
  readonly description: string;
  readonly default?: unknown;
  /** Other names under which the argument may be written. */
  readonly aliases?: readonly string[];
  /** The value never reaches logs, journals, diffs or error messages. */
  readonly secret?: true;
  /** The value may be null. */
  readonly nullable?: true;
}

export interface StringSchema extends Described {
  readonly type: 'string';
  readonly enum?: readonly string[];
  readonly pattern?: string;
  readonly minLength?: number;
  /** `path`: `~` and environment variables are expanded. */
  readonly format?: 'path' | 'ipv4' | 'ipv6' | 'ip' | 'cidr' | 'mac' | 'uri' | 'uuid';
}

export interface NumberSchema extends Described {
  readonly type: 'integer' | 'number';
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface BooleanSchema extends Described {
  readonly type: 'boolean';
}

export interface ArraySchema extends Described {
  readonly type: 'array';
  readonly items: Schema;
  readonly minItems?: number;
}

export interface ObjectSchema {
  readonly type: 'object';
  readonly description?: string;
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  /** Absent or false: no further keys. true: any. A schema: what further keys hold. */
  readonly additionalProperties?: boolean | Schema;
}

export interface DescribedObjectSchema extends ObjectSchema, Described {
  readonly description: string;
}

/** Any value. */
export interface AnySchema extends Described {
  readonly type?: never;
}

export interface AnyOfSchema extends Described {
  readonly type?: never;
  readonly anyOf: readonly Schema[];
}

export type Schema =
  StringSchema | NumberSchema | BooleanSchema | ArraySchema | DescribedObjectSchema | AnyOfSchema | AnySchema;

type Nullable<S, T> = S extends { readonly nullable: true } ? T | null : T;

type InferProperties<S extends ObjectSchema> = {
  readonly [K in keyof S['properties'] as IsGiven<S, K> extends true ? K : never]: Infer<S['properties'][K]>;
} & {
  readonly [K in keyof S['properties'] as IsGiven<S, K> extends true ? never : K]?: Infer<S['properties'][K]>;
};

/** A property is always there if it is required or has a default. */
type IsGiven<
  S extends ObjectSchema,
  K extends keyof S['properties'],
> = S['required'] extends readonly (infer R)[]
  ? K extends R
    ? true
    : HasDefault<S['properties'][K]>
  : HasDefault<S['properties'][K]>;

type HasDefault<S> = S extends { readonly default: unknown } ? true : false;

type Simplify<T> = { readonly [K in keyof T]: T[K] };

/** The type of the values that a schema literal accepts, after defaults were filled in. */
/* `any` is a module whose schema is not known here; without the first line the type would unfold for ever. */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Infer<S> = 0 extends 1 & S ? any : InferKnown<S>;

type InferKnown<S> = S extends { readonly type: 'string'; readonly enum: readonly (infer E)[] }
  ? Nullable<S, E>
  : S extends { readonly type: 'string' }
    ? Nullable<S, string>
    : S extends { readonly type: 'integer' | 'number' }
      ? Nullable<S, number>
      : S extends { readonly type: 'boolean' }
        ? Nullable<S, boolean>
        : S extends { readonly type: 'array'; readonly items: infer I }
          ? Nullable<S, readonly Infer<I>[]>
          : S extends ObjectSchema
            ? Nullable<S, InferObject<S>>
            : S extends { readonly anyOf: readonly (infer A)[] }
              ? Nullable<S, Infer<A>>
              : unknown;

type InferObject<S extends ObjectSchema> = S['additionalProperties'] extends true
  ? Simplify<InferProperties<S>> & Readonly<Record<string, unknown>>
  : S['additionalProperties'] extends Schema
    ? Simplify<InferProperties<S>> & Readonly<Record<string, Infer<S['additionalProperties']>>>
    : Simplify<InferProperties<S>>;
