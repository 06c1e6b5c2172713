/** What a template is made of, as the parser gives it. Offsets are those of the source. */
export type Expression =
  | { readonly kind: 'constant'; readonly value: ConstantValue; readonly offset: number }
  | { readonly kind: 'name'; readonly name: string; readonly offset: number }
  | {
      readonly kind: 'attribute';
      readonly object: Expression;
      readonly name: string;
      readonly offset: number;
    }
  | { readonly kind: 'item'; readonly object: Expression; readonly key: Expression; readonly offset: number }
  | {
      readonly kind: 'slice';
      readonly object: Expression;
      readonly start?: Expression;
      readonly stop?: Expression;
      readonly step?: Expression;
      readonly offset: number;
    }
  | { readonly kind: 'call'; readonly callee: Expression; readonly args: Arguments; readonly offset: number }
  | {
      readonly kind: 'filter';
      readonly name: string;
      readonly value: Expression | undefined;
      readonly args: Arguments;
      readonly offset: number;
    }
  | {
      readonly kind: 'test';
      readonly name: string;
      readonly value: Expression;
      readonly args: Arguments;
      readonly negated: boolean;
      readonly offset: number;
    }
  | {
      readonly kind: 'unary';
      readonly operator: '-' | '+' | 'not';
      readonly value: Expression;
      readonly offset: number;
    }
  | {
      readonly kind: 'binary';
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
      readonly offset: number;
    }
  | {
      readonly kind: 'compare';
      readonly first: Expression;
      readonly rest: readonly { readonly operator: CompareOperator; readonly value: Expression }[];
      readonly offset: number;
    }
  | {
      readonly kind: 'condition';
      readonly test: Expression;
      readonly then: Expression;
      readonly otherwise?: Expression;
      readonly offset: number;
    }
  | { readonly kind: 'concat'; readonly parts: readonly Expression[]; readonly offset: number }
  | { readonly kind: 'list'; readonly items: readonly Expression[]; readonly offset: number }
  | { readonly kind: 'tuple'; readonly items: readonly Expression[]; readonly offset: number }
  | {
      readonly kind: 'dict';
      readonly entries: readonly (readonly [Expression, Expression])[];
      readonly offset: number;
    };

export type ConstantValue =
  null | boolean | string | { readonly integer: string } | { readonly float: number };
export type BinaryOperator = '+' | '-' | '*' | '/' | '//' | '%' | '**' | 'and' | 'or';
export type CompareOperator = '==' | '!=' | '<' | '<=' | '>' | '>=' | 'in' | 'not in';

export interface Arguments {
  readonly positional: readonly Expression[];
  readonly named: readonly { readonly name: string; readonly value: Expression }[];
  readonly star?: Expression;
  readonly doubleStar?: Expression;
}

export type Target =
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'namespace'; readonly object: string; readonly name: string }
  | { readonly kind: 'tuple'; readonly items: readonly Target[] };

export interface Parameter {
  readonly name: string;
  readonly fallback?: Expression;
}

export type Statement =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'output'; readonly value: Expression }
  | {
      readonly kind: 'if';
      readonly branches: readonly { readonly test: Expression; readonly body: readonly Statement[] }[];
      readonly otherwise: readonly Statement[];
    }
  | {
      readonly kind: 'for';
      readonly target: Target;
      readonly iterable: Expression;
      readonly filter?: Expression;
      readonly recursive: boolean;
      readonly body: readonly Statement[];
      readonly otherwise: readonly Statement[];
    }
  | { readonly kind: 'set'; readonly target: Target; readonly value: Expression }
  | {
      readonly kind: 'set-block';
      readonly target: Target;
      readonly filters?: Expression;
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'macro';
      readonly name: string;
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
    }
  | {
      readonly kind: 'call-block';
      readonly call: Expression;
      readonly parameters: readonly Parameter[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'filter-block'; readonly filters: Expression; readonly body: readonly Statement[] }
  | {
      readonly kind: 'with';
      readonly bindings: readonly (readonly [Target, Expression])[];
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'scope'; readonly body: readonly Statement[] }
  | { readonly kind: 'do'; readonly value: Expression }
  | { readonly kind: 'break' }
  | { readonly kind: 'continue' }
  | {
      readonly kind: 'block';
      readonly name: string;
      readonly scoped: boolean;
      readonly required: boolean;
      readonly body: readonly Statement[];
    }
  | { readonly kind: 'extends'; readonly template: Expression; readonly offset: number }
  | {
      readonly kind: 'include';
      readonly template: Expression;
      readonly ignoreMissing: boolean;
      readonly withContext: boolean;
      readonly offset: number;
    }
  | {
      readonly kind: 'import';
      readonly template: Expression;
      readonly alias: string;
      readonly withContext: boolean;
      readonly offset: number;
    }
  | {
      readonly kind: 'from-import';
      readonly template: Expression;
      readonly names: readonly (readonly [string, string])[];
      readonly withContext: boolean;
      readonly offset: number;
    };
