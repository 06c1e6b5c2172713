import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isFloat, requireDefined } from '../../../../engine/language/expression/operations.ts';
import { repr } from '../../../../engine/language/expression/python-text.ts';
import { evaluateExpression } from '../../../../engine/language/expression/template.ts';
import {
  Bytes,
  ObjectValue,
  PyFloat,
  Tuple,
  type Value,
} from '../../../../engine/language/expression/value.ts';
import { testEnvironment } from './environment.ts';

interface Case {
  readonly e: string;
  readonly v?: unknown;
  readonly error?: true;
}

const [head = '', ...lines] = readFileSync(join(import.meta.dirname, 'cases', 'operators.jsonl'), 'utf8')
  .trimEnd()
  .split('\n');
const { vars } = JSON.parse(head) as { readonly vars: Readonly<Record<string, unknown>> };

/** Fresh variables for each case: methods such as `append` change them. */
function variables(): Record<string, unknown> {
  return { ...structuredClone(vars), big: 2n ** 70n, two: new PyFloat(2) };
}

/** The value in the form of the case file, which tells floats, tuples and dictionaries apart. */
function shape(value: Value): unknown {
  requireDefined(value);
  if (isFloat(value)) return { float: repr(value) };
  if (typeof value === 'bigint') return { int: String(value) };
  if (value instanceof Tuple) return { tuple: Array.from(value, shape) };
  if (Array.isArray(value)) return value.map(shape);
  if (value instanceof Map) return { dict: [...value].map(([key, item]) => [shape(key), shape(item)]) };
  if (value instanceof Bytes) return { bytes: repr(value) };
  return value instanceof ObjectValue ? { other: value.typeName } : value;
}

describe('operators and methods give what Python gives', () => {
  for (const test of lines.map((line) => JSON.parse(line) as Case)) {
    it(test.e, () => {
      const evaluate = (): unknown => shape(evaluateExpression(test.e, testEnvironment(variables())));
      if (test.error === true) assert.throws(evaluate);
      else assert.deepEqual(evaluate(), test.v);
    });
  }
});
