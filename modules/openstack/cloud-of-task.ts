import type { TaskContext } from '../../engine/module.ts';
import type { Schema } from '../../engine/schema/types.ts';
import { authArguments } from './api/auth-arguments.ts';
import type { Session } from './api/session.types.ts';
import { sessionFor } from './api/session-for.ts';
import { indexOfCloud, type IndexOfCloud } from './kind/index-of-cloud.ts';

type CloudArguments = Parameters<typeof sessionFor>[0];

/** The argument of modules that meet a cloud first. */
export const cloudLabel = {
  label: {
    type: 'string',
    description: 'What messages of the whole run call the cloud: source, destination.',
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

/** What a run knows of its clouds. */
interface Clouds {
  /** By the arguments that lead there: the items of a loop all have the same ones. */
  readonly byArguments: Map<string, Promise<IndexOfCloud>>;
  readonly bySession: Map<Session, IndexOfCloud>;
}

/** What the run knows of the cloud that a task's arguments lead to: one index for all tasks with these credentials. */
export async function cloudOfTask(
  args: CloudArguments,
  context: TaskContext,
  label?: string,
): Promise<IndexOfCloud> {
  const clouds = await context.pool.get('openstack:clouds', () =>
    Promise.resolve<Clouds>({ byArguments: new Map(), bySession: new Map() }),
  );
  const key = JSON.stringify([NAMES.map((name) => args[name] ?? null), context.environment]);
  const known = clouds.byArguments.get(key);
  if (known !== undefined) return known;
  const opened = openIndex(clouds, args, context, label);
  clouds.byArguments.set(key, opened);
  opened.catch(() => clouds.byArguments.delete(key));
  return opened;
}

const NAMES = Object.keys(authArguments);

async function openIndex(
  { bySession }: Clouds,
  args: CloudArguments,
  context: TaskContext,
  label: string | undefined,
): Promise<IndexOfCloud> {
  const session = await sessionFor(args, context, { label });
  const index = bySession.get(session) ?? indexOfCloud(session);
  bySession.set(session, index);
  return index;
}
