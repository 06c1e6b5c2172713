import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { TemplateEnvironment } from '../../../../engine/language/expression/environment.ts';
import { evaluateExpression } from '../../../../engine/language/expression/template.ts';
import { PyFloat, type Value } from '../../../../engine/language/expression/value.ts';
import { encode } from './encode.ts';
import { testEnvironment } from './environment.ts';

/** An expression with what Ansible gives for it; `cases-from-ansible.py` writes these. */
interface Case {
  readonly expression: string;
  readonly value?: unknown;
  readonly error?: string;
}

/** Values that JSON has no form for. */
const special: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['big', 123456789012345678901234567890n],
  ['fone', new PyFloat(1)],
  ['files', join(import.meta.dirname, 'lookups', 'files')],
]);

function readVariables(): Readonly<Record<string, unknown>> {
  const text = readFileSync(join(import.meta.dirname, 'variables.json'), 'utf8');
  return JSON.parse(text) as Readonly<Record<string, unknown>>;
}

/** The variables of `variables.json`, and the special ones. */
export function caseEnvironment(): TemplateEnvironment {
  const environment = testEnvironment(readVariables());
  const { scope } = environment;
  return {
    ...environment,
    scope: {
      get: (name) => special.get(name) ?? scope.get(name),
      names: () => [...scope.names(), ...special.keys()],
    },
  };
}

/** Declares a test for each case of the files in a folder. An error has to be one of drover's own. */
export function checkCases(folder: string): void {
  for (const file of readdirSync(folder).sort()) {
    describe(file, () => {
      for (const line of readFileSync(join(folder, file), 'utf8').trimEnd().split('\n')) {
        const { expression, value, error } = JSON.parse(line) as Case;
        it(expression, () => {
          const environment = caseEnvironment();
          if (error === undefined)
            assert.deepEqual(encode(evaluateExpression(expression, environment)), value);
          else assert.throws(() => evaluateExpression(expression, environment), DroverError);
        });
      }
    });
  }
}
