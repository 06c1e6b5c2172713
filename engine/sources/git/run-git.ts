import { spawn } from 'node:child_process';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { ReachSettings } from '../http/http-settings.ts';
import { sshCommand } from './ssh-command.ts';

export interface GitOutcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface GitCall {
  readonly settings: ReachSettings;
  readonly cwd?: string;
  readonly input?: string;
  readonly timeoutMs: number;
  /** Further settings of Git; by the environment, so that no secret stands in the list of processes. */
  readonly config?: Readonly<Record<string, string>>;
  /** Further variables. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a repository around us, or a hook that we are run from, would make Git do elsewhere. */
const notOurs =
  /^GIT_(?:DIR|WORK_TREE|INDEX_FILE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|NAMESPACE|PREFIX|CEILING_DIRECTORIES|TRACE.*|CURL_VERBOSE|CONFIG_PARAMETERS)$/;

/** Starts `git`, which never asks anybody. Throws `command-not-started` where there is none, `source-unreachable` after the time limit. */
export function runGit(args: readonly string[], call: GitCall): Promise<GitOutcome> {
  const { settings, cwd, input, timeoutMs } = call;
  const environment = gitEnvironment(call);
  return new Promise((resolve, reject) => {
    const child = spawn('git', [...args], {
      env: environment,
      stdio: ['pipe', 'pipe', 'pipe'],
      // A group of its own, so that ssh and index-pack end with it.
      detached: true,
      ...(cwd === undefined ? {} : { cwd }),
    });
    let [stdout, stderr] = ['', ''];
    let ended: Error | undefined;
    const end = (reason: Error): void => {
      ended ??= reason;
      killGroup(child.pid);
    };
    const timer = setTimeout(() => {
      end(
        new DroverError('source-unreachable', {
          detail: `git ${args[0] ?? ''} did not come to an end within ${timeoutMs / 1000} s.`,
          help: 'Allow more time with --timeout or DROVER_SOURCES_TIMEOUT.',
        }),
      );
    }, timeoutMs);
    const stop = (): void => {
      end(settings.signal.reason instanceof Error ? settings.signal.reason : new Error('interrupted'));
    };
    settings.signal.addEventListener('abort', stop, { once: true });
    const over = (): void => {
      clearTimeout(timer);
      settings.signal.removeEventListener('abort', stop);
    };
    child.stdout.setEncoding('utf8').on('data', (part: string) => (stdout += part));
    child.stderr.setEncoding('utf8').on('data', (part: string) => (stderr = (stderr + part).slice(-20_000)));
    child.on('error', (error) => {
      over();
      reject(notStarted(error));
    });
    child.on('close', (code) => {
      over();
      if (ended === undefined) resolve({ code: code ?? 1, stdout, stderr });
      else reject(ended);
    });
    // It may have ended before it has read.
    child.stdin.on('error', () => undefined);
    child.stdin.end(input ?? '');
    if (settings.signal.aborted) stop();
  });
}

function gitEnvironment({ settings, config = {}, environment = {} }: GitCall): NodeJS.ProcessEnv {
  const own = Object.entries(settings.environment).filter(([name]) => !notOurs.test(name));
  const before = Number(settings.environment['GIT_CONFIG_COUNT'] ?? '0') || 0;
  const pairs = Object.entries({
    'protocol.ext.allow': 'never',
    'core.hooksPath': '/dev/null',
    'gc.auto': '0',
    ...config,
  });
  return {
    ...Object.fromEntries(own),
    ...environment,
    LC_ALL: 'C',
    GIT_TERMINAL_PROMPT: '0',
    // Not left out: then SSH_ASKPASS would be started.
    GIT_ASKPASS: '',
    SSH_ASKPASS_REQUIRE: 'never',
    GIT_SSH_COMMAND: sshCommand(settings),
    GIT_CONFIG_COUNT: String(before + pairs.length),
    ...Object.fromEntries(
      pairs.flatMap(([key, value], index) => [
        [`GIT_CONFIG_KEY_${before + index}`, key],
        [`GIT_CONFIG_VALUE_${before + index}`, value],
      ]),
    ),
  };
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has gone already.
  }
}

function notStarted(error: Error): DroverError {
  return new DroverError('command-not-started', {
    detail: `git could not be started: ${error.message}.`,
    help: 'Install Git: it fetches what is not reached over HTTPS. Or write an https:// address.',
    cause: error,
  });
}
