/** A Python regular expression as a tree. Flags are resolved at each node, because they can change within a pattern. */
export type PatternNode =
  | { readonly kind: 'text'; readonly code: number; readonly flags: PatternFlags }
  | { readonly kind: 'any'; readonly flags: PatternFlags }
  | {
      readonly kind: 'class';
      readonly isNegated: boolean;
      readonly items: readonly ClassItem[];
      readonly flags: PatternFlags;
    }
  | { readonly kind: 'edge'; readonly edge: Edge; readonly flags: PatternFlags }
  | { readonly kind: 'sequence'; readonly items: readonly PatternNode[] }
  | { readonly kind: 'choice'; readonly options: readonly PatternNode[] }
  | { readonly kind: 'group'; readonly index: number; readonly body: PatternNode }
  | { readonly kind: 'atomic'; readonly body: PatternNode }
  | { readonly kind: 'reference'; readonly index: number }
  | {
      readonly kind: 'look';
      readonly isBehind: boolean;
      readonly isNegated: boolean;
      readonly body: PatternNode;
    }
  | {
      readonly kind: 'repeat';
      readonly body: PatternNode;
      readonly min: number;
      readonly max: number | undefined;
      readonly mode: 'greedy' | 'lazy' | 'possessive';
    };

export type Edge = 'start' | 'end' | 'line-start' | 'line-end' | 'word' | 'not-word';

export type ClassName = 'd' | 'D' | 's' | 'S' | 'w' | 'W';

export type ClassItem =
  | { readonly kind: 'range'; readonly from: number; readonly to: number }
  | { readonly kind: 'name'; readonly name: ClassName };

export interface PatternFlags {
  readonly ignoreCase: boolean;
  readonly multiline: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly ascii: boolean;
}

export const noFlags: PatternFlags = {
  ignoreCase: false,
  multiline: false,
  dotAll: false,
  verbose: false,
  ascii: false,
};

export interface ParsedPattern {
  readonly root: PatternNode;
  readonly groupCount: number;
  readonly groupNames: ReadonlyMap<string, number>;
  /** The flags that hold for the whole pattern. */
  readonly flags: PatternFlags;
}
