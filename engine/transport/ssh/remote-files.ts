import { randomBytes } from 'node:crypto';
import { posix } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { Files } from '../../module.ts';
import { fileError } from './file-errors.ts';
import { fileScripts, type FileScript } from './file-scripts.ts';
import { parseStatus } from './file-status.ts';
import type { Link } from './link.ts';
import type { RemoteShell } from './remote-shell.ts';
import { runScript, type ScriptOutcome } from './run-script.ts';
import { quote } from './shell-words.ts';
import type { Worker } from './worker.ts';

/**
 * The files of a machine over SSH: each operation is a script for its shell, so that nothing has to be installed there
 * and what goes wrong is told as the system says it. Errors are like Node's own of local files (with `code`).
 */
export function remoteFiles({ link, shell, worker }: FileWay): Files {
  const call = (script: FileScript, args: readonly string[], stdin?: Uint8Array): Promise<ScriptOutcome> =>
    runFileScript({ link, shell, worker }, script, args, stdin);
  const does = async (script: FileScript, path: string, args: readonly string[], stdin?: Uint8Array) => {
    const outcome = await call(script, [pathOf(path), ...args], stdin);
    if (outcome.rc !== 0) throw fileError(outcome.stderr.toString('utf8'), syscalls[script], path);
    return outcome.stdout;
  };
  return {
    status: async (path, options = {}) => {
      if (path === '') return undefined;
      const { rc, stdout, stderr } = await call('status', [pathOf(path), flag(options.follow)]);
      if (rc === 0) return parseStatus(stdout.toString('utf8'));
      const error = fileError(stderr.toString('utf8'), 'lstat', path);
      if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return undefined;
      throw error;
    },
    read: (path) => does('read', path, []),
    write: async (path, content, options = {}) => {
      const bytes = Buffer.from(content);
      const mode = options.mode === undefined ? '' : octal(options.mode);
      const size = String(bytes.length);
      if (options.unsafe === true) await does('writeInPlace', path, [mode, size], bytes);
      else await does('write', path, [temporaryBeside(path), mode, size], bytes);
    },
    list: async (path) => {
      const names = (await does('list', path, [])).toString('utf8').split('\0');
      return names.slice(0, -1).sort();
    },
    makeDirectory: async (path, options = {}) => {
      const mode = options.mode === undefined ? '' : octal(options.mode);
      await does('makeDirectory', path, [flag(options.parents), mode]);
    },
    remove: async (path, options = {}) => {
      await does('remove', path, [flag(options.recursive)]);
    },
    rename: async (from, to) => {
      await does('rename', from, [pathOf(to)]);
    },
    link: async (target, path, { symbolic }) => {
      const { rc, stderr } = await call('link', [
        symbolic ? target : pathOf(target),
        pathOf(path),
        flag(symbolic),
      ]);
      if (rc !== 0) throw fileError(stderr.toString('utf8'), symbolic ? 'symlink' : 'link', path);
    },
    changeMode: async (path, mode, options = {}) => {
      await does('changeMode', path, [octal(mode), flag(options.follow ?? true)]);
    },
    changeOwner: async (path, owner, group, options = {}) => {
      if (owner === undefined && group === undefined) return;
      const account = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`;
      const { rc, stderr } = await call('changeOwner', [pathOf(path), account, flag(options.follow ?? true)]);
      if (rc !== 0) throw ownerError(stderr.toString('utf8'), path, owner, group);
    },
    changeTimes: async (path, accessed, modified) => {
      const times = [accessed.toFixed(9), modified.toFixed(9)];
      const seconds = [accessed, modified].map((time) => String(Math.floor(time)));
      await does('changeTimes', path, [...times, ...seconds]);
    },
    realPath: async (path) => (await does('realPath', path, [])).toString('utf8'),
  };
}

/** What the operations are called in errors. */
const syscalls: Readonly<Record<FileScript, string>> = {
  status: 'lstat',
  read: 'open',
  list: 'scandir',
  makeDirectory: 'mkdir',
  remove: 'rm',
  rename: 'rename',
  link: 'link',
  changeMode: 'chmod',
  changeOwner: 'chown',
  changeTimes: 'utime',
  realPath: 'realpath',
  write: 'open',
  writeInPlace: 'open',
};

/** The way to a machine's files: by the worker, and where that has other work, by a session of their own. */
interface FileWay {
  readonly link: Link;
  readonly shell: RemoteShell;
  readonly worker: Worker;
}

/** What is longer would keep the worker from others. */
const longestInput = 1024 * 1024;

async function runFileScript(
  { link, shell, worker }: FileWay,
  script: FileScript,
  args: readonly string[],
  stdin: Uint8Array | undefined,
): Promise<ScriptOutcome> {
  const words = args.map(quote).join(' ');
  // A path that begins nowhere begins at the home folder, as it is when a session begins.
  const isShort = args[0]?.startsWith('/') === true && (stdin?.length ?? 0) <= longestInput;
  const outcome = isShort
    ? await worker.run({
        name: `the file operation ${script}`,
        line: () => `export LC_ALL=C;input='head -c ${stdin?.length ?? 0}';drover_${script} ${words}`,
        uses: { name: `drover_${script}`, body: fileScripts[script] },
        ...(stdin === undefined ? {} : { stdin }),
      })
    : undefined;
  if (outcome !== undefined) return outcome;
  return runScript(
    link,
    {
      name: `the file operation ${script}`,
      line: () => `export LC_ALL=C;input=cat;set -- ${words};eval ${quote(fileScripts[script].trim())}`,
      ...(stdin === undefined ? {} : { stdin }),
    },
    shell,
  );
}

/** Words that programs could take for something else stay paths; an empty path is none, as for the system. */
function pathOf(path: string): string {
  return path === '' || path.startsWith('/') ? path : `./${path}`;
}

function temporaryBeside(path: string): string {
  const name = `.${posix.basename(path)}.${randomBytes(6).toString('hex')}.tmp`;
  return pathOf(posix.join(posix.dirname(path), name));
}

function flag(isSet: boolean | undefined): string {
  return isSet === true ? '1' : '';
}

/** With five digits chmod(1) takes the bits away that are not in it, from folders too. */
function octal(mode: number): string {
  return mode.toString(8).padStart(5, '0');
}

function ownerError(
  stderr: string,
  path: string,
  owner: string | number | undefined,
  group: string | number | undefined,
): Error {
  const [, kind] = /(?:invalid|unknown) (user|group)/.exec(stderr) ?? [];
  if (kind === undefined) return fileError(stderr, 'chown', path);
  return new DroverError('unknown-account', {
    detail: `${kind === 'user' ? 'chown' : 'chgrp'} failed: failed to look up ${kind} ${(kind === 'user' ? owner : group) ?? ''}`,
    help: `Create the ${kind} first, or give the number of one.`,
  });
}
