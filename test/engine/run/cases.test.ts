import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readCase } from './case-file.ts';
import { runCase } from './run-case.ts';

const root = fileURLToPath(new URL('cases', import.meta.url));

describe('playbooks', () => {
  for (const area of readdirSync(root).sort()) {
    describe(area, () => {
      for (const name of readdirSync(join(root, area)).sort()) {
        const one = readCase(join(root, area, name));
        it(`${name.replace('.yml', '')}: ${one.title}`, async () => {
          const { expect } = one;
          const { summary, transcript, diagnostics, journal } = await runCase(one);
          if (expect.diagnostics !== undefined) assert.deepEqual(diagnostics, expect.diagnostics);
          if (expect.transcript !== undefined) assert.deepEqual(transcript, linesOf(expect.transcript));
          if (expect.left !== undefined) assert.deepEqual(summary.left, expect.left);
          if (expect.journal !== undefined) assert.deepEqual(journal, expect.journal);
          assert.equal(summary.exitCode, expect.exit);
          assert.ok(
            expect.transcript !== undefined || expect.diagnostics !== undefined,
            'The case says nothing of what must come.',
          );
        });
      }
    });
  }
});

function linesOf(text: string): readonly string[] {
  return text.split('\n').filter((line) => line !== '');
}
