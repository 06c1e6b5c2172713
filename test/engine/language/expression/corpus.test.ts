import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { toJson } from '../../../../engine/language/expression/convert.ts';
import { typeName } from '../../../../engine/language/expression/operations.ts';
import { evaluateTemplate, isTrue } from '../../../../engine/language/expression/template.ts';
import type { Value } from '../../../../engine/language/expression/value.ts';
import { testEnvironment } from './environment.ts';

interface Case {
  readonly id: string;
  readonly category: string;
  readonly mode: 'template' | 'conditional';
  readonly template: string;
  readonly vars: Readonly<Record<string, unknown>>;
  readonly expected?: unknown;
  readonly error?: string;
  readonly python_type?: string;
}

/** Texts that Python marks in some way are texts here. */
const texts = new Set(['NativeJinjaText', 'AnsibleUnsafeText', 'Markup', 'AnsibleUnicode', 'str']);

function evaluate(test: Case): Value {
  const environment = testEnvironment(test.vars);
  return test.mode === 'conditional'
    ? isTrue(test.template, environment)
    : evaluateTemplate(test.template, environment);
}

const lines = readFileSync(join(import.meta.dirname, 'corpus.jsonl'), 'utf8')
  .trimEnd()
  .split('\n');

describe('expressions give what the real thing gives', () => {
  for (const test of lines.map((line) => JSON.parse(line) as Case)) {
    it(`${test.id}: ${JSON.stringify(test.template)}`, () => {
      if (test.error !== undefined) {
        assert.throws(() => evaluate(test));
        return;
      }
      const value = evaluate(test);
      assert.deepEqual(toJson(value), test.expected);
      if (test.python_type !== undefined && test.mode === 'template') {
        const wanted = texts.has(test.python_type) ? 'str' : test.python_type;
        assert.equal(typeName(value), wanted);
      }
    });
  }
});
