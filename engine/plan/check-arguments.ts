import type { Span } from '../diagnostics/span.ts';
import { hasTemplate } from '../language/expression/template.ts';
import type { Located } from '../diagnostics/span.ts';
import type { Raw } from '../language/playbook/ast.ts';
import type { ArgumentProblem } from '../schema/coerce-arguments.ts';
import type { Module } from '../module.ts';
import { checkCall } from './check-call.ts';
import type { PlannedRun, PlannedTask } from './planned.ts';
import type { Planner } from './planner.ts';
import { allTasks } from './walk-nodes.ts';
import { writtenArguments } from './written-arguments.ts';

/** Checks the arguments of all tasks by their modules' schemas, as far as they are known before anything runs. */
export async function checkArguments(run: PlannedRun, planner: Planner): Promise<void> {
  const seen = new Set<object>();
  for (const play of run.plays) await checkTaskArguments(allTasks(play), planner, seen);
}

/** The same for some tasks: those of an include. A task that was seen is passed over. */
export async function checkTaskArguments(
  tasks: Iterable<PlannedTask>,
  planner: Planner,
  seen: Set<object>,
): Promise<void> {
  const modules = new Map<string, Module>();
  for (const planned of tasks) {
    if (planned.action !== 'module' || seen.has(planned.task)) continue;
    seen.add(planned.task);
    const module = modules.get(planned.module) ?? (await planner.registry.load(planned.module));
    modules.set(planned.module, module);
    checkTask(planned, module, planner);
  }
}

function checkTask(planned: PlannedTask, module: Module, planner: Planner): void {
  const { task } = planned;
  const written = writtenArguments(task, module);
  const templated = new Set([...written].filter(([, { value }]) => hasTemplate(value)).map(([name]) => name));
  const raw = new Map([...written].map(([name, { value }]) => [name, value]));
  const isOpen = task.argsTemplate !== undefined || planned.keywords.moduleDefaults !== undefined;
  // A module's own check looks at values: it waits for those that are not known yet.
  const asked = templated.size === 0 && !isOpen ? module : withoutCheck(module);
  const { problems } = checkCall(asked, sealedAsText(raw), task.action.value);
  for (const problem of problems) {
    if (problem.code === 'missing-argument' && isOpen && problem.pointer.split('/').length <= 2) continue;
    if (problem.code === 'invalid-argument' && templated.has(argumentOf(problem))) continue;
    planner.sink.report(problem.code, {
      detail: problem.message,
      help: problem.help,
      span: placeOf(problem, written, task.action.span),
    });
  }
}

function withoutCheck(module: Module): Module {
  const { check: _check, ...rest } = module;
  // Without its check it is the same module.
  return rest;
}

/** Encrypted values are not opened before they are used: they count as the texts that they are. */
function sealedAsText(raw: ReadonlyMap<string, Raw>): ReadonlyMap<string, Raw> {
  return new Map([...raw].map(([name, value]) => [name, hasTemplate(value) ? '{{ }}' : value]));
}

function argumentOf(problem: ArgumentProblem): string {
  return (problem.pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~');
}

function placeOf(
  problem: ArgumentProblem,
  written: ReadonlyMap<string, Located<Raw>>,
  otherwise: Span,
): Span {
  return written.get(argumentOf(problem))?.span ?? otherwise;
}
