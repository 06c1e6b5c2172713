import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** A run's name: when it began, to the second, and the process: sorted by time, unique on one machine. */
export function newRunId(now: Date, processId: number): string {
  return `${now.toISOString().slice(0, 19).replaceAll(':', '').replace('T', '-')}-${processId}`;
}

/** Where a run keeps what it is and what it did. It is made with the first write of the run. */
export function runFolder(stateFolder: string, runId: string): string {
  return join(stateFolder, 'runs', runId);
}

/** The journal of a run. */
export function journalPath(stateFolder: string, runId: string): string {
  return join(runFolder(stateFolder, runId), 'journal.jsonl');
}

/** What was asked of a run, and how it ended. */
export function recordPath(stateFolder: string, runId: string): string {
  return join(runFolder(stateFolder, runId), 'run.json');
}

/**
 * The names of all runs of a state folder, oldest first; none where there is no such folder. One that was killed when
 * all that it had was its folder is none.
 */
export async function runIds(stateFolder: string): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const id of await namesIn(join(stateFolder, 'runs'))) {
    const files = await namesIn(runFolder(stateFolder, id));
    if (files.includes('run.json') || files.includes('journal.jsonl')) ids.push(id);
  }
  return ids.sort(byAge);
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isMissing(error)) return [];
    throw error;
  }
}

/** Whether an error says that there is no such file or folder. */
export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}

/** Of two runs that began in one second, the one of the lower process id comes first. */
function byAge(one: string, other: string): number {
  const [time, process] = split(one);
  const [otherTime, otherProcess] = split(other);
  if (time !== otherTime) return time < otherTime ? -1 : 1;
  return process - otherProcess;
}

function split(id: string): readonly [string, number] {
  const at = id.lastIndexOf('-');
  return [id.slice(0, at), Number(id.slice(at + 1))];
}
