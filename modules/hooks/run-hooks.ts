import { DroverError, messageOf } from '../../engine/diagnostics/drover-error.ts';
import type { HookReport, PlayContent, TaskContext } from '../../engine/module.ts';
import { callHook, hostName, type HookOutcome } from './call-hook.ts';
import type { Hook, OnError, Workload } from './hook.types.ts';
import { conditionOf } from './condition.ts';
import { phases } from './phases.ts';
import { isFor } from './read-hooks.ts';
import { contentText, HOOK_KIND, sameContentOf, type HookNote, type SameContent } from './same-content.ts';

/** A hook that has failed, and what is to become of the migration. */
export class HookFailure extends DroverError {
  readonly onError: OnError;
  constructor(onError: OnError, detail: string, help: string) {
    super('hook-failed', { detail, help });
    this.onError = onError;
  }
}

/** Hooks of one phase, for a workload or for the plan. */
export interface HooksToRun {
  readonly hooks: readonly Hook[];
  readonly workload: Workload | undefined;
  readonly context: TaskContext;
}

/**
 * Runs hooks one after the other. Those that the run had done before it was resumed are passed over. Throws `HookFailure`
 * with the first that fails and is not to be gone on after.
 */
export async function runHooks({ hooks, workload, context }: HooksToRun): Promise<void> {
  if (hooks.length === 0) return;
  const same = await sameContentOf(context);
  for (const hook of hooks) {
    if (workload !== undefined && !isFor(hook, workload.name)) continue;
    const condition = await conditionOf(hook, workload, context);
    if ('problem' in condition) {
      report(hook, workload, context, { state: 'failed', message: condition.problem });
      failUnlessGoingOn(hook, workload, context, `has failed: ${condition.problem}`);
      continue;
    }
    if (!condition.holds) {
      report(hook, workload, context, { state: 'skipped', message: 'its condition (when) does not hold' });
      continue;
    }
    if (context.stopping.aborted) throw interrupted(hook);
    await runOne(hook, workload, same, context);
  }
}

async function runOne(
  hook: Hook,
  workload: Workload | undefined,
  same: SameContent,
  context: TaskContext,
): Promise<void> {
  if (!context.checkMode && same.isDone(hook, workload?.id)) {
    const message = 'the run had done it before it was resumed';
    report(hook, workload, context, { state: 'skipped', message });
    return;
  }
  const unreachable = whyNotReached(hook, workload);
  if (unreachable !== undefined && context.checkMode) {
    report(hook, workload, context, { state: 'skipped', message: unreachable });
    return;
  }
  const begun = performance.now();
  const outcome =
    unreachable === undefined
      ? await carriedOut(hook, workload, same, context)
      : { status: 'unreachable' as const, message: unreachable, content: undefined };
  const durationMs = performance.now() - begun;
  const { status: state, message, content } = outcome;
  const pin = content === undefined ? {} : pinOf(content);
  report(hook, workload, context, {
    state,
    durationMs,
    ...pin,
    ...(message === undefined ? {} : { message }),
  });
  if (state === 'ok' || state === 'changed') return;
  if (state === 'interrupted') throw interrupted(hook);
  const what = state === 'unreachable' ? 'could not reach its host' : 'has failed';
  failUnlessGoingOn(hook, workload, context, `${what}: ${message ?? 'no reason was given'}`);
}

/** Throws `HookFailure`, or warns where the migration is to go on all the same. */
function failUnlessGoingOn(
  hook: Hook,
  workload: Workload | undefined,
  context: TaskContext,
  what: string,
): void {
  const detail = `The hook ${hook.place} (${hook.label}) ${what.replace(/\.$/, '')}.`;
  if (hook.onError === 'continue') {
    context.warn(`${workload === undefined ? '' : `${workload.name}: `}${detail} on_error says to go on.`);
    return;
  }
  throw new HookFailure(
    hook.onError,
    detail,
    'Mend what it says and run again, or say on_error: continue where the migration may go on without it.',
  );
}

type Carried = Pick<HookOutcome, 'status' | 'message'> & { readonly content: PlayContent | undefined };

/** The hook with its content, journaled; what is wrong with the content is a failure of the hook. */
async function carriedOut(
  hook: Hook,
  workload: Workload | undefined,
  same: SameContent,
  context: TaskContext,
): Promise<Carried> {
  let content: PlayContent;
  try {
    content = await same.find(hook.content);
  } catch (error) {
    const status = context.stopping.aborted ? 'interrupted' : 'failed';
    return { status, message: messageOf(error), content: undefined };
  }
  const note = noteOf(hook, workload, content, context);
  same.note(note);
  report(hook, workload, context, { state: 'begun', ...pinOf(content) });
  if (context.checkMode) return { ...(await callHook({ hook, workload, content, context })), content };
  const number = await context.journal.intend({
    operation: 'act',
    kind: HOOK_KIND,
    name: `${workload === undefined ? '' : `${workload.name} `}${hook.phase}: ${hook.label}`,
    after: note,
    ...(workload === undefined ? {} : { source: workload.id }),
  });
  const outcome = await callHook({ hook, workload, content, context });
  const { status, message, changed } = outcome;
  if (status === 'ok' || status === 'changed')
    await context.journal.done(number, { after: { ...note, status, changed } });
  else await context.journal.failed(number, message ?? status);
  return { ...outcome, content };
}

function noteOf(
  hook: Hook,
  workload: Workload | undefined,
  { digest, lock }: PlayContent,
  context: TaskContext,
): HookNote {
  return {
    run: context.plays.runId,
    phase: hook.phase,
    place: hook.place,
    ...(workload === undefined ? {} : { workload: workload.id }),
    content: contentText(hook.content),
    digest,
    ...(lock === undefined ? {} : { lock }),
    host: hostName(hook, workload),
    runner: hook.runner,
  };
}

/** Why a hook cannot run on its server now; undefined where it can. */
export function whyNotReached(hook: Hook, workload: Workload | undefined): string | undefined {
  if (hook.host !== 'workload' || workload === undefined || workload.address !== undefined) return undefined;
  const { server } = phases[hook.phase];
  return `${workload.name} has no address at the ${server ?? 'source'} at which it can be reached now: it is off, not there yet, or in no network`;
}

function report(
  hook: Hook,
  workload: Workload | undefined,
  context: TaskContext,
  rest: Pick<HookReport, 'state'> & Partial<HookReport>,
): void {
  context.plays.report({
    phase: hook.phase,
    name: hook.label,
    ...(workload === undefined ? {} : { workload: workload.name }),
    host: hostName(hook, workload),
    runner: hook.runner,
    checkMode: context.checkMode,
    ...rest,
  });
}

function pinOf({ digest, lock }: PlayContent): Pick<HookReport, 'digest' | 'lock'> {
  return { digest, ...(lock === undefined ? {} : { lock }) };
}

function interrupted({ place, label }: Hook): DroverError {
  return new DroverError('interrupted', {
    detail: `The run was interrupted at the hook ${place} (${label}).`,
    help: 'Go on with it: drover run --resume.',
  });
}
