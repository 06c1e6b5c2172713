import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { DroverError } from '../diagnostics/drover-error.ts';
import { collectDiagnostics } from '../diagnostics/diagnostic.ts';
import type { SourceFiles } from '../language/files.ts';
import { parseExtraVariables } from '../language/variables/extra-variables.ts';
import { vaultOpener } from '../language/vault/vault.ts';
import { isRunning } from '../lock/process-identity.ts';
import { openOperations, operationsOf } from '../run/journal-history.ts';
import { findRun, noSuchRun } from '../run/state/find-run.ts';
import { recordPath, runIds } from '../run/state/run-folder.ts';
import { lastAttempt, lifeOf, readRecord, type RunRecord } from '../run/state/run-record.ts';
import { absoluteFlags, extraVarsOf, flagsOf } from './asked.ts';
import type { FlagValues } from './flags.ts';
import type { Resumed } from './run-journal.ts';
import { changedSources } from './source-hashes.ts';
import { statePlace, type StatePlace } from './state-place.ts';
import { readVaultPasswords, type VaultPassword } from './vault-passwords.ts';
import { versionNumber } from './version.ts';

/** What is to be run when a run is gone on with. */
export interface ResumedRequest {
  readonly playbooks: readonly string[];
  readonly flags: FlagValues;
  /** Those that flags of now give; undefined: those of then. */
  readonly vaultPasswords: readonly VaultPassword[] | undefined;
  readonly resumed: Resumed;
}

/**
 * Finds the run that `--resume` names, and what was asked of it; flags that are given now win. Says what it finds.
 * Goes to the folder in which the run was started. Throws `unknown-run` and `run-not-resumable`.
 */
export async function resume(
  given: FlagValues,
  files: SourceFiles,
  say: (line: string) => void,
): Promise<ResumedRequest> {
  const now = absoluteFlags(given);
  const vaultPasswords = await readVaultPasswords(now);
  const place = statePlace({ extraVars: extraVarsOf(now), vaultPasswords, files });
  const record = await findRecord(given.resume ?? '', place);
  refuseRunning(record, given.forceUnlock ?? false);
  refuseWithheld(record, givenNames(extraVarsOf(now), vaultPasswords, files));
  for (const line of [...(await summary(record, place)), ...changes(record)]) say(line);
  if (existsSync(record.folder)) process.chdir(record.folder);
  const flags = flagsOf(record.asked, now);
  return {
    playbooks: record.asked.playbooks,
    // Whatever the data directory was called then, it is the one in which the run was found.
    flags: place.dataFolder === undefined ? flags : { ...flags, dataDir: place.dataFolder },
    vaultPasswords: vaultPasswords.length === 0 ? undefined : vaultPasswords,
    resumed: { record, place },
  };
}

async function findRecord(name: string, { stateFolder }: StatePlace): Promise<RunRecord> {
  const ids = await runIds(stateFolder);
  if (name === 'last') return lastUnwell(ids, stateFolder);
  const id = findRun(name, ids, stateFolder);
  const record = await readRecord(recordPath(stateFolder, id));
  if (record === undefined) {
    throw new DroverError('run-not-resumable', {
      detail: `Run ${id} has no run.json: what was asked of it is not known.`,
      help: 'Run its playbook again: what is there already is found, and what was made is in the journal.',
    });
  }
  if (!endedWell(record)) return record;
  throw new DroverError('run-not-resumable', {
    detail: `Run ${id} has ended well: there is nothing to go on with.`,
    help: 'Run its playbook again if there is more to do: drover runs shows it.',
  });
}

async function lastUnwell(ids: readonly string[], stateFolder: string): Promise<RunRecord> {
  for (const id of [...ids].reverse()) {
    const record = await readRecord(recordPath(stateFolder, id));
    if (record !== undefined && !endedWell(record)) return record;
  }
  if (ids.length === 0) throw noSuchRun('last', ids, stateFolder);
  throw new DroverError('unknown-run', {
    detail: `All runs in ${stateFolder} have ended well: there is none to go on with.`,
    help: 'Run the playbook again if there is more to do: drover runs shows what there was.',
  });
}

