import { DroverError } from '../../diagnostics/drover-error.ts';
import { errnoText } from '../../diagnostics/system-error.ts';
import type { CommandOptions, CommandOutcome } from '../../module.ts';
import { beatMs, boundScript } from './bound-script.ts';
import type { Link } from './link.ts';
import type { RemoteShell } from './remote-shell.ts';
import { runScript, type ScriptOutcome } from './run-script.ts';
import { quote } from './shell-words.ts';
import type { Worker } from './worker.ts';

/** Runs a program on a machine, its arguments as they are; see `Connection.execute`. */
export async function executeRemotely(
  link: Link,
  command: readonly [string, ...string[]],
  options: CommandOptions,
  shell: RemoteShell,
  worker: Worker,
): Promise<CommandOutcome> {
  const [program] = command;
  const line = (mark: string): string => commandLine(command, options, mark);
  const { isBrief = false, signal, ...more } = options;
  const isPlain = more.stdin === undefined && more.onLine === undefined && more.timeoutMs === undefined;
  const asked = { name: program, line, ...(signal === undefined ? {} : { signal }) };
  const brief = isBrief && isPlain ? await worker.run(asked) : undefined;
  const outcome = brief ?? (await runAlone(link, command, options, shell));
  const stderr = outcome.stderr.toString('utf8');
  const failed = new RegExp(`^${outcome.mark}-(E[A-Z]+)\n$`).exec(stderr);
  if (failed !== null) throw notStarted(link, program, options.cwd, failed[1] ?? '');
  return {
    rc: outcome.rc,
    stdout: outcome.stdout.toString('utf8'),
    stderr,
    ...(outcome.signal === undefined ? {} : { signal: outcome.signal }),
  };
}

/** In a session of its own. */
function runAlone(
  link: Link,
  command: readonly [string, ...string[]],
  options: CommandOptions,
  shell: RemoteShell,
): Promise<ScriptOutcome> {
  const [program] = command;
  return runScript(
    link,
    {
      name: program,
      line: (mark) => commandLine(command, options, mark),
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
      ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.onLine === undefined ? {} : { onLine: options.onLine }),
      ...(options.endsWithConnection === true ? { beatMs } : {}),
    },
    shell,
  );
}

/** A script that becomes the program. What keeps it from starting is told by `mark` and the error's name. */
function commandLine(command: readonly string[], options: CommandOptions, mark: string): string {
  const { cwd, environment = {} } = options;
  const names = Object.entries(environment);
  const isName = (name: string): boolean => /^[A-Za-z_]\w*$/.test(name);
  const exported = names.filter(([name]) => isName(name));
  // A shell has no variables of other names: env(1) has.
  const others = names.filter(([name]) => !isName(name)).map(([name, value]) => quote(`${name}=${value}`));
  const words = [...(others.length > 0 ? ['env', ...others] : []), ...command.map(quote)].join(' ');
  return [
    `drover_f(){ printf '%s\\n' ${mark}-"$1" >&2;exit 127;}`,
    ...(cwd === undefined ? [] : [changeFolder(cwd)]),
    ...exported.map(([name, value]) => `export ${name}=${quote(value)}`),
    findProgram(command[0] ?? ''),
    options.endsWithConnection === true ? boundScript(words) : `exec ${words}`,
  ].join(';');
}

function changeFolder(cwd: string): string {
  const path = quote(cwd.startsWith('/') ? cwd : `./${cwd}`);
  return `CDPATH= cd -- ${path} 2>/dev/null||{ [ -d ${path} ]&&drover_f EACCES;drover_f ENOENT;}`;
}

/** As execvp(3) looks for it: a path as it is, a name in the folders of PATH. */
function findProgram(program: string): string {
  const name = quote(program);
  if (program.includes('/'))
    return `[ -e ${name} ]||drover_f ENOENT;{ [ -x ${name} ]&&[ ! -d ${name} ];}||drover_f EACCES`;
  const file = `"\${drover_d:-.}"/${name}`;
  return [
    'drover_x=ENOENT;set -f;IFS=:',
    `for drover_d in $PATH;do [ -d ${file} ]&&continue;[ -x ${file} ]&&{ drover_x=;break;};[ -e ${file} ]&&drover_x=EACCES;done`,
    'unset IFS;set +f;[ -z "$drover_x" ]||drover_f $drover_x',
  ].join(';');
}

function notStarted(link: Link, program: string, cwd: string | undefined, code: string): DroverError {
  const where = `on ${link.settings.host}`;
  return new DroverError('command-not-started', {
    detail: `${errnoText(code) ?? code}: ${JSON.stringify(program)}`,
    help:
      cwd === undefined
        ? `Check that ${program} is installed ${where}, that PATH leads to it there, and that it may be executed.`
        : `Check that ${program} is installed ${where} and may be executed, and that the folder ${cwd} exists there.`,
  });
}
