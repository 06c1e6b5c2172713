import { undoSteps } from '../../modules/openstack/undo/steps.ts';
import { nodeSourceFiles } from '../run/node-source-files.ts';
import { journalHistory } from '../run/journal-history.ts';
import { extraVarsOf } from './asked.ts';
import { withVariables } from './extra-variables.ts';
import type { FlagValues } from './flags.ts';
import { planAndRun } from './staged.ts';
import { statePlace } from './state-place.ts';
import { readVaultPasswords } from './vault-passwords.ts';

/** `drover undo RUN`: shows what takes a run back, asks, and does it. */
export async function undo(name: string, flags: FlagValues): Promise<number> {
  const { code } = await planAndRun({
    playbooks: ['undo.yml'],
    flags: withVariables(flags, { drover_undo_run: name }),
    command: 'undo',
    hasRoles: false,
    question: () => questionFor(name, flags),
  });
  return code;
}

/** `Take back run X, at the destination and at the source?` */
async function questionFor(name: string, flags: FlagValues): Promise<string> {
  const { stateFolder } = statePlace({
    extraVars: extraVarsOf(flags),
    vaultPasswords: await readVaultPasswords(flags),
    files: nodeSourceFiles(),
  });
  const steps = undoSteps(await journalHistory(stateFolder).run(name));
  const clouds = [...new Set(steps.map(({ cloud, side }) => cloud ?? `the ${side}`))];
  return `Take back run ${name}${clouds.length === 0 ? '' : ` at ${clouds.join(' and ')}`}?`;
}
