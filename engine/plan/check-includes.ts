import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import { hasTemplate } from '../language/expression/template.ts';
import type { Expansion } from './expand.ts';
import { roleArgument } from './import-role.ts';
import { fileArgument } from './import-tasks.ts';
import {
  noneSeen,
  planIncludedRole,
  planIncludedTasks,
  type Included,
  type SeenTasks,
} from './plan-include.ts';
import type { PlannedRun, PlannedTask } from './planned.ts';
import { reportingTo, type Planner } from './planner.ts';
import { allTasks, tasksOf } from './walk-nodes.ts';

/**
 * Looks into the files and roles of dynamic includes whose names are known. Whether they are ever reached is not, so
 * what is wrong with them are warnings.
 */
export async function checkIncludes(run: PlannedRun, planner: Planner): Promise<void> {
  const soft = reportingTo(planner, warningsTo(planner.sink));
  const seen = noneSeen();
  const followed = new Set<string>();
  const queue: PlannedTask[] = run.plays.flatMap((play) => [...allTasks(play)]);
  for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
    const name = includedName(task);
    if (name === undefined) continue;
    const key = `${task.action} ${name} ${task.context.folders.join(':')}`;
    if (followed.has(key)) continue;
    followed.add(key);
    const included = await follow(task, name, soft, seen);
    if (included !== undefined) queue.push(...tasksOf([...included.nodes, ...included.handlers]));
  }
}

function warningsTo(sink: DiagnosticSink): DiagnosticSink {
  return {
    report: (code, parts) => {
      sink.report(code, { ...parts, severity: 'warning' });
    },
  };
}

function includedName(task: PlannedTask): string | undefined {
  if (task.action !== 'include_tasks' && task.action !== 'include_role') return undefined;
  const written = task.action === 'include_tasks' ? fileArgument(task.task) : roleArgument(task.task);
  if (written === undefined || typeof written.value !== 'string' || hasTemplate(written.value))
    return undefined;
  return written.value;
}

function follow(
  task: PlannedTask,
  name: string,
  planner: Planner,
  seen: SeenTasks,
): Promise<Included | undefined> {
  const expansion: Expansion = { planner, roles: [], handlers: [] };
  if (task.action === 'include_tasks') return planIncludedTasks(task, name, undefined, expansion, seen);
  const part = (argument: string): string | undefined => {
    const value = task.task.args.get(argument)?.value;
    return typeof value === 'string' && !hasTemplate(value) ? value : undefined;
  };
  return planIncludedRole(
    task,
    {
      name,
      tasksFrom: part('tasks_from'),
      varsFrom: part('vars_from'),
      defaultsFrom: part('defaults_from'),
      handlersFrom: part('handlers_from'),
    },
    undefined,
    expansion,
    seen,
  );
}
