import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import type { CommandOptions, CommandOutcome, Connection, TaskContext } from '../../engine/module.ts';

/** Folders of the system's own programs: they are missing from the PATH of many users. */
const systemFolders = ['/sbin', '/usr/sbin', '/usr/local/sbin'];

/** The programs of the machine that a task works on. */
export interface Programs {
  /** The path of a program; undefined where the machine has none of that name. */
  find(name: string): Promise<string | undefined>;
  /** The path of the first of these programs that is there; throws where none is. */
  need(...names: readonly [string, ...string[]]): Promise<string>;
  /** Runs a program that was found or is needed; its words are in English, so that they can be read. */
  run(words: readonly [string, ...string[]], options?: CommandOptions): Promise<CommandOutcome>;
}

/** The programs as the task sees them: its environment, and its wish to end. */
export function programsOf(connection: Connection, context: TaskContext): Programs {
  const found = new Map<string, Promise<string | undefined>>();
  const { environment, signal } = context;
  const options = { environment: { ...environment, LC_ALL: 'C', LANG: 'C' }, signal };
  const looking = { ...options, isBrief: true };
  const look = async (name: string): Promise<string | undefined> => {
    const script = `PATH="$PATH:${systemFolders.join(':')}"; command -v -- "$1"`;
    const { rc, stdout } = await connection.execute(['/bin/sh', '-c', script, 'sh', name], looking);
    const path = stdout.trim();
    return rc === 0 && path.startsWith('/') ? path : undefined;
  };
  const find = (name: string): Promise<string | undefined> => {
    const known = found.get(name) ?? look(name);
    found.set(name, known);
    return known;
  };
  const need = async (...names: readonly [string, ...string[]]): Promise<string> => {
    for (const name of names) {
      const path = await find(name);
      if (path !== undefined) return path;
    }
    throw await missing(names, connection, options);
  };
  return {
    find,
    need,
    run: async ([name, ...words], more = {}) =>
      connection.execute([name.startsWith('/') ? name : await need(name), ...words], {
        ...options,
        ...more,
        environment: { ...options.environment, ...more.environment },
      }),
  };
}

async function missing(
  names: readonly string[],
  connection: Connection,
  options: CommandOptions,
): Promise<DroverError> {
  const { stdout } = await connection.execute(['/bin/sh', '-c', 'printf %s "$PATH"'], options);
  const folders = stdout.split(':');
  const all = [...folders, ...systemFolders.filter((folder) => !folders.includes(folder))];
  return new DroverError('module-failed', {
    detail: `Failed to find required executable "${names.join('" or "')}" in paths: ${all.join(':')}`,
    help: 'Install the package that has it on the machine, or name its folder in PATH (environment:).',
  });
}
