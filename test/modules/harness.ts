/** Calls one module on this machine as the engine would, without playbooks around it. */
import { resolve } from 'node:path';
import type { Module, ModuleResult, Plan, TaskContext } from '../../engine/module.ts';
import type { ObjectSchema } from '../../engine/schema/types.ts';
import { memoryState } from '../../engine/run/state/state-lines.ts';
import { localConnection } from '../../engine/transport/local.ts';
import { noPlays } from './no-plays.ts';

export interface CallOptions {
  readonly checkMode?: boolean;
  readonly folder?: string;
  readonly context?: Partial<TaskContext>;
}

export interface CallOutcome {
  readonly result: ModuleResult;
  readonly plan: Plan | undefined;
  readonly warnings: readonly string[];
}

/** Calls a module: gather, plan and (outside of check mode) apply, or run. */
export async function callModule(
  module: Module,
  given: Readonly<Record<string, unknown>>,
  options: CallOptions = {},
): Promise<CallOutcome> {
  const warnings: string[] = [];
  const args = withDefaults(module.args, given);
  const context = contextFor(args, given, warnings, options);
  const problems = (module.check as ((args: unknown) => readonly string[]) | undefined)?.(args) ?? [];
  if (problems.length > 0)
    return { result: { failed: true, msg: problems.join('; ') }, plan: undefined, warnings };
  if ('run' in module) return { result: await module.run(args, context), plan: undefined, warnings };
  const clients: unknown = await module.connect(args, context);
  const plan = module.plan(args, await module.gather(args, clients, context)) as Plan;
  const isUnchanged = plan.action === 'unchanged';
  if (isUnchanged || context.checkMode)
    return { result: { changed: !isUnchanged, ...plan.result }, plan, warnings };
  return {
    result: { changed: true, ...plan.result, ...(await module.apply(plan, clients, context)) },
    plan,
    warnings,
  };
}

/** The arguments with aliases resolved and defaults filled in. */
function withDefaults(
  schema: ObjectSchema,
  given: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const args: Record<string, unknown> = {};
  const names = new Map(
    Object.entries(schema.properties).flatMap(([name, property]) =>
      [name, ...(property.aliases ?? [])].map((alias) => [alias, name] as const),
    ),
  );
  for (const [name, property] of Object.entries(schema.properties))
    if ('default' in property) args[name] = property.default;
  for (const [name, value] of Object.entries(given)) args[names.get(name) ?? name] = value;
  return args;
}

function contextFor(
  args: Readonly<Record<string, unknown>>,
  given: Readonly<Record<string, unknown>>,
  warnings: string[],
  options: CallOptions,
): TaskContext {
  const connection = localConnection(process.env);
  const pool = new Map<string, Promise<unknown>>();
  return {
    signal: new AbortController().signal,
    stopping: new AbortController().signal,
    checkMode: options.checkMode ?? false,
    diffMode: true,
    verbosity: 0,
    host: 'localhost',
    environment: {},
    connection,
    controller: connection,
    machine: () => connection,
    pool: {
      get: <T>(key: string, create: () => Promise<T>): Promise<T> => {
        const known = pool.get(key) as Promise<T> | undefined;
        const value = known ?? create();
        pool.set(key, value);
        return value;
      },
    },
    journal: {
      earlier: () => Promise.resolve([]),
      run: () => Promise.resolve([]),
      unfinished: () => Promise.resolve([]),
      claim: () => Promise.resolve(),
      intend: () => Promise.resolve(1),
      done: () => Promise.resolve(),
      failed: () => Promise.resolve(),
    },
    state: memoryState(),
    plays: noPlays,
    rawArguments: new Map(Object.entries({ ...args, ...given })),
    progress: () => undefined,
    warn: (message) => void warnings.push(message),
    variable: () => undefined,
    written: () => undefined,
    evaluate: () => undefined,
    holds: () => true,
    render: (source) => source,
    parseYaml: () => undefined,
    openVault: (content) => content,
    findFile: (_folder, name) => resolve(options.folder ?? '.', name),
    toJson: (value) => value as never,
    inventoryHosts: ['localhost'],
    ...options.context,
  };
}
