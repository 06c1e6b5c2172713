import type { ModuleResult, TaskContext } from '../../engine/module.ts';
import { noOutput } from './command-result.ts';

export interface GuardArguments {
  readonly chdir?: string;
  readonly creates?: string;
  readonly removes?: string;
}

/**
 * Whether a program is to be run at all: not if the file that it creates is there, or the one that it removes is not,
 * and not in check mode. The result is what the task gives in place of running it.
 */
export async function guard(
  args: GuardArguments,
  context: TaskContext,
  command: unknown,
): Promise<ModuleResult | undefined> {
  if (args.creates !== undefined && (await anyMatch(args.creates, args.chdir, context))) {
    return notRun(
      command,
      `skipped, since ${args.creates} exists`,
      `${didNot(context)} run command since '${args.creates}' exists`,
    );
  }
  if (args.removes !== undefined && !(await anyMatch(args.removes, args.chdir, context))) {
    return notRun(
      command,
      `skipped, since ${args.removes} does not exist`,
      `${didNot(context)} run command since '${args.removes}' does not exist`,
    );
  }
  if (!context.checkMode) return undefined;
  const guarded = args.creates !== undefined || args.removes !== undefined;
  const result = { cmd: command, rc: 0, ...noOutput, msg: 'Command would have run if not in check mode' };
  return guarded ? { ...result, changed: true } : { ...result, changed: false, skipped: true };
}

function didNot({ checkMode }: TaskContext): string {
  return checkMode ? 'Would not' : 'Did not';
}

function notRun(command: unknown, stdout: string, msg: string): ModuleResult {
  return { changed: false, cmd: command, rc: 0, ...noOutput, stdout, stdout_lines: [stdout], msg };
}

/** Whether there is a file of this name or glob. */
export async function anyMatch(
  pattern: string,
  folder: string | undefined,
  context: TaskContext,
): Promise<boolean> {
  const path = pattern.startsWith('/') || folder === undefined ? pattern : `${folder}/${pattern}`;
  if (!/[*?[]/.test(path)) return (await context.connection.files.status(path)) !== undefined;
  const outcome = await context.connection.execute(
    ['/bin/sh', '-c', 'for f in $1; do [ -e "$f" ] || [ -L "$f" ] && exit 0; done; exit 1', 'sh', path],
    {
      signal: context.signal,
    },
  );
  return outcome.rc === 0;
}
