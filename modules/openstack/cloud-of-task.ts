import type { TaskContext } from '../../engine/module.ts';
import type { Session } from './api/session.types.ts';
import { sessionFor } from './api/session-for.ts';
import { indexOfCloud, type IndexOfCloud } from './kind/index-of-cloud.ts';

type CloudArguments = Parameters<typeof sessionFor>[0];

/** What the run knows of the cloud that a task's arguments lead to: one index for all tasks with these credentials. */
export async function cloudOfTask(
  args: CloudArguments,
  context: TaskContext,
  label?: string,
): Promise<IndexOfCloud> {
  const session = await sessionFor(args, context, label);
  const indexes = await context.pool.get('openstack:indexes', () =>
    Promise.resolve(new WeakMap<Session, IndexOfCloud>()),
  );
  const known = indexes.get(session) ?? indexOfCloud(session);
  indexes.set(session, known);
  return known;
}
