import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { runAhead, type Reach } from './ahead.ts';
import { runCase } from './run-case.ts';
import { setStage, type Stage } from './stage.ts';
import type { Case, Chapter, ContractTarget } from './types.ts';

/** A real service has a worker a core, and waits for its database now and then. */
const REACH: Reach = { sideBySide: 4, ahead: 12 };

/**
 * Defines the tests of one cloud: that it answers as an OpenStack of the Zed release answers. The cases are in `cases/`.
 * The cloud may be in use by others; everything that the tests make has names of its own and goes again. Cases run side
 * by side, so that a test's time is what it was waited for.
 */
export function openstackContract(open: () => Promise<ContractTarget>): void {
  const chapters = readChapters();
  const cases = chapters.flatMap((chapter) => chapter.cases);
  let stage: Stage;
  const runs = runAhead(cases.length, (number) => runCase(stage, cases[number]!, number), REACH);
  before(async function () {
    this.timeout(60_000);
    stage = await setStage(await open());
  });
  after(async function () {
    this.timeout(120_000);
    await runs.settle();
    await stage.close();
  });
  for (const chapter of chapters) {
    describe(chapter.name, () => {
      for (const each of chapter.cases) {
        it(each.name, async function () {
          this.timeout(120_000);
          await runs.take(cases.indexOf(each));
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
