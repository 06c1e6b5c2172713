import type { Located } from '../diagnostics/span.ts';
import type { Raw, Task } from '../language/playbook/ast.ts';
import { inFile, innerContext } from './context.ts';
import { expandNodes, type Expansion } from './expand.ts';
import { candidates } from './find-file.ts';
import type { NodeContext, PlannedNode } from './planned.ts';
import { readTasks } from './read-files.ts';
import { staticText } from './static-text.ts';

/** `import_tasks`: the file's tasks stand in its place, with its keywords copied to each. */
export function importTasks(task: Task, outer: NodeContext, expansion: Expansion): readonly PlannedNode[] {
  const { planner } = expansion;
  if (task.loop !== undefined) {
    planner.sink.report('wrong-type', {
      detail: "You cannot use loops on 'import_tasks' statements. You should use 'include_tasks' instead.",
      span: task.loop.value.span,
    });
    return [];
  }
  const file = fileArgument(task);
  if (file === undefined) {
    planner.sink.report('missing-argument', {
      detail: 'No file specified for import_tasks.',
      help: 'Write the name of a file with tasks: `import_tasks: more.yml`.',
      span: task.action.span,
    });
    return [];
  }
  const name = staticText(file, 'The file of import_tasks', outer, planner);
  if (name === undefined) return [];
  const context = innerContext(outer, task.keywords);
  const paths = candidates(name, context.handler ? 'handlers' : 'tasks', context);
  return expandFile(name, paths, file, context, expansion) ?? [];
}

/** The file of `import_tasks` and `include_tasks`, from free text or `file`. */
export function fileArgument(task: Task): Located<Raw> | undefined {
  return task.args.get('file') ?? task.args.get('_raw_params') ?? task.freeForm;
}

/** The tasks of the first of some files that is there; reports a missing file and a cycle. */
export function expandFile(
  name: string,
  paths: readonly string[],
  written: Located<unknown>,
  context: NodeContext,
  expansion: Expansion,
): readonly PlannedNode[] | undefined {
  const { planner } = expansion;
  const path = paths.find((candidate) => planner.files.type(candidate) === 'file');
  if (path === undefined) {
    planner.sink.report('file-not-found', {
      detail: `Could not find or access '${name}' on the Ansible Controller. It was looked for as ${listed(paths)}.`,
      help: 'Check the name; a relative one starts from the file that it is written in, or from the tasks folder of the role.',
      span: written.span,
    });
    return undefined;
  }
  if (context.files.includes(path)) {
    planner.sink.report('include-cycle', {
      detail: `${path} leads back to itself: ${[...context.files.slice(context.files.indexOf(path)), path].join(' → ')}.`,
      help: 'Take one of the imports out, or make it an include_tasks with a condition that ends.',
      span: written.span,
    });
    return undefined;
  }
  const nodes = readTasks(path, context.handler, planner);
  return nodes === undefined ? undefined : expandNodes(nodes, inFile(context, path), expansion);
}

function listed(paths: readonly string[]): string {
  const shown = paths.slice(0, 6);
  return shown.join(', ') + (paths.length > shown.length ? ` and ${paths.length - shown.length} more` : '');
}
