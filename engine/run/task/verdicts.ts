import { DroverError } from '../../diagnostics/drover-error.ts';
import { formatPlace, type Located } from '../../diagnostics/span.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Dict } from '../../language/expression/value.ts';
import type { Raw } from '../../language/playbook/ast.ts';
import { failingCondition } from './conditions.ts';
import type { TaskFrame } from './frame.ts';

/**
 * Settles `failed` and `changed` of a result: what the module says, a non-zero `rc`, and then what `changed_when`
 * and `failed_when` say of it. A task that could not be evaluated at all keeps its failure.
 */
export function applyVerdicts(frame: TaskFrame, result: Dict, environment: TemplateEnvironment): void {
  applyExitStatus(result);
  if (!result.has('changed')) result.set('changed', false);
  if (result.get('skipped') === true || result.get('unreachable') === true) return;
  const { changedWhen, failedWhen } = frame.task.task;
  if (changedWhen !== undefined) judge(result, 'changed', changedWhen, environment);
  if (failedWhen !== undefined) judge(result, 'failed', failedWhen, environment);
}

/** A non-zero `rc` is a failure unless the module says otherwise. */
export function applyExitStatus(result: Dict): void {
  if (result.has('failed')) return;
  const rc = result.get('rc');
  if (rc !== undefined && rc !== null && rc !== 0 && rc !== '0') result.set('failed', true);
}

function judge(
  result: Dict,
  key: 'changed' | 'failed',
  conditions: readonly Located<Raw>[],
  environment: TemplateEnvironment,
): void {
  try {
    const holds = failingCondition(conditions, environment) === undefined;
    result.set(key, holds);
    if (key === 'failed') result.set('failed_when_result', holds);
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    const { detail, help, span } = error.diagnostic;
    result.set('failed', true);
    result.set(`${key}_when_result`, detail);
    result.set('msg', detail);
    if (help !== undefined) result.set('help', help);
    if (span !== undefined) result.set('place', formatPlace(span));
  }
}
