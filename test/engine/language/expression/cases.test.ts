import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { TemplateEnvironment } from '../../../../engine/language/expression/environment.ts';
import { refuseUndefined } from '../../../../engine/language/expression/operations.ts';
import { parseJsonText } from '../../../../engine/language/expression/filters/json/parse-json.ts';
import { str } from '../../../../engine/language/expression/python-text.ts';
import {
  evaluateExpression,
  evaluateTemplate,
  isTrue,
  renderFile,
} from '../../../../engine/language/expression/template.ts';
import type { Value } from '../../../../engine/language/expression/value.ts';
import { testEnvironment } from './environment.ts';
import { shape } from './shape.ts';

/** How a case is evaluated: see the README beside the cases. */
const modes: Readonly<Record<string, (source: string, environment: TemplateEnvironment) => Value>> = {
  template: evaluateTemplate,
  condition: isTrue,
  expression: (source, environment) => refuseUndefined(evaluateExpression(source, environment)),
  file: renderFile,
};

interface Case {
  readonly t: string;
  readonly v?: unknown;
  readonly error?: true;
  readonly vars?: Readonly<Record<string, unknown>>;
}

const folder = join(import.meta.dirname, 'cases');
const shared = readFileSync(join(folder, 'variables.json'), 'utf8');

/** Variables in Python's types. All cases of a file share them: templates do not change variables. */
function variables(text: string): Record<string, Value> {
  const values = parseJsonText(text);
  assert.ok(values instanceof Map);
  return Object.fromEntries([...values].map(([name, value]) => [str(name), value]));
}

function check(file: string): void {
  const [head = '', ...lines] = readFileSync(join(folder, file), 'utf8').trimEnd().split('\n');
  const { mode, vars: own } = JSON.parse(head) as { readonly mode: string; readonly vars?: object };
  const evaluateCase = modes[mode];
  assert.ok(evaluateCase !== undefined, `${file}: unknown mode ${mode}`);
  /* The text of the variables is cut out of the line, so that 2.0 stays a float. */
  const ofFile = variables(own === undefined ? shared : head.slice(head.indexOf('"vars":') + 7, -1));
  for (const test of lines.map((line) => JSON.parse(line) as Case)) {
    it(test.t, () => {
      const environment = {
        ...testEnvironment(test.vars ?? ofFile),
        searchPath: () => [join(folder, 'templates')],
      };
      const evaluate = (): unknown => shape(evaluateCase(test.t, environment));
      if (test.error === true) assert.throws(evaluate, { name: 'DroverError' });
      else assert.deepEqual(evaluate(), test.v);
    });
  }
}

describe('templates give what ansible-core gives', () => {
  for (const file of readdirSync(folder).filter((name) => name.endsWith('.jsonl'))) {
    describe(basename(file, '.jsonl'), () => check(file));
  }
});
