import { withVariables } from './extra-variables.ts';
import type { FlagValues } from './flags.ts';
import { withoutChoice, type ChoiceFlags } from './choice-variables.ts';
import { run } from './run.ts';

/**
 * `drover adopt`: notes which resources of the destination the records of the export files stand for, so that they are
 * found again whatever they are called later. It makes and changes nothing.
 */
export function adopt(given: FlagValues & ChoiceFlags): Promise<number> {
  const { rest, variables } = withoutChoice(given);
  return run(
    ['import_all.yml'],
    withVariables(rest, { ...variables, os_migrate_adopt: true }),
    'adopt',
    'no lock',
  );
}
