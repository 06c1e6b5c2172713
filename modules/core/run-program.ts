import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { errnoOf, errnoText, isSystemError } from '../../engine/diagnostics/system-error.ts';
import type { ModuleResult, TaskContext } from '../../engine/module.ts';
import { commandResult, noOutput, timed } from './command-result.ts';
import { quoteWord } from '../../engine/text/shell-words.ts';

export interface Program {
  readonly words: readonly [string, ...string[]];
  /** The command as results show it. */
  readonly shown: unknown;
  readonly chdir?: string;
  readonly stdin?: string;
  readonly stdin_add_newline: boolean;
  readonly strip_empty_ends: boolean;
}

/** Runs a program and gives the result of command and shell; one that cannot be started is a result, too. */
export async function runProgram(program: Program, context: TaskContext): Promise<ModuleResult> {
  const { words, shown, chdir, stdin } = program;
  const obstacle = await whyNotIn(chdir, context);
  if (obstacle !== undefined) {
    return {
      changed: false,
      failed: true,
      cmd: shown,
      rc: null,
      ...noOutput,
      msg: `Unable to change directory before execution: ${obstacle}`,
    };
  }
  try {
    const { value, times } = await timed(() =>
      context.connection.execute(words, {
        environment: context.environment,
        signal: context.signal,
        ...(chdir === undefined ? {} : { cwd: chdir }),
        ...(stdin === undefined ? {} : { stdin: program.stdin_add_newline ? `${stdin}\n` : stdin }),
      }),
    );
    return commandResult(value, { command: shown, times, stripEmptyEnds: program.strip_empty_ends });
  } catch (error) {
    const rc = notStarted(error);
    if (rc === undefined) throw error;
    const { start: _start, end: _end, delta: _delta, ...output } = noOutput;
    const msg = `${errnoText(rc.code) ?? rc.code}: ${bytesText(words[0])}`;
    return {
      changed: false,
      failed: true,
      cmd: words.map(quoteWord).join(' '),
      rc: rc.number,
      ...output,
      msg,
    };
  }
}

async function whyNotIn(
  folder: string | undefined,
  { connection }: TaskContext,
): Promise<string | undefined> {
  if (folder === undefined) return undefined;
  const status = await connection.files.status(folder, { follow: true });
  if (status?.type === 'directory') return undefined;
  return `${errnoText(status === undefined ? 'ENOENT' : 'ENOTDIR') ?? ''}: ${bytesText(folder)}`;
}

function notStarted(error: unknown): { readonly code: string; readonly number: number } | undefined {
  if (!(error instanceof DroverError) || error.code !== 'command-not-started') return undefined;
  const code = isSystemError(error.cause) ? error.cause.code : 'ENOENT';
  return { code, number: errnoOf(code) ?? 1 };
}

/** Paths stand in Ansible's messages as Python prints bytes: `b'/tmp'`. */
function bytesText(text: string): string {
  const bytes = [...new TextEncoder().encode(text)].map((byte) =>
    byte >= 0x20 && byte < 0x7f
      ? String.fromCharCode(byte).replace('\\', '\\\\')
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  );
  return text.includes("'") ? `b"${bytes.join('')}"` : `b'${bytes.join('')}'`;
}
