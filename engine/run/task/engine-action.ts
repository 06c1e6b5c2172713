import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Dict, Value } from '../../language/expression/value.ts';
import { asyncStatus } from './async-job.ts';
import type { CallOutcome } from './call-module.ts';
import { includeAction } from './include-action.ts';
import type { TaskFrame } from './frame.ts';
import { validateArgumentSpec } from './validate-argument-spec.ts';

/** What tasks call like a module, and what the engine does itself because it needs to look into the run. */
export async function engineAction(
  frame: TaskFrame,
  args: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
): Promise<CallOutcome> {
  return { result: await resultOf(frame, args, environment), diffs: [] };
}

async function resultOf(
  frame: TaskFrame,
  args: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
): Promise<Dict> {
  switch (frame.task.action) {
    case 'include_tasks':
    case 'include_role':
      return includeAction(frame, args);
    case 'async_status':
      return asyncStatus(frame, args);
    default:
      return validateArgumentSpec(args, environment);
  }
}
