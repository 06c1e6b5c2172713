import { refuseRouting } from '../../modules/openstack/undo/refuse-routing.ts';
import { undoSteps } from '../../modules/openstack/undo/steps.ts';
import { nodeSourceFiles } from '../run/node-source-files.ts';
import { journalHistory } from '../run/journal-history.ts';
import type { JournaledOperation } from '../module.ts';
import { extraVarsOf } from './asked.ts';
import { withVariables } from './extra-variables.ts';
import type { FlagValues } from './flags.ts';
import { planAndRun } from './staged.ts';
import { statePlace } from './state-place.ts';
import { readVaultPasswords } from './vault-passwords.ts';

/** `drover undo RUN`: shows what takes a run back, asks, and does it. */
export async function undo(name: string, flags: FlagValues): Promise<number> {
  // Before the playbook asks for credentials of another cloud. A run that is not there is told of by the playbook.
  refuseRouting(name, await writtenBy(name, flags).catch(() => []));
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
  const steps = undoSteps(await writtenBy(name, flags));
  const clouds = [...new Set(steps.map(({ cloud, side }) => cloud ?? `the ${side}`))];
  return `Take back run ${name}${clouds.length === 0 ? '' : ` at ${clouds.join(' and ')}`}?`;
}

async function writtenBy(name: string, flags: FlagValues): Promise<readonly JournaledOperation[]> {
  const { stateFolder } = statePlace({
    extraVars: extraVarsOf(flags),
    vaultPasswords: await readVaultPasswords(flags),
    files: nodeSourceFiles(),
  });
  return journalHistory(stateFolder).run(name);
}
