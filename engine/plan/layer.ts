import type { Located } from '../diagnostics/span.ts';
import type { Value } from '../language/expression/value.ts';
import type { Raw } from '../language/playbook/ast.ts';

/**
 * One layer of variables. `values` are as they are: facts, registered results, set_fact; they are never templated
 * again. `raw` and `located` come from files and are evaluated on use. `lazy` are made when they are asked for.
 */
export type Layer =
  | { readonly kind: 'values'; readonly map: ReadonlyMap<string, Value> }
  | { readonly kind: 'raw'; readonly map: ReadonlyMap<string, Raw> }
  | { readonly kind: 'located'; readonly map: ReadonlyMap<string, Located<Raw>> }
  | { readonly kind: 'lazy'; readonly map: ReadonlyMap<string, LazyValue> };

/** A magic variable; undefined where there is none of it at this place. */
export type LazyValue = () => Value | undefined;

export function values(map: ReadonlyMap<string, Value>): Layer {
  return { kind: 'values', map };
}

export function raw(map: ReadonlyMap<string, Raw>): Layer {
  return { kind: 'raw', map };
}

export function located(map: ReadonlyMap<string, Located<Raw>>): Layer {
  return { kind: 'located', map };
}
