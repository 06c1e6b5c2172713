import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Value } from '../../language/expression/value.ts';
import { asyncStatus } from './async-job.ts';
import type { CallOutcome } from './call-module.ts';
import type { TaskFrame } from './frame.ts';
import { validateArgumentSpec } from './validate-argument-spec.ts';

/** What tasks call like a module, and what the engine does itself because it needs to look into the run. */
export async function engineAction(
  frame: TaskFrame,
  args: ReadonlyMap<string, Value>,
  environment: TemplateEnvironment,
): Promise<CallOutcome> {
  const result =
    frame.task.action === 'async_status'
      ? await asyncStatus(frame, args)
      : validateArgumentSpec(args, environment);
  return { result, diffs: [] };
}
