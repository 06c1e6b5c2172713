/** Expressions as closures. */
import { arithmetic, signed } from './arithmetic.ts';
import { getAttribute, getItem, slice } from './attributes.ts';
import { templateError } from './errors.ts';
import { resolveName, type Frame } from './frame.ts';
import { templatedTerms } from './lookup-terms.ts';
import type { Arguments, BinaryOperator, CompareOperator, ConstantValue, Expression } from './nodes.ts';
import {
  compare,
  contains,
  dictSet,
  equals,
  isMapping,
  isTruthy,
  iterate,
  makeFloat,
  makeInteger,
  refuseUndefined,
  requireDefined,
  typeName,
} from './operations.ts';
import { str } from './python-text.ts';
import { applyFilter, applyTest } from './services.ts';
import { Callable, makeTuple, Undefined, type CallArguments, type Dict, type Value } from './value.ts';

export type Evaluate = (frame: Frame) => Value;

type Compilers = { readonly [K in Expression['kind']]: (node: Extract<Expression, { kind: K }>) => Evaluate };

/** An expression as a function of the names around it. */
export function compileExpression(node: Expression): Evaluate {
  return (compilers[node.kind] as (node: Expression) => Evaluate)(node);
}

const compilers: Compilers = {
  constant: ({ value }) => {
    const constant = constantValue(value);
    return () => constant;
  },
  name:
    ({ name }) =>
    (frame) =>
      resolveName(frame, name),
  attribute: ({ object, name }) => {
    const of = compileExpression(object);
    return (frame) => getAttribute(of(frame), name);
  },
  item: ({ object, key }) => {
    const [of, at] = [compileExpression(object), compileExpression(key)];
    return (frame) => getItem(of(frame), at(frame));
  },
  slice: (node) => {
    const of = compileExpression(node.object);
    const bounds = [node.start, node.stop, node.step].map((bound) =>
      bound === undefined ? undefined : compileExpression(bound),
    );
    return (frame) => {
      const [start, stop, step] = bounds.map((bound) => bound?.(frame));
      return slice(of(frame), start, stop, step);
    };
  },
  call: ({ callee, args }) => {
    const isLookup = callee.kind === 'name' && ['lookup', 'query', 'q'].includes(callee.name);
    const of = compileExpression(callee);
    const given = compileArguments(isLookup ? templatedTerms(args) : args);
    return (frame) => callValue(of(frame), given(frame));
  },
  filter: ({ name, value, args }) => {
    const [of, given] = [value === undefined ? undefined : compileExpression(value), compileArguments(args)];
    return (frame) => {
      const { positional, named } = given(frame);
      return applyFilter(
        name,
        of === undefined ? resolveName(frame, blockText) : of(frame),
        positional,
        named,
        frame.environment,
      );
    };
  },
  test: ({ name, value, args, negated }) => {
    const [of, given] = [compileExpression(value), compileArguments(args)];
    return (frame) => {
      const { positional, named } = given(frame);
      return applyTest(name, of(frame), positional, named, frame.environment) !== negated;
    };
  },
  unary: ({ operator, value }) => {
    const of = compileExpression(value);
    return operator === 'not' ? (frame) => !isTruthy(of(frame)) : (frame) => signed(operator, of(frame));
  },
  binary: ({ operator, left, right }) =>
    compileBinary(operator, compileExpression(left), compileExpression(right)),
  compare: ({ first, rest }) => {
    const start = compileExpression(first);
    const steps = rest.map(({ operator, value }) => ({
      test: comparison(operator),
      of: compileExpression(value),
    }));
    return (frame) => {
      let left = start(frame);
      for (const { test, of } of steps) {
        const right = of(frame);
        if (!test(left, right)) return false;
        left = right;
      }
      return true;
    };
  },
  condition: ({ test, then, otherwise }) => {
    const [decide, yes, no] = [
      compileExpression(test),
      compileExpression(then),
      otherwise === undefined ? undefined : compileExpression(otherwise),
    ];
    return (frame) => {
      if (isTruthy(decide(frame))) return yes(frame);
      return no === undefined
        ? new Undefined(
            'the inline if-expression evaluated to false and no else section was defined.',
            undefined,
            true,
          )
        : no(frame);
    };
  },
  concat: ({ parts }) => {
    const of = parts.map(compileExpression);
    return (frame) => of.map((part) => str(part(frame))).join('');
  },
  list: ({ items }) => {
    const of = items.map(compileExpression);
    return (frame) => of.map((item) => item(frame));
  },
  tuple: ({ items }) => {
    const of = items.map(compileExpression);
    return (frame) => makeTuple(of.map((item) => item(frame)));
  },
  dict: ({ entries }) => {
    const of = entries.map(([key, value]) => [compileExpression(key), compileExpression(value)] as const);
    return (frame) => {
      const made: Dict = new Map();
      for (const [key, value] of of) dictSet(made, requireDefined(key(frame)), value(frame));
      return made;
    };
  },
};

