import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome } from '../../../engine/module.ts';
import { withoutPassword } from '../api/http.ts';
import type { Programs } from '../programs.ts';
import type { AskedGit } from './git-arguments.ts';

/** git(1) as a task wants it: with its SSH options and its umask, and never asking anybody. */
export interface Git {
  /** In the folder that is checked out to, or wherever. */
  run(words: readonly string[], folder?: string): Promise<CommandOutcome>;
  /** What it prints; throws where it fails. `failing` says what was to be done. */
  must(words: readonly string[], folder: string | undefined, failing: string): Promise<string>;
}

export async function gitOf(args: AskedGit, programs: Programs): Promise<Git> {
  const program = args.executable ?? (await programs.need('git'));
  const environment = { GIT_SSH_COMMAND: sshCommand(args), GIT_TERMINAL_PROMPT: '0' };
  const run: Git['run'] = (words, folder) => {
    const masked =
      typeof args.umask === 'string'
        ? (['sh', '-c', 'umask "$1"; shift; exec "$@"', 'sh', args.umask, program, ...words] as const)
        : ([program, ...words] as const);
    return programs.run(masked, { environment, ...(folder === undefined ? {} : { cwd: folder }) });
  };
  return {
    run,
    must: async (words, folder, failing) => {
      const { rc, stdout, stderr } = await run(words, folder);
      if (rc === 0) return stdout;
      const told = `${stdout} ${stderr}`.trim().replaceAll(args.repo, () => shownUrl(args.repo));
      throw new DroverError('module-failed', {
        detail: `${failing}: ${told}`,
        help: 'See that the machine itself reaches the repository, that it knows the server’s key (known_hosts), and may read it (key_file, or an agent).',
      });
    },
  };
}

/** Other than Ansible's, no option switches the check of keys off. */
export function sshCommand(args: AskedGit): string {
  const given = args.ssh_opts ?? '';
  const isAccepting =
    (args.accept_hostkey || args.accept_newhostkey) && !given.includes('StrictHostKeyChecking=');
  return [
    'ssh',
    ...(given === '' ? [] : [given]),
    ...(isAccepting ? ['-o StrictHostKeyChecking=accept-new'] : []),
    '-o BatchMode=yes',
    ...(args.key_file === undefined
      ? []
      : [`-i '${args.key_file.replaceAll("'", "'\\''")}'`, '-o IdentitiesOnly=yes']),
  ].join(' ');
}

function shownUrl(repo: string): string {
  return URL.canParse(repo) ? withoutPassword(repo) : repo;
}

/** A path as a URL: a clone of a path takes no depth. */
export function addressOf(repo: string): string {
  return repo.startsWith('/') ? `file://${repo}` : repo;
}
