import { toJson } from '../../language/expression/convert.ts';
import type { Dict } from '../../language/expression/value.ts';
import type { Outcome, OutcomeStatus } from '../events.ts';
import { redact } from '../redact.ts';
import type { AttemptOutcome } from './attempt.ts';
import type { TaskFrame } from './frame.ts';

/** What events show of an outcome: as JSON, censored for `no_log` of the task or its result, without the run's secrets. */
export function outcomeOf(frame: TaskFrame, attempt: AttemptOutcome): Outcome {
  const status = statusOf(attempt.result);
  const { options, plan } = attempt;
  const isHidden = (options?.noLog ?? false) || attempt.result.get('_ansible_no_log') === true;
  const delegatedTo = options?.delegateTo === frame.host.name ? undefined : options?.delegateTo;
  return {
    host: frame.host.name,
    ...(delegatedTo === undefined ? {} : { delegatedTo }),
    status,
    ignored:
      (status === 'failed' && attempt.ignoreErrors) ||
      (status === 'unreachable' && attempt.ignoreUnreachable),
    result: isHidden ? censored(attempt.result) : shown(attempt.result, frame.play.run.secrets),
    ...(plan === undefined || isHidden ? {} : { plan }),
    durationMs: attempt.durationMs,
  };
}

export function statusOf(result: Dict): OutcomeStatus {
  if (result.get('unreachable') === true) return 'unreachable';
  if (isTruthy(result, 'failed')) return 'failed';
  if (isTruthy(result, 'skipped')) return 'skipped';
  return isTruthy(result, 'changed') ? 'changed' : 'ok';
}

function isTruthy(result: Dict, key: string): boolean {
  const value = result.get(key);
  return (
    value === true ||
    (typeof value === 'number' && value !== 0) ||
    (typeof value === 'string' && value !== '')
  );
}

const notice = "the output has been hidden due to the fact that 'no_log: true' was specified for this result";

function censored(result: Dict): Readonly<Record<string, unknown>> {
  return { censored: notice, changed: isTruthy(result, 'changed') };
}

function shown(result: Dict, secrets: ReadonlySet<string>): Readonly<Record<string, unknown>> {
  const json = toJson(result);
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return {};
  return redact(json as Readonly<Record<string, unknown>>, secrets);
}
