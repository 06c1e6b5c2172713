import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderFile } from '../../../../engine/language/expression/template.ts';
import { testEnvironment } from './environment.ts';

interface Case {
  readonly t: string;
  readonly v?: string;
  readonly error?: true;
}

const [head = '', ...lines] = readFileSync(join(import.meta.dirname, 'cases', 'statements.jsonl'), 'utf8')
  .trimEnd()
  .split('\n');
const { vars } = JSON.parse(head) as { readonly vars: Readonly<Record<string, unknown>> };

describe('template files render as Jinja renders them', () => {
  for (const test of lines.map((line) => JSON.parse(line) as Case)) {
    it(JSON.stringify(test.t), () => {
      const render = (): string => renderFile(test.t, testEnvironment(structuredClone(vars)));
      if (test.error === true) assert.throws(render);
      else assert.equal(render(), test.v);
    });
  }
});
