import { slice } from '../../attributes.ts';
import { compare, dictGet, equals, isNumber, isSequence } from '../../operations.ts';
import type { Value } from '../../value.ts';
import { entriesOf } from '../dicts/dict-filters.ts';
import { callFunction } from './functions.ts';
import type { Node } from './nodes.ts';

/** What a query finds in a value. */
export function evaluateQuery(node: Node, value: Value): Value {
  switch (node.kind) {
    case 'current':
      return value;
    case 'field':
      return field(value, node.name);
    case 'index':
      return isSequence(value) ? (value.at(node.index) ?? null) : null;
    case 'slice':
      return sliced(value, node.parts);
    case 'literal':
      return node.value;
    case 'chain':
      return evaluateQuery(node.right, evaluateQuery(node.left, value));
    case 'projection':
      return project(node, value);
    case 'compare':
      return compared(node.operator, evaluateQuery(node.left, value), evaluateQuery(node.right, value));
    case 'and': {
      const left = evaluateQuery(node.left, value);
      return isEmpty(left) ? left : evaluateQuery(node.right, value);
    }
    case 'or': {
      const left = evaluateQuery(node.left, value);
      return isEmpty(left) ? evaluateQuery(node.right, value) : left;
    }
    case 'not':
      return isEmpty(evaluateQuery(node.operand, value));
    case 'list':
      return value === null ? null : node.items.map((item) => evaluateQuery(item, value));
    case 'dict':
      if (value === null) return null;
      return new Map(node.entries.map(([key, item]): [Value, Value] => [key, evaluateQuery(item, value)]));
    case 'call':
      return callFunction(
        node.name,
        node.args.map((arg) =>
          arg.kind === 'reference'
            ? { apply: (item: Value) => evaluateQuery(arg.body, item) }
            : { value: evaluateQuery(arg, value) },
        ),
      );
    case 'reference':
      return null;
  }
}

function field(value: Value, name: string): Value {
  if (value instanceof Map) return dictGet(value, name) ?? null;
  return entriesOf(value)?.find(([key]) => key === name)?.[1] ?? null;
}

function sliced(value: Value, parts: readonly (number | undefined)[]): Value {
  if (!isSequence(value)) return null;
  const [start, stop, step] = parts;
  return slice([...value], start, stop, step);
}

/** What JMESPath takes for false; zero is not. */
export function isEmpty(value: Value): boolean {
  if (value === null || value === false || value === '') return true;
  return isSequence(value) ? value.length === 0 : value instanceof Map && value.size === 0;
}

function project(node: Extract<Node, { kind: 'projection' }>, value: Value): Value {
  const items = projected(node, evaluateQuery(node.left, value));
  if (items === undefined) return null;
  return items.map((item) => evaluateQuery(node.right, item)).filter((item) => item !== null);
}

function projected(
  { of, condition }: Extract<Node, { kind: 'projection' }>,
  value: Value,
): Value[] | undefined {
  if (of === 'values') return entriesOf(value)?.map(([, item]) => item);
  if (!isSequence(value)) return undefined;
  const items = [...value];
  if (of === 'flat') return items.flatMap((item) => (isSequence(item) ? [...item] : [item]));
  if (of === 'list' || condition === undefined) return items;
  return items.filter((item) => !isEmpty(evaluateQuery(condition, item)));
}

function compared(operator: string, left: Value, right: Value): Value {
  if (operator === '==') return isSame(left, right);
  if (operator === '!=') return !isSame(left, right);
  const haveOrder = [left, right].every((each) => isNumber(each) || typeof each === 'string');
  if (!haveOrder) return null;
  const order = compare(left, right, operator);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** As Python compares, but that 1 is not true, and 0 not false. */
function isSame(left: Value, right: Value): boolean {
  return (typeof left === 'boolean') === (typeof right === 'boolean') && equals(left, right);
}
