import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome, TaskContext } from '../../../engine/module.ts';

export interface ContainerEngine {
  readonly program: string;
  /** Words of `run` by which the container has the files of the user that drover runs as. */
  readonly userWords: readonly string[];
  /** Who that is in the container. */
  readonly uid: number;
  readonly gid: number;
}

interface Kind {
  readonly program: string;
  /** Says whether it runs without root, and that it answers. */
  readonly probe: readonly string[];
  readonly isRootless: (said: string) => boolean;
  /** Without root, root in a container is the user outside: podman can keep the number, docker cannot. */
  readonly keepsId: boolean;
}

const kinds: readonly Kind[] = [
  {
    program: 'podman',
    probe: ['info', '--format', '{{.Host.Security.Rootless}}'],
    isRootless: (said) => said.includes('true'),
    keepsId: true,
  },
  {
    program: 'docker',
    probe: ['info', '--format', '{{json .SecurityOptions}}'],
    isRootless: (said) => said.includes('rootless'),
    keepsId: false,
  },
];

const HELP =
  'Install podman (a package of that name), or start docker and let this user use it; or take a runner that needs no container (runner: native, runner: ansible).';

/** The first of podman and docker that answers, asked once in a run. Throws `command-not-started` where none does. */
export function containerEngine(context: TaskContext): Promise<ContainerEngine> {
  return context.pool.get('hooks:container', async () => {
    const said: string[] = [];
    for (const kind of kinds) {
      const outcome = await ask(kind, context);
      if (typeof outcome !== 'string' && outcome.rc === 0) return engineOf(kind, outcome.stdout);
      said.push(`${kind.program}: ${typeof outcome === 'string' ? outcome : lastLine(outcome)}`);
    }
    throw new DroverError('command-not-started', {
      detail: `A hook has runner: container, which needs podman or docker, and neither answers. ${said.join('; ')}.`,
      help: HELP,
    });
  });
}

async function ask({ program, probe }: Kind, context: TaskContext): Promise<CommandOutcome | string> {
  const { controller, environment } = context;
  return controller
    .execute([program, ...probe], { environment, timeoutMs: 60_000 })
    .catch(() => 'it could not be started');
}

function lastLine({ stdout, stderr }: CommandOutcome): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => line.trim() !== '');
  return (lines.at(-1) ?? 'it said nothing').trim().replace(/\.$/, '');
}

function engineOf({ program, isRootless, keepsId }: Kind, said: string): ContainerEngine {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  if (!isRootless(said)) return { program, userWords: [`--user=${uid}:${gid}`], uid, gid };
  return keepsId
    ? { program, userWords: ['--userns=keep-id', `--user=${uid}:${gid}`], uid, gid }
    : { program, userWords: ['--user=0:0'], uid: 0, gid: 0 };
}

/**
 * Makes sure that an image is there, and is what its digest says: pulled where it is missing, once in a run. The engine
 * checks the content against the digest when it pulls; what it holds under this name is checked here. Throws
 * `hook-failed`.
 */
export function readyImage(
  { program }: ContainerEngine,
  image: string,
  context: TaskContext,
): Promise<string> {
  return context.pool.get(`hooks:image:${image}`, async () => {
    const { controller, environment, stopping } = context;
    const digest = image.slice(image.indexOf('@') + 1);
    const inspect = () =>
      controller.execute([program, 'image', 'inspect', '--format', '{{json .RepoDigests}}', image], {
        environment,
        timeoutMs: 60_000,
      });
    let found = await inspect();
    if (found.rc !== 0) {
      const pulled = await controller.execute([program, 'pull', image], { environment, signal: stopping });
      if (pulled.rc !== 0) {
        throw new DroverError('hook-failed', {
          detail: `${program} could not pull the image ${image}: ${lastLine(pulled)}.`,
          help: `Check the name and the digest, and that this machine may pull from there (${program} login).`,
        });
      }
      found = await inspect();
    }
    if (found.rc === 0 && found.stdout.includes(`@${digest}"`)) return image;
    throw new DroverError('hook-failed', {
      detail: `${program} has no image with the digest ${digest} under the name ${image}: ${found.rc === 0 ? found.stdout.trim() : lastLine(found)}.`,
      help: `Remove it (${program} image rm ${image}), so that it is pulled again, or correct the digest.`,
    });
  });
}
