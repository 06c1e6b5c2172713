import { withVariables } from './extra-variables.ts';
import type { FlagValues } from './flags.ts';
import { kindVariables, type KindFlags } from './kind-variables.ts';
import { run } from './run.ts';

/**
 * `drover adopt`: notes which resources of the destination the records of the export files stand for, so that they are
 * found again whatever they are called later. It makes and changes nothing.
 */
export function adopt(given: FlagValues & KindFlags): Promise<number> {
  const { kinds, ...rest } = given;
  const variables = { ...kindVariables(kinds === undefined ? {} : { kinds }), os_migrate_adopt: true };
  return run(['import_all.yml'], withVariables(rest, variables), 'adopt');
}
