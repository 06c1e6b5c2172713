import { checkArguments } from './check-arguments.ts';
import { checkHandlers } from './check-handlers.ts';
import { checkTemplates } from './check-templates.ts';
import { checkVarsFiles } from './check-vars-files.ts';
import { loadPlaybooks } from './load-playbooks.ts';
import { planPlay } from './plan-play.ts';
import type { PlannedRun } from './planned.ts';
import type { Planner } from './planner.ts';

/**
 * Plans a run: from the names of playbooks to what will run, without running anything. Every problem that can be
 * seen without running is reported to the planner's sink, those of all playbooks together.
 */
export async function planRun(paths: readonly string[], planner: Planner): Promise<PlannedRun> {
  // Files first: nothing can be said of a play before all imports of playbooks are followed.
  const found = loadPlaybooks(paths, planner);
  // Roles, imports, inheritance, modules and tags: each play becomes its sections of nodes.
  const plays = found.map((play) => planPlay(play, planner));
  const run: PlannedRun = { plays };
  // Files of variables are named by the plays themselves.
  checkVarsFiles(run, planner);
  // What was expanded is checked where it stands: a task of a role that is called twice is checked once.
  const checked = new Set<object>();
  // Templates before arguments: a template that cannot be read says more than the argument that holds it.
  checkTemplates(run, planner, checked);
  await checkArguments(run, planner);
  // Handlers last: notifications can only be compared when all handlers are known.
  checkHandlers(run, planner);
  return run;
}
