import { createClient, type Answer } from '../contract/client.ts';
import type { LoopbackCloud } from './cloud.ts';

/** Somebody who is logged in over HTTP. */
export interface TestSession {
  readonly token: string;
  readonly send: (
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ) => Promise<Answer>;
  readonly close: () => void;
}

/** Logs in, and calls the networking service; paths that begin with `keystone:` go to the identity service. */
export async function openTestSession(
  cloud: LoopbackCloud,
  userName = 'src',
  projectName = 'src',
): Promise<TestSession> {
  const client = createClient();
  const origin = cloud.url.replace(/\/v3$/, '');
  const auth = cloud.auth(userName, projectName);
  const answer = await client.send({
    method: 'POST',
    url: `${cloud.url}/auth/tokens`,
    body: passwordBody(auth),
  });
  const token = answer.headers['x-subject-token'];
  if (token === undefined) {
    client.close();
    throw new Error(`The login failed: ${answer.status} ${JSON.stringify(answer.body)}`);
  }
  return {
    token,
    close: client.close,
    send: (method, path, body, headers) =>
      client.send({
        method,
        url: path.startsWith('keystone:') ? `${origin}${path.slice(9)}` : `${origin}/network${path}`,
        token,
        body,
        headers,
      }),
  };
}

/** The body of a login with a password. */
export function passwordBody(auth: ReturnType<LoopbackCloud['auth']>): unknown {
  return {
    auth: {
      identity: {
        methods: ['password'],
        password: {
          user: { name: auth.username, password: auth.password, domain: { name: auth.user_domain_name } },
        },
      },
      scope: { project: { name: auth.project_name, domain: { name: auth.project_domain_name } } },
    },
  };
}
