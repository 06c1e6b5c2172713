import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { allKinds } from '../../modules/openstack/kind-list.ts';
import { migrationStatus, type KindStatus } from '../../modules/openstack/migration-status.ts';
import { DroverError } from '../diagnostics/drover-error.ts';
import { nodeSourceFiles } from '../run/node-source-files.ts';
import { openOperations } from '../run/journal-history.ts';
import { isMissing } from '../run/state/run-folder.ts';
import { listRuns, type RunView } from '../run/state/list-runs.ts';
import { aligned } from '../text/aligned.ts';
import { localConnection } from '../transport/local.ts';
import { extraVarsOf } from './asked.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlagValues } from './flags.ts';
import { oneLine, tableText } from './runs-text.ts';
import { statePlace } from './state-place.ts';
import { readVaultPasswords } from './vault-passwords.ts';

/** So many runs are shown; `drover runs` has them all. */
const SHOWN_RUNS = 5;

/** `drover status`: what stands in the files, what of it is known to be at the destination, and the last runs. */
export async function status(flags: FlagValues): Promise<number> {
  const { dataFolder, stateFolder } = statePlace({
    extraVars: extraVarsOf(flags),
    vaultPasswords: await readVaultPasswords(flags),
    files: nodeSourceFiles(),
  });
  if (dataFolder === undefined) {
    throw new DroverError('bad-usage', {
      detail: 'status needs to know the data directory.',
      help: 'Give -e @os-migrate-vars.yml, or --data-dir DIR.',
    });
  }
  const { files } = localConnection(process.env);
  const lines = await idMapLines(join(stateFolder, 'id-map'));
  const kinds = await migrationStatus(dataFolder, await allKinds(), files, lines);
  const runs = await listRuns(stateFolder);
  process.stdout.write(flags.output === 'json' ? jsonText(kinds, runs) : text(dataFolder, kinds, runs));
  return exitCodes.ok;
}

async function idMapLines(folder: string): Promise<readonly string[]> {
  try {
    const names = await readdir(folder);
    const texts = await Promise.all(names.map((name) => readFile(join(folder, name), 'utf8')));
    return texts.flatMap((content) => content.split('\n')).filter((line) => line !== '');
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

function jsonText(kinds: readonly KindStatus[], runs: readonly RunView[]): string {
  const last = runs.slice(-SHOWN_RUNS).map(({ id, life, counts }) => ({ id, life: life ?? null, counts }));
  return `${JSON.stringify({ kinds, runs: last }, null, 2)}\n`;
}

function text(folder: string, kinds: readonly KindStatus[], runs: readonly RunView[]): string {
  if (kinds.length === 0)
    return `${folder} has no export files yet: drover migrate, or an export playbook, writes them.\n`;
  const rows = kinds.map(({ kind, project, records, arrived }) => [
    project === null ? kind : `${kind} (project ${project})`,
    String(records),
    String(arrived),
    String(records - arrived),
  ]);
  const table = aligned([['kind', 'records', 'arrived', 'to come'], ...rows], (column) => column > 0);
  const shown = runs.slice(-SHOWN_RUNS);
  const running = runs.filter(({ life }) => life === 'running' || life === 'elsewhere');
  const open = runs.reduce((sum, run) => sum + (running.includes(run) ? 0 : run.counts.open), 0);
  const told = shown.length === 0 ? 'No run has written anything yet.\n' : tableText(shown);
  const resume = open === 0 ? '' : '\nWrites were begun and not ended: drover run --resume last goes on.\n';
  return `${folder}\n\n${table}\n${told}${running.map(underWay).join('')}${resume}`;
}

/** So many writes of a run that is under way are shown. */
const SHOWN_WRITES = 10;

/** What a run is at, as its journal tells: writes that were begun and not ended yet. */
function underWay({ id, operations }: RunView): string {
  const open = openOperations(operations);
  if (open.length === 0) return '';
  const lines = open
    .slice(-SHOWN_WRITES)
    .map(
      ({ entry }) =>
        `  ${entry.operation} ${oneLine(entry.name)}${entry.cloud === undefined ? '' : ` (${entry.cloud})`}\n`,
    );
  const more = open.length > SHOWN_WRITES ? `  … and ${open.length - SHOWN_WRITES} more\n` : '';
  return `\nRun ${id} is at:\n${lines.join('')}${more}`;
}
