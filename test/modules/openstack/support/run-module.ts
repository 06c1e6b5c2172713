import type { Module, ModuleResult, Plan, StateLines, TaskContext } from '../../../../engine/module.ts';
import { createPool } from '../../../../engine/run/pool.ts';
import { memoryJournal, type JournalLine } from '../../../../engine/run/journal.ts';
import { memoryState } from '../../../../engine/run/state/state-lines.ts';
import { localConnection } from '../../../../engine/transport/local.ts';
import { noPlays } from '../../no-plays.ts';

/** A run without an engine: what modules see of one, and what came of them. */
export interface TestRun {
  readonly context: TaskContext;
  readonly journal: readonly JournalLine[];
  readonly warnings: string[];
  close(): Promise<void>;
}

export interface Outcome {
  readonly plan: Plan | undefined;
  readonly result: ModuleResult;
}

/** A run of its own: sessions, indexes and locks are its pool's. */
export function testRun(
  options: {
    readonly checkMode?: boolean;
    readonly state?: StateLines;
    readonly stopping?: AbortSignal;
  } = {},
): TestRun {
  const pool = createPool();
  const journal = memoryJournal();
  const warnings: string[] = [];
  const connection = localConnection(process.env);
  const notThere = (what: string) => (): never => {
    throw new Error(`a module of OpenStack asked for ${what}`);
  };
  const context: TaskContext = {
    signal: new AbortController().signal,
    stopping: options.stopping ?? new AbortController().signal,
    checkMode: options.checkMode ?? false,
    diffMode: false,
    verbosity: 0,
    host: 'localhost',
    environment: {},
    connection,
    controller: connection,
    machine: notThere('a machine'),
    pool,
    journal,
    state: options.state ?? memoryState(),
    plays: noPlays,
    rawArguments: new Map(),
    progress: () => undefined,
    warn: (message) => void warnings.push(message),
    variable: notThere('a variable'),
    written: notThere('a variable'),
    evaluate: notThere('an expression'),
    holds: notThere('a condition'),
    render: notThere('a template'),
    parseYaml: notThere('YAML'),
    openVault: notThere('a vault'),
    findFile: notThere('a file of a role'),
    toJson: notThere('JSON'),
    inventoryHosts: ['localhost'],
  };
  return { context, journal: journal.lines, warnings, close: () => pool.closeAll(() => undefined) };
}

/** Runs a module as the engine does: gather, plan, and apply where there is something to do. */
export async function runModule(module: Module, args: object, run: TestRun): Promise<Outcome> {
  const given = withDefaults(module, args);
  const { context } = run;
  if ('run' in module) return { plan: undefined, result: await module.run(given, context) };
  const clients: unknown = await module.connect(given, context);
  const facts: unknown = await module.gather(given, clients, context);
  const plan = module.plan(given, facts);
  run.warnings.push(...(plan.warnings ?? []));
  const isIdle = plan.action === 'unchanged' && (plan.hasNotes !== true || context.checkMode);
  if (isIdle) return { plan, result: { changed: false, ...plan.result } };
  if (context.checkMode) {
    module.assume?.(plan, clients);
    return { plan, result: { changed: true, ...plan.result } };
  }
  return { plan, result: await module.apply(plan, clients, context) };
}

function withDefaults(module: Module, args: object): Record<string, unknown> {
  const given: Record<string, unknown> = { ...args };
  const properties: Readonly<Record<string, { readonly default?: unknown }>> = module.args.properties;
  for (const [name, property] of Object.entries(properties)) {
    if (!(name in given) && property.default !== undefined) given[name] = property.default;
  }
  return given;
}
