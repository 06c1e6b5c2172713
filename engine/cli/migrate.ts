import { exitCodes } from './exit-codes.ts';
import { withVariables } from './extra-variables.ts';
import type { FlagValues } from './flags.ts';
import { withoutChoice, type ChoiceFlags } from './choice-variables.ts';
import { run } from './run.ts';
import { planAndRun } from './staged.ts';
import { verify } from './verify.ts';

export interface MigrateFlags extends FlagValues, ChoiceFlags {
  readonly report?: readonly string[];
}

/**
 * `drover migrate`: exports, looks for mistakes, shows the plan, asks, imports, and verifies. What fails ends it there;
 * begun again, it finds done what is done. With `--check` no file and no cloud is written: the plan is that of the
 * files as they are.
 */
export async function migrate(given: MigrateFlags): Promise<number> {
  const { rest, variables } = withoutChoice(given);
  const { report, ...others } = rest;
  const flags = withVariables(others, variables);
  const exported = await stage('1 of 4: export', () => run(['export_all.yml'], flags, 'migrate', 'no lock'));
  if (exported !== exitCodes.ok) return exported;
  const imported = await stage('2 and 3 of 4: plan, and import', () =>
    planAndRun({
      playbooks: ['import_all.yml'],
      flags,
      command: 'migrate',
      hasRoles: true,
      question: 'Import this?',
    }),
  );
  if (imported.code !== exitCodes.ok || !imported.isDone) return imported.code;
  return stage('4 of 4: verify', () => verify({ ...flags, ...(report === undefined ? {} : { report }) }));
}

async function stage<T>(name: string, work: () => Promise<T>): Promise<T> {
  process.stderr.write(`\n== ${name}\n`);
  return work();
}
