import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Dict } from '../../language/expression/value.ts';
import { failingCondition } from './conditions.ts';
import type { TaskFrame } from './frame.ts';

/**
 * Settles `failed` and `changed` of a result: what the module says, a non-zero `rc`, and then what `changed_when`
 * and `failed_when` say of it. A task that could not be evaluated at all keeps its failure.
 */
export function applyVerdicts(frame: TaskFrame, result: Dict, environment: TemplateEnvironment): void {
  if (!result.has('failed')) {
    const rc = result.get('rc');
    if (rc !== undefined && rc !== null && rc !== 0 && rc !== '0') result.set('failed', true);
  }
  if (!result.has('changed')) result.set('changed', false);
  if (result.get('skipped') === true || result.get('unreachable') === true) return;
  const { changedWhen, failedWhen } = frame.task.task;
  if (changedWhen !== undefined)
    result.set('changed', failingCondition(changedWhen, environment) === undefined);
  if (failedWhen === undefined) return;
  const failed = failingCondition(failedWhen, environment) === undefined;
  result.set('failed_when_result', failed);
  result.set('failed', failed);
}