/** The name under which a block's text stands for the filter behind it. */
export const blockText = ' block';

function constantValue(value: ConstantValue): Value {
  if (value === null || typeof value !== 'object') return value;
  return 'integer' in value
    ? makeInteger(BigInt(value.integer.replace(/^0+(?=\d)/, '')))
    : makeFloat(value.float);
}

function compileBinary(operator: BinaryOperator, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === 'and') {
    return (frame) => {
      const value = left(frame);
      return isTruthy(value) ? right(frame) : value;
    };
  }
  if (operator === 'or') {
    return (frame) => {
      const value = left(frame);
      return isTruthy(value) ? value : right(frame);
    };
  }
  return (frame) => arithmetic(operator, left(frame), right(frame));
}

function comparison(operator: CompareOperator): (left: Value, right: Value) => boolean {
  switch (operator) {
    case '==':
      return equalValues;
    case '!=':
      return (left, right) => !equalValues(left, right);
    case 'in':
      return (left, right) => contains(right, left);
    case 'not in':
      return (left, right) => !contains(right, left);
    case '<':
      return (left, right) => compare(left, right, operator) < 0;
    case '<=':
      return (left, right) => compare(left, right, operator) <= 0;
    case '>':
      return (left, right) => compare(left, right, operator) > 0;
    default:
      return (left, right) => compare(left, right, operator) >= 0;
  }
}

/** Python's `==` of two expressions: a value that is not there is not even equal to itself. */
function equalValues(left: Value, right: Value): boolean {
  return equals(refuseUndefined(left), refuseUndefined(right));
}

/** Arguments as a function of the names around them. */
export function compileArguments(args: Arguments): (frame: Frame) => CallArguments {
  const positional = args.positional.map(compileExpression);
  const named = args.named.map(({ name, value }) => [name, compileExpression(value)] as const);
  const star = args.star === undefined ? undefined : compileExpression(args.star);
  const doubleStar = args.doubleStar === undefined ? undefined : compileExpression(args.doubleStar);
  if (positional.length === 0 && named.length === 0 && star === undefined && doubleStar === undefined)
    return () => none;
  return (frame) => {
    const values = positional.map((value) => value(frame));
    if (star !== undefined) values.push(...iterate(star(frame)));
    const names = new Map(named.map(([name, value]) => [name, value(frame)]));
    if (doubleStar !== undefined)
      for (const [name, value] of mapping(doubleStar(frame))) names.set(str(name), value);
    return { positional: values, named: names };
  };
}

const none: CallArguments = { positional: [], named: new Map() };

function mapping(value: Value): Dict {
  if (isMapping(value)) return value;
  throw templateError(`argument after ** must be a mapping, not ${typeName(value)}`);
}

/** Calls a value; throws Python's TypeError for what cannot be called. */
export function callValue(callee: Value, args: CallArguments): Value {
  const value = requireDefined(callee);
  if (value instanceof Callable) return value.call(args);
  throw templateError(`'${typeName(value)}' object is not callable`);
}