function endedWell(record: RunRecord): boolean {
  return lifeOf(record) === 'ended' && lastAttempt(record)?.exitCode === 0;
}

function refuseRunning(record: RunRecord, isForced: boolean): void {
  const life = lifeOf(record);
  const last = lastAttempt(record);
  if (last === undefined || isForced || (life !== 'running' && life !== 'elsewhere')) return;
  const { host, pid } = last.process;
  throw new DroverError('run-locked', {
    detail: `Run ${record.id} ${life === 'running' ? 'is still running' : 'may still be running'}: process ${pid} on ${host}, since ${timeText(last.begun)}.`,
    help:
      isRunning(last.process) === undefined
        ? `Look for it on ${host}, which cannot be seen from here. If it is no more, add --force-unlock.`
        : `Wait until it has ended, or end it (kill ${pid}); then resume it.`,
  });
}

function timeText(time: string): string {
  return `${time.slice(0, 19).replace('T', ' ')} UTC`;
}

function givenNames(
  extraVars: readonly string[],
  vaultPasswords: readonly VaultPassword[],
  files: SourceFiles,
): ReadonlySet<string> {
  const openVault = vaultPasswords.length === 0 ? undefined : vaultOpener(vaultPasswords);
  const reading = { files, homeDirectory: homedir(), sink: collectDiagnostics(), openVault };
  return new Set(parseExtraVariables(extraVars, reading).keys());
}

/** What has no name of its own (a pipe) cannot be looked for: it is told in the summary. */
function refuseWithheld({ id, asked }: RunRecord, given: ReadonlySet<string>): void {
  const missing = asked.withheld.filter((name) => isName(name) && !given.has(name));
  if (missing.length === 0) return;
  throw new DroverError('run-not-resumable', {
    detail: `Run ${id} was given ${missing.join(', ')} on the command line. Secrets are not kept, so give ${missing.length === 1 ? 'it' : 'them'} again.`,
    help: `Add --ask-vars ${missing.join(',')} to the command, or a file with -e @secrets.yml.`,
  });
}

function isName(withheld: string): boolean {
  return !withheld.startsWith('-e ');
}

async function summary(record: RunRecord, { stateFolder }: StatePlace): Promise<readonly string[]> {
  const operations = await operationsOf(stateFolder, record.id);
  const open = openOperations(operations);
  const done = operations.filter(({ state }) => state === 'done').length;
  const failed = operations.filter(({ state }) => state === 'failed').length;
  const last = lastAttempt(record);
  const pipes = record.asked.withheld.filter((name) => !isName(name));
  return [
    `Resuming run ${record.id} (${record.command} ${record.asked.playbooks.join(' ')}), begun ${timeText(record.attempts[0]?.begun ?? '')}, ${endText(record)}.`,
    `It made ${done} ${done === 1 ? 'change' : 'changes'}; ${failed} failed; ${open.length} ${open.length === 1 ? 'was' : 'were'} begun without an end${open.length === 0 ? '.' : ': whether they took place is looked up.'}`,
    ...pipes.map((name) => `It read ${name}, which cannot be read again: give the same with -e.`),
    ...(last === undefined || last.drover === versionNumber()
      ? []
      : [`It was begun by drover ${last.drover}; this is ${versionNumber()}.`]),
    ...(existsSync(record.folder)
      ? []
      : [`The folder in which it was started, ${record.folder}, is no more: relative paths start here.`]),
  ];
}

function endText(record: RunRecord): string {
  const last = lastAttempt(record);
  const life = lifeOf(record);
  if (life === 'ended') return `ended with exit code ${last?.exitCode ?? ''}`;
  return life === 'interrupted' ? 'interrupted' : 'cut off';
}

function changes({ sources }: RunRecord): readonly string[] {
  const changed = changedSources(sources);
  return changed.length === 0
    ? []
    : [`Changed since then, and taken as they are now: ${changed.join(', ')}.`];
}
