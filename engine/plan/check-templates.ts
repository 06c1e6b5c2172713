import type { Located } from '../diagnostics/span.ts';
import type { Block, Keywords, Loop, Raw, RawVariables, Task } from '../language/playbook/ast.ts';
import { builtInLookups } from '../language/expression/lookups/index.ts';
import { findLookup } from '../language/expression/services.ts';
import { didYouMean } from '../schema/suggest.ts';
import { checkGroups } from './module-groups.ts';
import { checkTemplatesIn } from './template-places.ts';
import type { PlannedNode, PlannedPlay, PlannedRun } from './planned.ts';
import type { Planner } from './planner.ts';
import { sectionsOf } from './walk-nodes.ts';

/** Checks the syntax of every template and condition, and that their filters, tests and lookups are there. */
export function checkTemplates(run: PlannedRun, planner: Planner, seen: Set<object>): void {
  for (const play of run.plays) {
    checkPlay(play, planner, seen);
    checkNodes(sectionsOf(play), planner, seen);
    checkNodes(play.handlers, planner, seen);
  }
}

function checkPlay({ play }: PlannedPlay, planner: Planner, seen: Set<object>): void {
  if (seen.has(play)) return;
  seen.add(play);
  checkKeywords(play.keywords, planner);
  for (const raw of [play.hosts, play.serial, play.gatherFacts, play.maxFailPercentage, ...play.varsFiles]) {
    if (raw !== undefined) checkTemplatesIn(raw, 'template', planner);
  }
}

/** The same for some nodes: those of an include. What was seen is passed over. */
export function checkNodes(nodes: readonly PlannedNode[], planner: Planner, seen: Set<object>): void {
  for (const node of nodes) {
    if (node.kind === 'role') checkNodes(node.nodes, planner, seen);
    else if (node.kind === 'task') once(node.task, seen, (task) => checkTask(task, planner));
    else {
      once(node.written, seen, (block: Block) => checkKeywords(block.keywords, planner));
      checkNodes(node.block, planner, seen);
      checkNodes(node.rescue, planner, seen);
      checkNodes(node.always, planner, seen);
    }
  }
}

function once<T extends object>(written: T, seen: Set<object>, check: (written: T) => void): void {
  if (seen.has(written)) return;
  seen.add(written);
  check(written);
}

function checkTask(task: Task, planner: Planner): void {
  checkKeywords(task.keywords, planner);
  const conditions = [...(task.until ?? []), ...(task.changedWhen ?? []), ...(task.failedWhen ?? [])];
  for (const condition of conditions) checkTemplatesIn(condition, 'condition', planner);
  const { loop } = task;
  if (loop !== undefined) checkLookup(loop, planner);
  const controls: readonly (Located<Raw> | undefined)[] = Object.values(task.loopControl);
  const templates: readonly (Located<Raw> | undefined)[] = [
    ...task.args.values(),
    task.argsTemplate,
    task.freeForm,
    loop?.value,
    ...controls,
    task.retries,
    task.delay,
    task.async,
    task.poll,
    ...task.notify,
  ];
  for (const template of templates)
    if (template !== undefined) checkTemplatesIn(template, 'template', planner);
}

function checkKeywords(keywords: Keywords, planner: Planner): void {
  for (const condition of keywords.when ?? []) checkTemplatesIn(condition, 'condition', planner);
  checkVariables(keywords.vars, planner);
  checkGroups(keywords.moduleDefaults, planner);
  checkDebugger(keywords.debugger, planner);
  const lists = [keywords.environment, keywords.moduleDefaults, keywords.tags];
  for (const list of lists) for (const one of list ?? []) checkTemplatesIn(one, 'template', planner);
  const { name, delegateTo, checkMode, ignoreErrors, noLog, runOnce, timeout } = keywords;
  for (const one of [name, delegateTo, checkMode, ignoreErrors, noLog, runOnce, timeout]) {
    if (one !== undefined) checkTemplatesIn(one, 'template', planner);
  }
}

function checkVariables(variables: RawVariables | undefined, planner: Planner): void {
  for (const value of variables?.values() ?? []) checkTemplatesIn(value, 'template', planner);
}

/** `with_<lookup>` is a keyword only where there is such a lookup. */
function checkLookup({ kind, lookup, value }: Loop, planner: Planner): void {
  if (kind !== 'with' || lookup === undefined || findLookup(lookup) !== undefined) return;
  planner.sink.report('unknown-lookup', {
    detail: `'with_${lookup}' is not a valid attribute for a Task: there is no lookup ${lookup}`,
    help: didYouMean(lookup, [...builtInLookups.keys()]) || 'Loop over a list with loop.',
    span: value.span,
  });
}

function checkDebugger(written: Located<Raw> | undefined, planner: Planner): void {
  if (written === undefined || written.value === null || written.value === 'never') return;
  planner.sink.report('unknown-keyword', {
    severity: 'warning',
    detail: 'drover has no debugger: the keyword is passed over, and the run goes on',
    help: 'Take debugger out; -vvv shows the whole result of a task that fails.',
    span: written.span,
  });
}
