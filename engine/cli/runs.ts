import { DroverError } from '../diagnostics/drover-error.ts';
import { nodeSourceFiles } from '../run/node-source-files.ts';
import { findRun } from '../run/state/find-run.ts';
import { listRuns, viewRun, type RunView } from '../run/state/list-runs.ts';
import { runIds } from '../run/state/run-folder.ts';
import { extraVarsOf } from './asked.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlagValues } from './flags.ts';
import { operationJson, runJson, runText, tableText } from './runs-text.ts';
import { statePlace } from './state-place.ts';
import { readVaultPasswords } from './vault-passwords.ts';

/** `drover runs`: the runs of a data directory as a table, or one of them with what it did. */
export async function runs(name: string | undefined, flags: FlagValues): Promise<number> {
  const isJson = isJsonWanted(flags.output);
  const { stateFolder } = statePlace({
    extraVars: extraVarsOf(flags),
    vaultPasswords: await readVaultPasswords(flags),
    files: nodeSourceFiles(),
  });
  process.stdout.write(
    name === undefined
      ? listText(await listRuns(stateFolder), stateFolder, isJson)
      : oneText(await viewRun(stateFolder, findRun(name, await runIds(stateFolder), stateFolder)), isJson),
  );
  return exitCodes.ok;
}

function listText(views: readonly RunView[], stateFolder: string, isJson: boolean): string {
  if (isJson) return jsonText(views.map(runJson));
  if (views.length > 0) return tableText(views);
  return `There are no runs in ${stateFolder}. A run that wrote nothing leaves none; other data directories are named with -e @vars.yml or --data-dir.\n`;
}

function oneText(view: RunView, isJson: boolean): string {
  if (!isJson) return runText(view);
  return jsonText({ ...runJson(view), operations: view.operations.map(operationJson) });
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

function isJsonWanted(output: string | undefined): boolean {
  if (output === undefined || output === 'text' || output === 'json') return output === 'json';
  throw new DroverError('bad-usage', {
    detail: `runs takes --output text or json, not “${output}”.`,
    help: 'Leave it out for text.',
  });
}
