import { createHash } from 'node:crypto';
import type { TaskContext } from '../../../engine/module.ts';
import { credentialsFromArguments, type CloudArguments } from './credentials.ts';
import type { CloudCredentials, Session } from './session.types.ts';
import { openSession } from './session.ts';

/** What of a task's context a session needs. */
export type SessionContext = Pick<TaskContext, 'environment' | 'controller' | 'pool'>;

/**
 * The session for a module's arguments: one for all tasks of a run that give the same credentials. `label` is what
 * the `auth` dictionary is called where it was written.
 */
export async function sessionFor(
  args: CloudArguments,
  context: SessionContext,
  label?: string,
): Promise<Session> {
  const environment = { ...process.env, ...context.environment };
  const credentials = await credentialsFromArguments(args, {
    environment,
    files: context.controller.files,
    ...(label === undefined ? {} : { label }),
  });
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
