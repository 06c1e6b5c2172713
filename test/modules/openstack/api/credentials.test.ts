import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { credentialsFromArguments, readCredentials } from '../../../../modules/openstack/api/credentials.ts';
import { sessionKey } from '../../../../modules/openstack/api/session-for.ts';
import { credentialsFor } from './loopback.ts';

interface Case {
  readonly case: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly label?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly credentials?: unknown;
  readonly problems?: readonly string[];
  readonly thrown?: string;
}

const SECRETS = ['hunter2-hunter2', 's3cret-s3cret', 'tokentoken', 'left-over-too'];
const cases = parse(
  readFileSync(new URL('credentials.cases.yml', import.meta.url), 'utf8'),
) as readonly Case[];

function portsOf(given: Case) {
  const files = given.files ?? {};
  return {
    environment: { HOME: '/home/me', ...given.environment },
    ...(given.label === undefined ? {} : { label: given.label }),
    files: {
      status: (path: string) => Promise.resolve(Object.hasOwn(files, path) ? {} : undefined),
      read: (path: string) => Promise.resolve(Buffer.from(files[path] ?? '')),
    },
  };
}

function assertNoSecret(text: string): void {
  for (const secret of SECRETS) assert.ok(!text.includes(secret), `a secret is shown: ${text}`);
}

describe('credentials', () => {
  for (const given of cases) {
    it(given.case, async () => {
      if (given.thrown !== undefined) {
        const thrown: unknown = await readCredentials(given.args, portsOf(given)).catch(
          (error: unknown) => error,
        );
        assert.ok(thrown instanceof DroverError, String(thrown));
        assert.match(thrown.message, new RegExp(given.thrown));
        assertNoSecret(JSON.stringify(thrown.diagnostic));
        return;
      }
      const { credentials, diagnostics } = await readCredentials(given.args, portsOf(given));
      const details = diagnostics.map(({ detail }) => detail);
      assert.deepEqual(credentials, given.credentials, details.join('\n'));
      assert.equal(details.length, given.problems?.length ?? 0, details.join('\n'));
      for (const pattern of given.problems ?? []) {
        const matching = details.filter((detail) => new RegExp(pattern).test(detail));
        assert.ok(matching.length > 0, `${pattern} is not among:\n${details.join('\n')}`);
      }
      assertNoSecret(JSON.stringify(diagnostics));
    });
  }

  it('are refused with all messages in one error', async () => {
    const ports = portsOf({ case: '', args: {}, label: 'os_migrate_src_auth' });
    const thrown: unknown = await credentialsFromArguments({ auth: { auth_url: 'x' } }, ports).catch(
      (e: unknown) => e,
    );
    assert.ok(thrown instanceof DroverError);
    assert.equal(thrown.code, 'openstack-config');
    assert.equal(thrown.message.split('\n').length, 3);
    assert.match(thrown.message, /auth_url.*\n.*username.*\n.*password is missing/);
  });

  it('have a key that depends on all but the label, and shows no secret', () => {
    const one = credentialsFor('http://h/v3');
    const { auth } = one;
    const turned = { ...one, label: 'x', auth: Object.fromEntries(Object.entries(auth).reverse()) };
    assert.equal(sessionKey(one), sessionKey(turned));
    assert.notEqual(sessionKey(one), sessionKey({ ...one, auth: { ...auth, password: 'other' } }));
    assert.notEqual(sessionKey(one), sessionKey({ ...one, region: 'R' }));
    assert.match(sessionKey(one), /^openstack:[0-9a-f]{64}$/);
  });
});
