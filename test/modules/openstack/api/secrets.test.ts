import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { CallRecord } from '../../../../modules/openstack/api/exchange.ts';
import { openSession } from '../../../../modules/openstack/api/session.ts';
import type { CloudCredentials } from '../../../../modules/openstack/api/session.types.ts';
import { credentialsFor, quick, startLoopback, type Handler, type Reply } from './loopback.ts';

const PASSWORD = 'Zq7-pass/word&"x"';
const TOKEN = 'gAAAAABrAQVDAbYtLGDkKrGSSAtkg';
const APP_SECRET = 'appcred-S3cret+/=';

/** Every way in which a secret could be written down. */
const SPELLINGS = [PASSWORD, TOKEN, APP_SECRET].flatMap((secret) => [
  secret,
  encodeURIComponent(secret),
  JSON.stringify(secret).slice(1, -1),
  Buffer.from(secret).toString('base64'),
]);

/** Everything that could be printed of an error: message, help, cause, hidden properties. */
function everythingOf(value: unknown): string {
  const options = {
    depth: 20,
    showHidden: true,
    maxStringLength: Infinity,
    maxArrayLength: Infinity,
  } as const;
  const more = value instanceof Error ? [value.message, value.stack, JSON.stringify(value)] : [];
  return [inspect(value, options), ...more].join('\n');
}

/** A server that sends back all that it got, as badly written ones do. */
const parrot =
  (status: number, asPage: boolean): Handler =>
  (request) => {
    const said =
      `You sent ${JSON.stringify(request.body)} with ${String(request.headers['x-auth-token'])} `.repeat(7);
    return { status, body: asPage ? `<html><h1>Error</h1>${said}</html>` : { error: { message: said } } };
  };

const faults: readonly Reply[] = [
  { fault: 'reset' },
  { fault: 'silence' },
  { fault: 'half-json', body: { token: TOKEN, password: PASSWORD } },
  { status: 201, body: { token: 'no object' }, headers: { 'x-subject-token': TOKEN } },
  { status: 302, headers: { location: `http://other.invalid/?password=${encodeURIComponent(PASSWORD)}` } },
];

describe('no secret is ever shown', () => {
  const password = (url: string): CloudCredentials => {
    const credentials = credentialsFor(`${url}/v3`);
    return { ...credentials, auth: { ...credentials.auth, password: PASSWORD } };
  };
  const token = (url: string): CloudCredentials => ({
    ...credentialsFor(''),
    authType: 'token',
    auth: { auth_url: url, token: TOKEN, project_id: 'p' },
  });
  const application = (url: string): CloudCredentials => ({
    ...credentialsFor(''),
    authType: 'v3applicationcredential',
    auth: {
      auth_url: `${url}/v3`,
      application_credential_id: 'i',
      application_credential_secret: APP_SECRET,
    },
  });

  const handlers: readonly (readonly [string, Handler])[] = [
    ...[200, 400, 401, 403, 404, 409, 413, 429, 500, 503].flatMap((status) => [
      [`${status} as JSON`, parrot(status, false)] as const,
      [`${status} as a page`, parrot(status, true)] as const,
    ]),
    ...faults.map((reply) => [reply.fault ?? String(reply.status), () => reply] as const),
  ];
  const ports = {
    ...quick,
    policy: { ...quick.policy, tries: 2 },
    timeouts: { connectMs: 2000, responseMs: 60, totalMs: 1000 },
  };

  for (const [name, handler] of handlers) {
    it(`when a server answers with ${name}`, async () => {
      const calls: CallRecord[] = [];
      const shown: string[] = [];
      const server = await startLoopback(handler);
      const good = await startLoopback((request, answered) => {
        if (!request.path.endsWith('/auth/tokens')) return handler(request, answered);
        const url = `${request.origin}/v2.0`;
        return {
          status: 201,
          headers: { 'x-subject-token': TOKEN },
          body: { token: { catalog: [{ type: 'network', endpoints: [{ interface: 'public', url }] }] } },
        };
      });
      try {
        for (const credentials of [
          password(server.url),
          token(server.url),
          application(server.url),
          password(good.url),
        ]) {
          const secret =
            credentials.auth['password'] ?? credentials.auth['application_credential_secret'] ?? TOKEN;
          const session = openSession(credentials, { ...ports, onCall: (call) => calls.push(call) });
          shown.push(everythingOf(session));
          for (const act of [
            () => session.identity(),
            () => session.call('network', 'POST', '/networks', { body: { secret }, query: { t: TOKEN } }),
            () => session.list('network', '/networks', 'networks', { query: { t: TOKEN } }),
          ]) {
            const failed: unknown = await act().then(
              () => undefined,
              (error: unknown) => error,
            );
            if (failed === undefined) continue;
            assert.ok(failed instanceof DroverError, everythingOf(failed));
            shown.push(everythingOf(failed));
          }
          await session.close();
        }
      } finally {
        await server.close();
        await good.close();
      }
      assert.ok(shown.length > 4);
      const all = [...shown, JSON.stringify(calls)].join('\n');
      for (const spelling of SPELLINGS) assert.ok(!all.includes(spelling), `${spelling} is in:\n${all}`);
    });
  }
});
