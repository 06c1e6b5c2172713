import { fromJson, toJson } from '../../language/expression/convert.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Dict, Value } from '../../language/expression/value.ts';
import type {
  AnyActingModule,
  AnyConvergingModule,
  Effects,
  Module,
  ModuleResult,
  Plan,
  TextDiff,
} from '../../module.ts';
import type { PlanOutcome } from '../events.ts';
import { isNewTo } from '../effects.ts';
import { redact } from '../redact.ts';
import { interruption, isInterruption } from './interruption.ts';
import { coerce } from './coerce.ts';
import { CallContext, type CallSignals } from './context.ts';
import { errorResult } from './error-result.ts';
import type { TaskFrame } from './frame.ts';
import type { TaskOptions } from './options.ts';
import { secretsIn } from './secrets.ts';

/** What one call of a module came to. */
export interface CallOutcome {
  readonly result: Dict;
  readonly effects?: Effects;
  readonly plan?: PlanOutcome;
  readonly diffs: readonly TextDiff[];
}

/** One call: the module, its arguments as engine values, and what it is called in. */
export interface ModuleCall<M = Module> {
  readonly frame: TaskFrame;
  readonly module: M;
  readonly raw: ReadonlyMap<string, Value>;
  readonly environment: TemplateEnvironment;
  readonly options: TaskOptions;
  readonly signals: CallSignals;
}

/**
 * Checks the arguments and calls the module. What goes wrong in it becomes a failed result, without the secrets that
 * it was given; only an interruption is thrown.
 */
export async function callModule(call: ModuleCall): Promise<CallOutcome> {
  const { module, raw, frame } = call;
  const secrets = secretsIn(module.args, jsonOf(raw));
  try {
    const given: Given = { args: coerce(module, raw, frame), secrets };
    return await ('run' in module ? act({ ...call, module }, given) : converge({ ...call, module }, given));
  } catch (error) {
    if (isInterruption(error, frame)) throw error;
    const { task } = frame.task;
    const result = errorResult(error, task.action.value, task.span, frame.play.run.request.verbosity);
    return { result: redact(result, secrets), diffs: [] };
  }
}

function jsonOf(raw: ReadonlyMap<string, Value>): Readonly<Record<string, unknown>> {
  return Object.fromEntries([...raw].map(([name, value]) => [name, toJson(value)]));
}

interface Given {
  readonly args: Readonly<Record<string, unknown>>;
  readonly secrets: ReadonlySet<string>;
}

async function act(call: ModuleCall<AnyActingModule>, { args, secrets }: Given): Promise<CallOutcome> {
  const { module, options } = call;
  if (options.checkMode && module.checkMode === 'skip')
    return { result: skippedInCheckMode(call.frame), diffs: [] };
  // The schema was checked: these are the arguments that the module declares.
  const { effects, diff, ...result } = await inContext(call, secrets, call.signals.all, (context) =>
    module.run(args, context),
  );
  if (effects?.addHost !== undefined || effects?.addGroup !== undefined) {
    const { host, play } = call.frame;
    result['changed'] = isNewTo(play.run.inventory, host.name, effects);
  }
  return {
    result: toResult(redact(result, secrets)),
    diffs: diffsOf(diff, secrets),
    ...(effects === undefined ? {} : { effects }),
  };
}

async function converge(
  call: ModuleCall<AnyConvergingModule>,
  { args, secrets }: Given,
): Promise<CallOutcome> {
  const { module } = call;
  const { clients, plan } = await inContext(call, secrets, call.signals.all, async (reading) => {
    // The schema was checked: these are the arguments that the module declares.
    const given = args as never;
    const opened: unknown = await module.connect(given, reading);
    const made = module.plan(given, await module.gather(given, opened, reading));
    for (const warning of made.warnings ?? []) reading.warn(warning);
    return { clients: opened, plan: made };
  });
  const { diff, ...applied } = await carryOut(call, plan, clients, secrets);
  const outcome = redact(planOutcome(plan), secrets);
  const result = {
    changed: plan.action !== 'unchanged',
    ...plan.result,
    ...applied,
    plan: outcome,
    ...(plan.warnings === undefined || plan.warnings.length === 0 ? {} : { warnings: plan.warnings }),
  };
  return {
    result: toResult(redact(result, secrets)),
    plan: outcome,
    diffs: diffsOf(diff ?? plan.diff, secrets),
  };
}

/** The only place where a plan becomes deeds; in check mode nothing does. */
async function carryOut(
  call: ModuleCall<AnyConvergingModule>,
  plan: Plan,
  clients: unknown,
  secrets: ReadonlySet<string>,
): Promise<ModuleResult> {
  if (call.options.checkMode) {
    const { module } = call;
    if (module.rehearse !== undefined && plan.action !== 'unchanged')
      await inContext(call, secrets, call.signals.all, (context) =>
        module.rehearse?.(plan, clients, context),
      );
    module.assume?.(plan, clients);
    return {};
  }
  if (plan.action === 'unchanged' && plan.hasNotes !== true) return {};
  if (call.signals.all.aborted) throw interruption();
  // A write that has begun is finished: it sees time-outs, but not the wish to end the run.
  return inContext(call, secrets, call.signals.hard, (context) => call.module.apply(plan, clients, context));
}

/** However the work ends, nothing of it is shown as under way afterwards. */
async function inContext<T>(
  call: ModuleCall,
  secrets: ReadonlySet<string>,
  signal: AbortSignal,
  work: (context: CallContext) => Promise<T> | T,
): Promise<T> {
  const context = new CallContext({ ...call, secrets, signal, stopping: call.signals.all });
  try {
    return await work(context);
  } finally {
    context.endProgress();
  }
}

function planOutcome(plan: Plan): PlanOutcome {
  return {
    action: plan.action,
    reason: plan.reason,
    changes: plan.changes,
    drift: plan.drift ?? [],
    ...(plan.notes === undefined || plan.notes.length === 0 ? {} : { notes: plan.notes }),
    ...(plan.subject === undefined ? {} : { subject: plan.subject }),
  };
}

function toResult(result: object): Dict {
  const value = fromJson(result);
  return value instanceof Map ? value : new Map<Value, Value>();
}

function diffsOf(diff: ModuleResult['diff'], secrets: ReadonlySet<string>): readonly TextDiff[] {
  if (diff === undefined) return [];
  return redact(Array.isArray(diff) ? (diff as readonly TextDiff[]) : [diff as TextDiff], secrets);
}

function skippedInCheckMode(frame: TaskFrame): Dict {
  return new Map<Value, Value>([
    ['changed', false],
    ['skipped', true],
    ['msg', `remote module (${frame.task.task.action.value}) does not support check mode`],
  ]);
}
