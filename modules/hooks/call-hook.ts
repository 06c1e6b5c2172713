import { dirname, isAbsolute } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { messageOf } from '../../engine/diagnostics/drover-error.ts';
import type { PlayContent, PlayOutcome, PlayRequest, TaskContext } from '../../engine/module.ts';
import type { Hook, HookCall, Workload } from './hook.types.ts';
import { hookFacts, hostPart, playPart, serverVariables } from './hook-variables.ts';
import { phases } from './phases.ts';
import { checkers, runners } from './runners/runners.ts';
import { stagePlaybook, type Stage } from './stage.ts';

/** What a hook has come to, after all of its tries. */
export interface HookOutcome extends PlayOutcome {
  /** What went wrong, for people. */
  readonly message: string | undefined;
}

/**
 * Runs a hook, again where it fails and may be tried again, each time within its time limit. What the end of the run
 * kept from being done was interrupted, and has not failed.
 */
export async function callHook(
  call: Omit<HookCall, 'deadline' | 'variables' | 'facts'>,
): Promise<HookOutcome> {
  const { hook, context } = call;
  const isEnding = (): boolean => context.stopping.aborted;
  let outcome = await tryOnce(call);
  for (let tries = 0; tries < hook.retries && isFailed(outcome) && !isEnding(); tries += 1) {
    await pause(hook.delay * 1000, undefined, { signal: context.stopping }).catch(() => undefined);
    if (!isEnding()) outcome = await tryOnce(call);
  }
  return isEnding() && isFailed(outcome) ? { ...outcome, status: 'interrupted' } : outcome;
}

function isFailed(outcome: PlayOutcome): boolean {
  return !isDone(outcome) && outcome.status !== 'interrupted';
}

function isDone({ status }: PlayOutcome): boolean {
  return status === 'ok' || status === 'changed';
}

async function tryOnce(call: Omit<HookCall, 'deadline' | 'variables' | 'facts'>): Promise<HookOutcome> {
  const { hook, context, workload } = call;
  const limit = new AbortController();
  const timer =
    hook.timeout === 0
      ? undefined
      : setTimeout(() => limit.abort(new Error('too late')), hook.timeout * 1000);
  try {
    const whole = { ...call, ...(await toldOf(hook, workload, context)), deadline: limit.signal };
    const outcome = await staged(whole, async (stage) => {
      const request = requestOf(whole, stage);
      const run = await runners[hook.runner]();
      if (isNew(hook, context)) {
        // By the same runner: it may reach what the others do not.
        const reached = await run(whole, { ...request, playbook: stage.waiting }, stage);
        if (reached.status !== 'ok') return { ...reached, status: 'unreachable' as const };
      }
      return run(whole, request, stage);
    });
    // The limit may also come while what the runner has left is cleaned up: what was done by then is done.
    if (limit.signal.aborted && !isDone(outcome)) return tooLate(hook, outcome);
    return { ...outcome, message: messageFor(outcome) };
  } catch (error) {
    const none = { status: 'failed', changed: 0, failures: [] } as const;
    return limit.signal.aborted ? tooLate(hook, none) : { ...none, message: messageOf(error) };
  } finally {
    clearTimeout(timer);
  }
}

/** A server that was just made boots before it answers. */
function isNew({ host, phase, wait }: Hook, { checkMode }: TaskContext): boolean {
  return host === 'workload' && phases[phase].server === 'destination' && wait > 0 && !checkMode;
}

async function staged<T>(call: HookCall, work: (stage: Stage) => Promise<T>): Promise<T> {
  const stage = await stagePlaybook(call, hostName(call.hook, call.workload));
  try {
    return await work(stage);
  } finally {
    await stage.remove();
  }
}

/** What is wrong with a hook that can be seen without running it. */
export async function checkHook(
  call: Omit<HookCall, 'deadline' | 'variables' | 'facts'>,
): Promise<readonly string[]> {
  const { hook, workload, context } = call;
  const deadline = new AbortController().signal;
  const whole = { ...call, ...(await toldOf(hook, workload, context)), deadline };
  const check = await checkers[hook.runner]();
  return staged(whole, async (stage) => {
    const problems = await check(whole, requestOf(whole, stage), stage);
    return problems.map((problem) => inOwnPlace(problem, stage, call.content));
  });
}

/** Names files of a copy as people know them. */
function inOwnPlace(problem: string, { folder }: Stage, { kind, path, origin }: PlayContent): string {
  if (!isAbsolute(origin)) return problem.replaceAll(`${folder}/`, '');
  if (kind === 'role') return problem.replaceAll(path, origin);
  return problem.replaceAll(folder, dirname(origin)).replaceAll(dirname(path), dirname(origin));
}

async function toldOf(
  hook: Hook,
  workload: Workload | undefined,
  context: TaskContext,
): Promise<Pick<HookCall, 'variables' | 'facts'>> {
  return { variables: playPart(hook.vars), facts: await hookFacts(hook, workload, context) };
}

function requestOf(call: HookCall, stage: Stage): PlayRequest {
  const { hook, workload, content, context, variables, facts, deadline } = call;
  return {
    content,
    playbook: stage.playbook,
    label: workload === undefined ? hook.phase : `${workload.name} ${hook.phase}`,
    host: {
      name: hostName(hook, workload),
      variables:
        hook.host === 'workload' && workload !== undefined
          ? serverVariables(hook, workload, context)
          : hostPart(hook.vars),
    },
    variables,
    facts,
    checkMode: context.checkMode,
    deadline,
  };
}

/** What the host of a hook is called in its plays. */
export function hostName({ host }: Hook, workload: Workload | undefined): string {
  if (host !== 'workload' || workload === undefined) return host;
  // Patterns of hosts have signs of their own, and words that mean others.
  const name = workload.name.replaceAll(/[^\w.-]/g, '_');
  return /^(?:all|ungrouped|localhost|[\d.]+|-.*|)$/.test(name) ? `server_${name}` : name;
}

function tooLate({ timeout }: Hook, outcome: PlayOutcome): HookOutcome {
  const message = `it was given up after ${timeout} seconds: timeout of the hook allows it more`;
  return { ...outcome, status: 'failed', message };
}

function messageFor({ status, failures }: PlayOutcome): string | undefined {
  if (status === 'ok' || status === 'changed') return undefined;
  if (failures.length === 0) return status === 'interrupted' ? 'it was interrupted' : 'it failed';
  return failures
    .map(({ host, task, message }) => [host, task, message].filter((part) => part !== '').join(': '))
    .join('; ');
}
