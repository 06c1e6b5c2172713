import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { PlayRequest, TaskContext } from '../../../engine/module.ts';
import type { Stage } from '../stage.ts';
import { ansibleEnvironment, withoutAnsible } from './ansible-environment.ts';
import { writeAnsibleFiles } from './ansible-files.ts';
import { checkPlaybook, runPlaybook, type PlaybookStart } from './run-playbook.ts';
import { LIFELINE } from './run-program.ts';
import type { Checker, Runner } from './runner.types.ts';

const PROGRAM = 'ansible-playbook';
/** The oldest release that this was tried with. */
const OLDEST = [2, 14] as const;

/** A real `ansible-playbook` of this machine. */
export const ansible: Runner = async ({ context }, request, stage) => {
  await checkVersion(context);
  return started(request, stage, context, (start) => runPlaybook(start, request, context));
};

/** What is wrong with a playbook, as `ansible-playbook --syntax-check` finds it. */
export const checkAnsible: Checker = async ({ context }, request, stage) => {
  await checkVersion(context);
  return started(request, stage, context, (start) => checkPlaybook(start, request, context));
};

async function started<T>(
  request: PlayRequest,
  stage: Stage,
  context: TaskContext,
  work: (start: PlaybookStart) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(inMemory(), 'drover-ansible-'));
  const scratch = join(folder, 'scratch');
  try {
    await mkdir(join(scratch, 'cp'), { recursive: true, mode: 0o700 });
    const environment = {
      ...withoutAnsible(process.env),
      ...withoutAnsible(context.environment),
      ...ansibleEnvironment({ folder, scratch }, request.content),
      DROVER_LIFELINE: String(LIFELINE),
      DROVER_FOLDERS: [folder, stage.folder].join(':'),
    };
    return await work({
      program: (words) => ({
        command: [PROGRAM, ...words],
        environment,
        folder: stage.folder,
        help: INSTALL,
      }),
      call: await writeAnsibleFiles(folder, request, context.plays),
    });
  } finally {
    await endMasters(join(scratch, 'cp'));
    await rm(folder, { recursive: true, force: true });
  }
}

/** Where a machine has a file system that is on no disk: what Ansible writes for modules goes there. */
function inMemory(): string {
  try {
    accessSync('/dev/shm', constants.W_OK | constants.X_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

/** Connections that ssh keeps open for the next task would outlive the run by a minute. */
async function endMasters(folder: string): Promise<void> {
  const sockets = await readdir(folder).catch(() => []);
  await Promise.all(
    sockets.map(
      (name) =>
        new Promise<void>((resolve) => {
          const words = ['-o', `ControlPath=${join(folder, name)}`, '-O', 'exit', 'none'];
          execFile('ssh', words, { timeout: 2000 }, () => {
            resolve();
          });
        }),
    ),
  );
}

const INSTALL =
  'Install it (pipx install ansible-core, or your system’s package ansible-core), let the hook run in an image that has it (runner: container), or take drover’s own engine (runner: native).';

/** Throws where `ansible-playbook` is not there, or too old. Asked once in a run. */
function checkVersion(context: TaskContext): Promise<string> {
  return context.pool.get('hooks:ansible', async () => {
    const shown = await context.controller
      .execute([PROGRAM, '--version'], { environment: { ...context.environment }, timeoutMs: 60_000 })
      .catch((error: unknown) => {
        throw new DroverError('command-not-started', {
          detail: `A hook has runner: ansible, and ${PROGRAM} could not be started here.`,
          help: INSTALL,
          cause: error,
        });
      });
    const version = /^ansible-playbook \[?(?:core )?((\d+)\.(\d+)[^\s\]]*)/.exec(shown.stdout);
    const [, text, major, minor] = version ?? [];
    if (text !== undefined && isRecent(Number(major), Number(minor))) return text;
    throw new DroverError('command-not-started', {
      detail:
        text === undefined
          ? `${PROGRAM} --version says nothing that is known: ${(shown.stderr || shown.stdout).trim().slice(0, 500)}`
          : `A hook has runner: ansible, and this machine has ansible-playbook ${text}: too old, it takes that of ansible-core ${OLDEST.join('.')}.`,
      help: INSTALL,
    });
  });
}

function isRecent(major: number, minor: number): boolean {
  return major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1]);
}
