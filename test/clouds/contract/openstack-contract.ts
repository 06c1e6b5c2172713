import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runCase } from './run-case.ts';
import { setStage, type Stage } from './stage.ts';
import type { Case, Chapter, ContractTarget } from './types.ts';

/**
 * Defines the tests of one cloud: that it answers as an OpenStack of the Zed release answers. The cases are in `cases/`.
 * The cloud may be in use by others; everything that the tests make has names of its own and goes again.
 */
export function openstackContract(open: () => Promise<ContractTarget>): void {
  let stage: Stage;
  before(async function () {
    this.timeout(60_000);
    stage = await setStage(await open());
  });
  after(async function () {
    this.timeout(60_000);
    await stage.close();
  });
  for (const chapter of readChapters()) {
    describe(chapter.name, () => {
      for (const each of chapter.cases) {
        it(each.name, async function () {
          this.timeout(120_000);
          await runCase(stage, each);
        });
      }
    });
  }
}

/** The cases, file by file. */
export function readChapters(): Chapter[] {
  const folder = join(import.meta.dirname, 'cases');
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yml'))
    .sort()
    .map((file) => ({
      name: file.replace(/\.yml$/, ''),
      // Boundary: the files are part of the tests.
      cases: parse(readFileSync(join(folder, file), 'utf8')) as Case[],
    }));
}
