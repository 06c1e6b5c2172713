import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { HookCall } from '../hook.types.ts';
import type { Stage } from '../stage.ts';
import { ansibleEnvironment } from './ansible-environment.ts';
import { writeAnsibleFiles } from './ansible-files.ts';
import { containerEngine, readyImage, type ContainerEngine } from './container-engine.ts';
import { contentMounts, sshMounts, type Mount } from './container-mounts.ts';
import { checkPlaybook, runPlaybook, type PlaybookStart } from './run-playbook.ts';
import type { Checker, Runner } from './runner.types.ts';
import type { PlayRequest } from '../../../engine/module.ts';

/** The home of the user in the container: in memory, as all that is written there. */
const HOME = '/home/drover';

/** `ansible-playbook` of an image, in a container that sees the content and nothing else of this machine. */
export const container: Runner = (call, request, stage) =>
  inContainer(call, request, stage, (start) => runPlaybook(start, request, call.context));

export const checkContainer: Checker = (call, request, stage) =>
  inContainer(call, request, stage, (start) => checkPlaybook(start, request, call.context));

async function inContainer<T>(
  { hook, context }: HookCall,
  request: PlayRequest,
  stage: Stage,
  work: (start: PlaybookStart) => Promise<T>,
): Promise<T> {
  const engine = await containerEngine(context);
  const image = await readyImage(engine, imageOf(hook.image), context);
  const folder = await mkdtemp(join(tmpdir(), 'drover-container-'));
  const name = `drover-hook-${randomBytes(8).toString('hex')}`;
  try {
    const call = await writeAnsibleFiles(folder, request, context.plays);
    await writeFile(join(folder, 'passwd'), passwd(engine), { mode: 0o644 });
    const before = runWords({ engine, name, folder, image, request, stage, context });
    return await work({
      program: (words) => ({
        command: [engine.program, ...before, ...words],
        environment: { ...process.env, ...context.environment },
        folder: stage.folder,
        help: 'Install podman or docker.',
      }),
      call,
    });
  } finally {
    // It is gone where it ended by itself; where its client was killed, it would go on.
    await context.controller
      .execute([engine.program, 'rm', '--force', '--volumes', name], { timeoutMs: 60_000 })
      .catch(() => undefined);
    await rm(folder, { recursive: true, force: true });
  }
}

interface ToRun {
  readonly engine: ContainerEngine;
  readonly name: string;
  readonly folder: string;
  readonly image: string;
  readonly request: PlayRequest;
  readonly stage: Stage;
  readonly context: TaskContext;
}

/** No word of it is secret: passwords go through standard input, the task's environment is named without its values. */
function runWords({ engine, name, folder, image, request, stage, context }: ToRun): readonly string[] {
  const { content } = request;
  const agent = process.env['SSH_AUTH_SOCK'] || undefined;
  const mounts = [
    ...contentMounts([folder, stage.folder], content),
    ...sshMounts(context.plays.export(request), HOME, agent),
    { source: join(folder, 'passwd'), target: '/etc/passwd' },
  ];
  const environment = {
    ...ansibleEnvironment({ folder, scratch: join(HOME, 'scratch') }, content),
    HOME,
    ...(agent === undefined ? {} : { SSH_AUTH_SOCK: agent }),
  };
  return [
    ...['run', '--rm', '--interactive', '--pull=never', '--network=host'],
    ...[`--name=${name}`, `--label=drover.run=${context.plays.runId}`, `--workdir=${stage.folder}`],
    ...engine.userWords,
    // Folders of people are not relabelled for containers.
    '--security-opt=label=disable',
    ...['--tmpfs=/tmp:rw,exec,mode=1777', `--tmpfs=${HOME}:rw,exec,mode=1777`],
    ...mounts.map(mountWord),
    ...Object.keys(context.environment).map((variable) => `--env=${variable}`),
    ...Object.entries(environment).map(([variable, value]) => `--env=${variable}=${value}`),
    ...['--entrypoint=ansible-playbook', image],
  ];
}

function mountWord({ source, target }: Mount): string {
  if (/[,"\n]/.test(source + target)) {
    throw new DroverError('hook-failed', {
      detail: `The path ${source} has a comma, a quotation mark or a line break, which names of mounts cannot have.`,
      help: 'Name the file or folder otherwise.',
    });
  }
  return `--mount=type=bind,source=${source},target=${target},readonly`;
}

/** ssh asks for an account of its user, which an image does not have. */
function passwd({ uid, gid }: ContainerEngine): string {
  const root = `root:x:0:0:root:${HOME}:/bin/sh\n`;
  return uid === 0 ? root : `${root}drover:x:${uid}:${gid}:drover:${HOME}:/bin/sh\n`;
}

function imageOf(image: string | undefined): string {
  if (image !== undefined && /@sha256:[0-9a-f]{64}$/.test(image)) return image;
  throw new DroverError('hook-failed', {
    detail: `runner: container needs an image by its digest, and got ${image ?? 'none'}.`,
    help: 'Write image: name@sha256:… with the 64 digits that `podman image inspect` shows as its digest.',
  });
}
