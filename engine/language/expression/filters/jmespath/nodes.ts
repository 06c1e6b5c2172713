import type { Value } from '../../value.ts';

/** A JMESPath expression as a tree. Source: the grammar of the JMESPath specification. */
export type Node =
  | { readonly kind: 'current' }
  | { readonly kind: 'field'; readonly name: string }
  | { readonly kind: 'index'; readonly index: number }
  | { readonly kind: 'slice'; readonly parts: readonly (number | undefined)[] }
  | { readonly kind: 'literal'; readonly value: Value }
  | { readonly kind: 'chain'; readonly left: Node; readonly right: Node }
  /** What is projected is a list, the values of a dictionary, a list that was flattened, or what passes a filter. */
  | {
      readonly kind: 'projection';
      readonly of: 'list' | 'values' | 'flat' | 'filter';
      readonly left: Node;
      readonly right: Node;
      readonly condition?: Node;
    }
  | { readonly kind: 'compare'; readonly operator: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'and' | 'or'; readonly left: Node; readonly right: Node }
  | { readonly kind: 'not'; readonly operand: Node }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'dict'; readonly entries: readonly (readonly [string, Node])[] }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Node[] }
  | { readonly kind: 'reference'; readonly body: Node };
