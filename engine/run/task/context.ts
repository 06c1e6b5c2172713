import { fromJson, toJson } from '../../language/expression/convert.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { evaluateExpression, isTrue, renderFile } from '../../language/expression/template.ts';
import type { Value } from '../../language/expression/value.ts';
import type {
  Connection,
  Json,
  Journal,
  MachineWay,
  Plays,
  Pool,
  ProgressStep,
  StateLines,
  TaskContext,
} from '../../module.ts';
import type { FileFolder } from '../../plan/find-file.ts';
import { values } from '../../plan/layer.ts';
import { playsOf } from '../inner/plays.ts';
import { progressReporter, type ProgressReporter } from '../progress.ts';
import { redact } from '../redact.ts';
import { LayeredScope } from '../scope/layered-scope.ts';
import { connectionOf } from './connection.ts';
import { findTaskFile } from './find-task-file.ts';
import { environmentOver, type TaskFrame } from './frame.ts';
import { machineOf } from './machine.ts';
import type { TaskOptions } from './options.ts';
import { readYamlText } from './read-yaml-text.ts';
import { redactedJournal } from './redacted-journal.ts';
import { redactedState } from './redacted-state.ts';

/** What can end a call: `hard` its time-out alone; `all` the wish to end the run too. */
export interface CallSignals {
  readonly hard: AbortSignal;
  readonly all: AbortSignal;
}

export interface ContextParts {
  readonly frame: TaskFrame;
  readonly environment: TemplateEnvironment;
  readonly options: TaskOptions;
  readonly raw: ReadonlyMap<string, Value>;
  readonly secrets: ReadonlySet<string>;
  readonly signal: AbortSignal;
  /** The wish to end the run, and the time-out. */
  readonly stopping: AbortSignal;
}

type RenderOptions = Parameters<TaskContext['render']>[1];

/** What a module gets of the task that it runs in. A class, because one is made for each call. */
export class CallContext implements TaskContext {
  readonly signal: AbortSignal;
  readonly stopping: AbortSignal;
  readonly checkMode: boolean;
  readonly diffMode: boolean;
  readonly environment: Readonly<Record<string, string>>;
  readonly rawArguments: ReadonlyMap<string, unknown>;
  private readonly parts: ContextParts;
  private reporter: ProgressReporter | undefined;

  constructor(parts: ContextParts) {
    this.parts = parts;
    this.signal = parts.signal;
    this.stopping = parts.stopping;
    this.checkMode = parts.options.checkMode;
    this.diffMode = parts.options.diffMode;
    this.environment = parts.options.environment;
    this.rawArguments = parts.raw;
  }

  get verbosity(): number {
    return this.parts.frame.play.run.request.verbosity;
  }
  get host(): string {
    return this.parts.frame.host.name;
  }
  get connection(): Connection {
    const { frame, environment, options } = this.parts;
    return connectionOf(frame, environment, options);
  }
  get controller(): Connection {
    return this.parts.frame.play.run.world.controller;
  }
  machine(way: MachineWay): Connection {
    return machineOf(this.parts.frame.play.run, way);
  }
  get pool(): Pool {
    return this.parts.frame.play.run.pool;
  }
  get journal(): Journal {
    return redactedJournal(this.parts.frame.play.run.world.journal, this.parts.secrets);
  }
  get state(): StateLines {
    return redactedState(this.parts.frame.play.run.world.state, this.parts.secrets);
  }
  get plays(): Plays {
    return playsOf(this.parts.frame.play.run);
  }
  get inventoryHosts(): readonly string[] {
    return [...this.parts.frame.play.run.inventory.hosts.keys()];
  }

  progress(step: ProgressStep): void {
    const { frame, secrets, options } = this.parts;
    this.reporter ??= progressReporter(frame, {
      clean: (text) => redact(text, secrets),
      noLog: options.noLog,
    });
    this.reporter.report(step);
  }
  /** The call is over: so are the lines of its progress. */
  endProgress(): void {
    this.reporter?.end();
  }
  warn(message: string): void {
    const { frame, secrets } = this.parts;
    frame.play.run.emit({ type: 'warning', message: redact(message, secrets), place: frame.task.task.span });
  }

  variable(name: string): unknown {
    const value = this.parts.environment.scope.get(name);
    return value === undefined ? undefined : toJson(value);
  }
  written(name: string): unknown {
    const { scope } = this.parts.environment;
    return scope instanceof LayeredScope ? scope.written(name) : scope.get(name);
  }
  evaluate(expression: string): unknown {
    return evaluateExpression(expression, this.parts.environment);
  }
  holds(condition: unknown, variables?: Readonly<Record<string, unknown>>): boolean {
    const environment = variables === undefined ? this.parts.environment : this.withVariables(variables);
    // What a module hands back came to it as an engine value.
    return isTrue(condition as Value, environment);
  }
  render(source: string, options: RenderOptions = {}): string {
    const { variables, ...rest } = options;
    return renderFile(
      source,
      variables === undefined ? this.parts.environment : this.withVariables(variables),
      rest,
    );
  }
  parseYaml(text: string, path: string): unknown {
    return readYamlText(text, path, this.parts.frame.play.run.settings.openVault);
  }
  openVault(content: Uint8Array, path: string): Uint8Array {
    return this.parts.frame.play.run.settings.openVault?.(content, path) ?? content;
  }
  findFile(folder: FileFolder, name: string): string {
    return findTaskFile(folder, name, this.parts.frame);
  }
  toJson(value: unknown): Json {
    // What a module hands back came to it as an engine value; engine values become JSON.
    return toJson(value as Value);
  }

  private withVariables(variables: Readonly<Record<string, unknown>>): TemplateEnvironment {
    const { frame, environment } = this.parts;
    const layer = values(new Map(Object.entries(variables).map(([name, value]) => [name, fromJson(value)])));
    const { scope } = environment;
    const below = scope instanceof LayeredScope ? scope.layers : frame.layers;
    return environmentOver(frame.play, [layer, ...below], frame.task);
  }
}
