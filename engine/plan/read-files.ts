import { DroverError } from '../diagnostics/drover-error.ts';
import type { Node, Playbook } from '../language/playbook/ast.ts';
import { parsePlaybook, parseTasks } from '../language/playbook/parse-playbook.ts';
import type { Planner } from './planner.ts';

/** A playbook; undefined, and reported, where it cannot be read. */
export function readPlaybook(path: string, planner: Planner): Playbook | undefined {
  const text = readText(path, planner);
  return text === undefined ? undefined : parsePlaybook({ path, text }, planner.reading);
}

/** The tasks (or handlers) of a file, read once; undefined, and reported, where it cannot be read. */
export function readTasks(path: string, handlers: boolean, planner: Planner): readonly Node[] | undefined {
  const key = `${handlers ? 'handlers' : 'tasks'} ${path}`;
  if (planner.parsedTasks.has(key)) return planner.parsedTasks.get(key);
  const text = readText(path, planner);
  const nodes = text === undefined ? undefined : parseTasks({ path, text }, { ...planner.reading, handlers });
  planner.parsedTasks.set(key, nodes);
  return nodes;
}

function readText(path: string, planner: Planner): string | undefined {
  try {
    return planner.files.read(path);
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    planner.sink.report(error.code, error.diagnostic);
    return undefined;
  }
}
