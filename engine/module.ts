/**
 * The contract that a module is written against; nothing else of the engine is known to modules.
 *
 * A converging module reads the world (`gather`), plans a change as a pure value (`plan`) and applies it (`apply`).
 * Check mode is the engine not calling `apply`. An acting module has `run` in their place.
 */
import type { TaskContext } from './module/context.types.ts';
import type { Effects, ModuleResult, Plan } from './module/result.types.ts';
import type { DescribedObjectSchema, Infer, ObjectSchema, Schema } from './schema/types.ts';

export type * from './module/connection.types.ts';
export type * from './module/context.types.ts';
export type * from './module/journal.types.ts';
export type * from './module/plays.types.ts';
export type * from './module/result.types.ts';

export interface Example {
  readonly title: string;
  /** A YAML list of tasks. */
  readonly playbook: string;
}

export interface ModuleSummary<S extends ObjectSchema = ObjectSchema> {
  /** The canonical name: `core.debug`, `openstack.import_network`. Its first part is its folder. */
  readonly name: string;
  /** Further names: `ansible.builtin.debug`, `debug`, `os_migrate.os_migrate.import_network`. */
  readonly aliases?: readonly string[];
  /** One line. */
  readonly summary: string;
  readonly description?: string;
  readonly args: S;
  /** The name of the argument that takes free text: `command: ls -l`. With `parameters`, `k=v` words at its end are taken out. */
  readonly freeForm?: { readonly argument: string; readonly parameters?: boolean };
  readonly examples: readonly Example[];
  readonly returns: Readonly<Record<string, Schema | DescribedObjectSchema>>;
  /** How many items of a loop may run side by side when the task does not say (`loop_control.parallel`). Default 1. */
  readonly parallel?: number;
  /** Further checks of arguments that hold before anything runs; messages, or none. */
  readonly check?: (args: Infer<S>) => readonly string[];
  /** False: arguments with templates in them are passed as written (`assert.that`, `debug.var`). */
  readonly rawArgumentNames?: readonly string[];
}

export interface ConvergingModule<S extends ObjectSchema, Facts, Detail, Clients> extends ModuleSummary<S> {
  /** Opens or finds the clients that the module works with. */
  connect(args: Infer<S>, context: TaskContext): Promise<Clients>;
  /** Reads only. */
  gather(args: Infer<S>, clients: Clients, context: TaskContext): Promise<Facts>;
  /** Pure and synchronous. */
  plan(args: Infer<S>, facts: Facts): Plan<Detail>;
  /** The only writer. */
  apply(plan: Plan<Detail>, clients: Clients, context: TaskContext): Promise<ModuleResult>;
  /** In check mode, in place of `apply` and before `assume`: what of it can be tried without a write. */
  rehearse?(plan: Plan<Detail>, clients: Clients, context: TaskContext): Promise<void>;
  /** In check mode, in place of `apply`: notes in memory what it would have made, so that later tasks can refer to it. */
  assume?(plan: Plan<Detail>, clients: Clients): void;
}

export interface ActingModule<S extends ObjectSchema> extends ModuleSummary<S> {
  /** Under check mode: `run` calls it all the same (it only reads, or heeds `checkMode` itself), `skip` does not. */
  readonly checkMode: 'run' | 'skip';
  run(args: Infer<S>, context: TaskContext): Promise<ModuleResult & { readonly effects?: Effects }>;
}

/* Modules of all shapes side by side: what their arguments and facts are stays with each definition. */
/* eslint-disable @typescript-eslint/no-explicit-any */
interface AnySummary extends Omit<ModuleSummary, 'check' | 'args'> {
  readonly args: ObjectSchema;
  readonly check?: (args: any) => readonly string[];
}

export interface AnyActingModule extends AnySummary {
  readonly checkMode: 'run' | 'skip';
  run(args: any, context: TaskContext): Promise<ModuleResult & { readonly effects?: Effects }>;
}

export interface AnyConvergingModule extends AnySummary {
  connect(args: any, context: TaskContext): Promise<any>;
  gather(args: any, clients: any, context: TaskContext): Promise<any>;
  plan(args: any, facts: any): Plan<any>;
  apply(plan: Plan<any>, clients: any, context: TaskContext): Promise<ModuleResult>;
  rehearse?(plan: Plan<any>, clients: any, context: TaskContext): Promise<void>;
  assume?(plan: Plan<any>, clients: any): void;
}
/* eslint-enable @typescript-eslint/no-explicit-any */

/** A module of either shape. */
export type Module = AnyConvergingModule | AnyActingModule;

/** Declares a module that converges; types of arguments follow from the literal. */
export function defineModule<const S extends ObjectSchema, Facts, Detail, Clients>(
  definition: ConvergingModule<S, Facts, Detail, Clients>,
): ConvergingModule<S, Facts, Detail, Clients> {
  return definition;
}

/** Declares a module that acts. */
export function defineAction<const S extends ObjectSchema>(definition: ActingModule<S>): ActingModule<S> {
  return definition;
}

/** Modules by name, loaded when they are first used. */
export interface ModuleRegistry {
  /** The canonical name of a name or alias. */
  resolve(name: string): string | undefined;
  load(canonical: string): Promise<Module>;
  /** Canonical names of the modules of a group (`module_defaults: {group/NAME: ...}`); undefined if there is none of that name. */
  membersOf?(group: string): readonly string[] | undefined;
  /** All canonical names, sorted. */
  readonly names: readonly string[];
  /** All names and aliases: what "did you mean" chooses from. */
  readonly allNames: readonly string[];
}
