/** Python's arithmetic on values. */
import { templateError, undefinedError } from './errors.ts';
import {
  isFloat,
  isSequence,
  makeFloat,
  makeInteger,
  numeric,
  requireDefined,
  typeName,
} from './operations.ts';
import { formatPercent } from './percent-format.ts';
import { makeTuple, ObjectValue, PySet, Tuple, Undefined, View, type Value } from './value.ts';
import { power, quotient } from './power.ts';

type Operator = '+' | '-' | '*' | '/' | '//' | '%' | '**';
type Whole = number | bigint;

/** `left operator right` as Python computes it; throws Python's TypeError and ZeroDivisionError. */
export function arithmetic(operator: Operator, left: Value, right: Value): Value {
  for (const each of [left, right]) if (each instanceof Undefined) throw undefinedError(each);
  const [a, b] = [numeric(left), numeric(right)];
  if (a !== undefined && b !== undefined) {
    const isReal = isFloat(left) || isFloat(right);
    return isReal ? realResult(operator, Number(a), Number(b)) : wholeResult(operator, a, b);
  }
  const special =
    left instanceof ObjectValue
      ? left.behaviour.operate?.(operator, right)
      : collections(operator, left, right);
  if (special !== undefined) return special;
  if (operator === '+' && typeof left === 'string')
    throw templateError(`can only concatenate str (not "${typeName(right)}") to str`);
  if (operator === '*' && (isRepeatable(left) || isRepeatable(right)))
    throw templateError(
      `can't multiply sequence by non-int of type '${typeName(isRepeatable(left) ? right : left)}'`,
    );
  if (operator === '+' && (isList(left) || left instanceof Tuple))
    throw templateError(
      `can only concatenate ${typeName(left)} (not "${typeName(right)}") to ${typeName(left)}`,
    );
  const shown = operator === '**' ? '** or pow()' : operator;
  throw templateError(
    `unsupported operand type(s) for ${shown}: '${typeName(left)}' and '${typeName(right)}'`,
  );
}

function collections(operator: Operator, left: Value, right: Value): Value | undefined {
  if (operator === '%' && typeof left === 'string') return formatPercent(left, right);
  if (operator === '+') {
    if (typeof left === 'string' && typeof right === 'string') return left + right;
    if (left instanceof Tuple && right instanceof Tuple) return makeTuple([...left, ...right]);
    if (isList(left) && isList(right)) return [...left, ...right];
  }
  if (operator === '*') return repeated(left, right) ?? repeated(right, left);
  if (operator === '-' && left instanceof PySet && right instanceof PySet) {
    return new PySet(new Map([...left.items].filter(([key]) => !right.items.has(key))));
  }
  return undefined;
}

function isList(value: Value): value is Value[] {
  return isSequence(value) && !(value instanceof Tuple || value instanceof View);
}

function isRepeatable(value: Value): value is string | Value[] {
  return typeof value === 'string' || isList(value) || value instanceof Tuple;
}

function repeated(value: Value, times: Value): Value | undefined {
  if (!isRepeatable(value)) return undefined;
  const count = numeric(times);
  if (count === undefined || isFloat(times)) return undefined;
  const whole = Math.max(0, Number(count));
  if (typeof value === 'string') return value.repeat(whole);
  const items = Array.from({ length: whole }, () => [...value]).flat();
  return value instanceof Tuple ? makeTuple(items) : items;
}

function realResult(operator: Operator, a: number, b: number): Value {
  switch (operator) {
    case '+':
      return makeFloat(a + b);
    case '-':
      return makeFloat(a - b);
    case '*':
      return makeFloat(a * b);
    case '**':
      return makeFloat(power(a, b));
    default:
      return divide(operator, a, b);
  }
}

function divide(operator: Operator, a: number, b: number): Value {
  if (b === 0)
    throw templateError(
      operator === '/'
        ? 'float division by zero'
        : operator === '//'
          ? 'float floor division by zero'
          : 'float modulo',
    );
  if (operator === '/') return makeFloat(a / b);
  const remainder = a - b * Math.floor(a / b);
  if (operator === '%') return makeFloat(modulo(a, b, remainder));
  /* As Python: from the exact remainder, since a / b may have been rounded up to a whole number. */
  const floored = Math.round((a - modulo(a, b, remainder)) / b);
  return makeFloat(floored === 0 ? (1 / (a / b) < 0 ? -0 : 0) : floored);
}

function modulo(a: number, b: number, remainder: number): number {
  const exact = a % b;
  if (exact === 0) return b < 0 ? -0 : 0;
  return Math.sign(exact) === Math.sign(b) ? exact : Number.isFinite(exact + b) ? exact + b : remainder;
}

function wholeResult(operator: Operator, a: Whole, b: Whole): Value {
  if (operator === '/') {
    if (b == 0) throw templateError('division by zero');
    return makeFloat(typeof a === 'number' && typeof b === 'number' ? a / b : quotient(BigInt(a), BigInt(b)));
  }
  if (operator === '**' && b < 0) {
    if (a == 0) throw templateError('0.0 cannot be raised to a negative power');
    return makeFloat(power(Number(a), Number(b)));
  }
  if ((operator === '//' || operator === '%') && b == 0)
    throw templateError(operator === '%' ? 'integer modulo by zero' : 'integer division or modulo by zero');
  const quick = typeof a === 'number' && typeof b === 'number' ? quickResult(operator, a, b) : undefined;
  return quick !== undefined && Number.isSafeInteger(quick)
    ? quick
    : makeInteger(exactResult(operator, BigInt(a), BigInt(b)));
}

/** The result where JavaScript's numbers give it exactly; anything beyond the safe integers is for the caller to drop. */
function quickResult(operator: Operator, a: number, b: number): number | undefined {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b + 0;
  if (operator !== '//' && operator !== '%') return undefined;
  const rest = a % b;
  const remainder = rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest;
  /* From the remainder, since a / b may have been rounded up to a whole number. */
  return (
    (operator === '%' ? remainder : Number.isSafeInteger(a - remainder) ? (a - remainder) / b : Number.NaN) +
    0
  );
}

function exactResult(operator: Operator, a: bigint, b: bigint): bigint {
  if (operator === '+') return a + b;
  if (operator === '-') return a - b;
  if (operator === '*') return a * b;
  if (operator === '**') {
    if (b > 100_000n) throw templateError('The power is too large to be computed.');
    return a ** b;
  }
  const remainder = a % b;
  const floored = remainder !== 0n && remainder < 0n !== b < 0n;
  if (operator === '//') return a / b - (floored ? 1n : 0n);
  return floored ? remainder + b : remainder;
}

/** `-value` and `+value`. */
export function signed(operator: '-' | '+', value: Value): Value {
  const number = numeric(requireDefined(value));
  if (number === undefined)
    throw templateError(`bad operand type for unary ${operator}: '${typeName(value)}'`);
  if (isFloat(value)) return makeFloat(operator === '-' ? -Number(number) : Number(number));
  return operator === '-' ? makeInteger(-BigInt(number)) : number;
}
