import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Value } from '../../language/expression/value.ts';
import type { TaskContext } from '../../module.ts';
import { redact } from '../redact.ts';
import { connectionOf } from './connection.ts';
import type { TaskFrame } from './frame.ts';
import { expressionFunctions } from './context-expressions.ts';
import { redactedJournal } from './redacted-journal.ts';
import type { TaskOptions } from './options.ts';
import { progressReporter } from '../progress.ts';

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
}

/** What a module gets of the task that it runs in. */
export function createContext(parts: ContextParts): TaskContext {
  const { frame, environment, options } = parts;
  const { run } = frame.play;
  const { world } = run;
  return {
    signal: parts.signal,
    checkMode: options.checkMode,
    diffMode: options.diffMode,
    verbosity: run.request.verbosity,
    host: frame.host.name,
    environment: options.environment,
    get connection() {
      return connectionOf(frame, environment, options);
    },
    controller: world.controller,
    pool: run.pool,
    journal: redactedJournal(world.journal, parts.secrets),
    rawArguments: parts.raw,
    progress: progressReporter(frame, (note) => redact(note, parts.secrets)),
    warn: (message) => {
      run.emit({ type: 'warning', message: redact(message, parts.secrets), place: frame.task.task.span });
    },
    ...expressionFunctions(frame, environment),
    get inventoryHosts() {
      return [...run.inventory.hosts.keys()];
    },
  };
}
