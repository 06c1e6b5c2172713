import { createHash } from 'node:crypto';
import type { TaskContext } from '../../../engine/module.ts';
import { inProject } from './in-project.ts';
import { credentialsFromArguments, type CloudArguments } from './credentials.ts';
import type { CloudCredentials, Session } from './session.types.ts';
import { openSession } from './session.ts';

/** What of a task's context a session needs. */
export type SessionContext = Pick<TaskContext, 'environment' | 'controller' | 'pool'>;

/** What a session is opened for beyond what the arguments say. */
export interface SessionOptions {
  /** What the `auth` dictionary is called where it was written. */
  readonly label?: string | undefined;
  /** The id of the project to work in, in place of the one that the credentials name. */
  readonly projectId?: string;
}

/** The session for a module's arguments: one for all tasks of a run that give the same credentials. */
export async function sessionFor(
  args: CloudArguments,
  context: SessionContext,
  { label, projectId }: SessionOptions = {},
): Promise<Session> {
  const environment = { ...process.env, ...context.environment };
  const given = await credentialsFromArguments(args, {
    environment,
    files: context.controller.files,
    ...(label === undefined ? {} : { label }),
  });
  const credentials = projectId === undefined ? given : inProject(given, projectId);
  return context.pool.get(
    sessionKey(credentials),
    () => Promise.resolve(openSession(credentials, { environment })),
    (session) => session.close(),
  );
}

/** The same for the same credentials, whatever they are called; a secret cannot be read out of it. */
export function sessionKey({ label: _label, ...credentials }: CloudCredentials): string {
  const sorted = JSON.stringify(credentials, (_key, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  );
  return `openstack:${createHash('sha256').update(sorted).digest('hex')}`;
}
