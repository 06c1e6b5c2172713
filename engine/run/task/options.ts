import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { str } from '../../language/expression/python-text.ts';
import { Omit } from '../../language/expression/value.ts';
import type { TaskFrame } from './frame.ts';
import { booleanKeyword, evaluateField, numberKeyword, textKeyword } from './keywords.ts';

/** The keywords of a task as they hold for one host and item. */
export interface TaskOptions {
  readonly checkMode: boolean;
  readonly diffMode: boolean;
  readonly noLog: boolean;
  readonly ignoreErrors: boolean;
  readonly ignoreUnreachable: boolean;
  readonly timeoutSeconds: number;
  readonly environment: Readonly<Record<string, string>>;
  /** The host that the task runs on in place of its own. */
  readonly delegateTo: string | undefined;
  readonly delegateFacts: boolean;
  readonly asyncSeconds: number;
  readonly pollSeconds: number;
}

const noEnvironment: Readonly<Record<string, string>> = {};

export function evaluateOptions(frame: TaskFrame, environment: TemplateEnvironment): TaskOptions {
  const { keywords, task } = frame.task;
  const { request } = frame.play.run;
  const delegateTo = textKeyword(keywords.delegateTo, 'delegate_to', environment);
  return {
    checkMode: booleanKeyword(keywords.checkMode, 'check_mode', environment, request.checkMode),
    diffMode: booleanKeyword(keywords.diff, 'diff', environment, request.diffMode),
    noLog: booleanKeyword(keywords.noLog, 'no_log', environment, false),
    ...ignoring(frame, environment),
    timeoutSeconds: numberKeyword(keywords.timeout, 'timeout', environment) ?? 0,
    environment: environmentVariables(frame, environment),
    delegateTo: delegateTo ?? (task.local ? 'localhost' : undefined),
    delegateFacts: booleanKeyword(keywords.delegateFacts, 'delegate_facts', environment, false),
    asyncSeconds: numberKeyword(task.async, 'async', environment) ?? 0,
    pollSeconds: numberKeyword(task.poll, 'poll', environment) ?? 15,
  };
}

/** What holds also where the other keywords could not be evaluated. */
export function ignoring(
  frame: TaskFrame,
  environment: TemplateEnvironment,
): Pick<TaskOptions, 'ignoreErrors' | 'ignoreUnreachable'> {
  const { keywords } = frame.task;
  return {
    ignoreErrors: booleanKeyword(keywords.ignoreErrors, 'ignore_errors', environment, false),
    ignoreUnreachable: booleanKeyword(keywords.ignoreUnreachable, 'ignore_unreachable', environment, false),
  };
}

function environmentVariables(
  frame: TaskFrame,
  environment: TemplateEnvironment,
): Readonly<Record<string, string>> {
  const { environment: entries } = frame.task.keywords;
  if (entries === undefined) return noEnvironment;
  const merged: Record<string, string> = {};
  for (const entry of entries) {
    const table = evaluateField(entry, 'environment', environment);
    for (const one of Array.isArray(table) ? table : [table]) {
      if (!(one instanceof Map)) continue;
      for (const [name, value] of one)
        if (!(value instanceof Omit)) merged[str(name)] = value === null ? '' : str(value);
    }
  }
  return merged;
}
