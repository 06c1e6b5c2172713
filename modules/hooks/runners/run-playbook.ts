import type { PlayEvent, PlayOutcome, PlayRequest, TaskContext } from '../../../engine/module.ts';
import type { AnsibleCall } from './ansible-files.ts';
import { errorIn, warningsIn } from './ansible-messages.ts';
import { runProgram, type Program } from './run-program.ts';

/** How `ansible-playbook` is started: here, or in a container. */
export interface PlaybookStart {
  readonly program: (
    words: readonly string[],
  ) => Pick<Program, 'command' | 'environment' | 'folder' | 'help'>;
  readonly call: AnsibleCall;
}

/** Runs the playbook of a request; what it tells stands in the report of the run. */
export async function runPlaybook(
  start: PlaybookStart,
  request: PlayRequest,
  context: TaskContext,
): Promise<PlayOutcome> {
  const followed = context.plays.follow(request);
  const said: string[] = [];
  const seen = { failure: false };
  const words = [...(request.checkMode ? ['--check'] : []), ...(context.diffMode ? ['--diff'] : [])];
  const code = await runProgram({
    ...start.program([...start.call.words, ...words, request.playbook]),
    input: start.call.input,
    stop: stopOf(request, context),
    onLine: (line, stream) => {
      const event = stream === 'stdout' ? eventIn(line) : undefined;
      if (event === undefined) {
        said.push(line);
        return;
      }
      if (event.type === 'result') seen.failure ||= isFailure(event.outcome);
      followed.tell(event);
    },
  });
  for (const message of warningsIn(said)) followed.tell({ type: 'warning', message });
  const exitCode = code !== 0 && context.stopping.aborted ? 99 : code;
  const isExplained = seen.failure || exitCode === 0 || exitCode === 99;
  return followed.outcome({
    exitCode,
    problems: isExplained ? [] : [`ansible-playbook ended with ${code}: ${errorIn(said)}`],
  });
}

/** What `--syntax-check` finds: unknown modules and roles among it. */
export async function checkPlaybook(
  start: PlaybookStart,
  request: PlayRequest,
  context: TaskContext,
): Promise<readonly string[]> {
  const said: string[] = [];
  const code = await runProgram({
    ...start.program([...start.call.words, '--syntax-check', request.playbook]),
    input: start.call.input,
    stop: stopOf(request, context),
    onLine: (line) => said.push(line),
  });
  return code === 0 ? [] : [errorIn(said)];
}

function stopOf({ deadline }: PlayRequest, { stopping, signal }: TaskContext): AbortSignal {
  return AbortSignal.any([deadline, stopping, signal]);
}

function eventIn(line: string): PlayEvent | undefined {
  if (!line.startsWith('{"drover": ')) return undefined;
  try {
    // Boundary: our own plugin has written it.
    return (JSON.parse(line) as { readonly drover: PlayEvent }).drover;
  } catch {
    return undefined;
  }
}

function isFailure({ status, ignored, rescued }: (PlayEvent & { type: 'result' })['outcome']): boolean {
  return (status === 'failed' || status === 'unreachable') && !ignored && rescued !== true;
}
