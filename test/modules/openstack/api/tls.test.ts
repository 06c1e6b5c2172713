import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import type { ServerOptions } from 'node:https';
import { openSession } from '../../../../modules/openstack/api/session.ts';
import type { CloudCredentials } from '../../../../modules/openstack/api/session.types.ts';
import { createAuthority, type Pair, type TestAuthority } from './certificates.ts';
import { credentialsFor, quick, refusalOf, startCloud, type Loopback } from './loopback.ts';

describe('TLS', () => {
  let authority: TestAuthority;
  let good: Pair;
  let cloud: Loopback | undefined;
  before(() => {
    authority = createAuthority();
    good = authority.issue('good', 'IP:127.0.0.1');
  });
  after(() => {
    authority.remove();
  });
  afterEach(async () => {
    await cloud?.close();
    cloud = undefined;
  });

  function start(pair: Pair, more: ServerOptions = {}): Promise<Loopback> {
    const tls = { cert: authority.read(pair.cert), key: authority.read(pair.key), ...more };
    return startCloud(() => ({ body: { networks: [] } }), {}, tls).then((started) => (cloud = started));
  }
  async function within<T>(
    more: Partial<CloudCredentials>,
    work: (session: ReturnType<typeof openSession>) => Promise<T>,
  ): Promise<T> {
    const session = openSession(credentialsFor(`${cloud?.url ?? ''}/v3`, more), quick);
    try {
      return await work(session);
    } finally {
      await session.close();
    }
  }
  const list = (session: ReturnType<typeof openSession>) => session.list('network', '/networks', 'networks');

  it('trusts the authority that the credentials name, on one connection', async () => {
    await start(good);
    assert.deepEqual(await within({ caFile: authority.ca }, list), []);
    assert.equal(cloud?.connections(), 1);
  });

  it('does not trust an authority that it does not know', async () => {
    await start(good);
    const refused = await within({}, (session) => refusalOf(session.identity()));
    assert.equal(refused.code, 'openstack-certificate');
    assert.match(
      refused.message,
      /certificate of Keystone of source .* at 127\.0\.0\.1:\d+ was not signed by an authority that this machine trusts/,
    );
    assert.match(refused.diagnostic.help ?? '', /ca_cert.*OS_CACERT.*validate_certs: false/s);
    assert.equal(cloud?.seen.length, 0, 'no password was sent');
  });

  it('does not look at certificates only if it is told so', async () => {
    await start(good);
    assert.deepEqual(await within({ verify: false }, list), []);
  });

  it('tells an expired certificate', async () => {
    await start(authority.issue('expired', 'IP:127.0.0.1', -1));
    const refused = await within({ caFile: authority.ca }, (session) => refusalOf(session.identity()));
    assert.equal(refused.code, 'openstack-certificate');
    assert.match(refused.message, /has expired \(CERT_HAS_EXPIRED\)/);
    assert.match(refused.diagnostic.help ?? '', /clock/);
  });

  it('tells a certificate for another host', async () => {
    await start(authority.issue('other', 'DNS:other.example'));
    const refused = await within({ caFile: authority.ca }, (session) => refusalOf(session.identity()));
    assert.equal(refused.code, 'openstack-certificate');
    assert.match(refused.message, /is for another host name/);
  });

  it('shows a client certificate, from one file or two', async () => {
    const client = authority.issue('client', 'DNS:client');
    const both = `${client.cert}.both`;
    writeFileSync(both, authority.read(client.key) + authority.read(client.cert));
    await start(good, { requestCert: true, rejectUnauthorized: true, ca: authority.read(authority.ca) });
    const caFile = authority.ca;
    assert.deepEqual(
      await within({ caFile, clientCertificateFile: client.cert, clientKeyFile: client.key }, list),
      [],
    );
    assert.deepEqual(await within({ caFile, clientCertificateFile: both }, list), []);
  });

  for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
    it(`tells a client certificate that is missing (${maxVersion})`, async () => {
      await start(good, {
        requestCert: true,
        rejectUnauthorized: true,
        ca: authority.read(authority.ca),
        maxVersion,
      });
      const refused = await within({ caFile: authority.ca }, (session) => refusalOf(session.identity()));
      assert.equal(refused.code, 'openstack-certificate');
      assert.match(refused.message, /asks for a client certificate/);
      assert.match(refused.diagnostic.help ?? '', /client_cert/);
    });
  }

  it('tells plain http behind https, and https behind plain http', async () => {
    await start(good);
    const plain = openSession(credentialsFor(`${(cloud?.url ?? '').replace('https', 'http')}/v3`), quick);
    const first = await refusalOf(plain.identity());
    assert.equal(first.code, 'openstack-unreachable');
    assert.match(first.message, /it may expect https/);
    await plain.close();
    await cloud?.close();
    cloud = await startCloud(() => undefined);
    const secure = openSession(credentialsFor(`${cloud.url.replace('http', 'https')}/v3`), quick);
    const second = await refusalOf(secure.identity());
    assert.equal(second.code, 'openstack-unreachable');
    assert.match(second.message, /does not speak TLS, but the URL says https/);
    await secure.close();
  });

  it('tells files that are missing or no certificates', async () => {
    await start(good);
    const missing = await within({ caFile: '/nowhere/ca.pem' }, (session) => refusalOf(session.identity()));
    assert.equal(missing.code, 'openstack-config');
    assert.match(missing.message, /CA certificate of source cannot be read from \/nowhere\/ca\.pem/);
    const wrong = await within({ caFile: import.meta.filename }, (session) => refusalOf(session.identity()));
    assert.match(wrong.message, /is no CA certificate in PEM form/);
    const other = { caFile: authority.ca, clientCertificateFile: good.cert };
    const mismatch = await within(other, (session) => refusalOf(session.identity()));
    assert.equal(mismatch.code, 'openstack-config');
    assert.match(
      mismatch.message,
      /cannot be the client certificate's key: it holds no key that can be used/,
    );
  });

  it('tells files that look right and are damaged, locked, or of another kind', async () => {
    await start(good);
    const other = authority.issue('other', 'DNS:other');
    const damaged = `${good.cert}.damaged`;
    writeFileSync(damaged, readFileSync(good.cert, 'utf8').replace(/\n[A-Za-z0-9]{20}/, '\nAAAA'));
    const locked = `${good.key}.locked`;
    execFileSync('openssl', ['pkey', '-aes256', '-passout', 'pass:x', '-in', good.key, '-out', locked]);
    const caFile = authority.ca;
    const cases: readonly (readonly [Partial<CloudCredentials>, RegExp])[] = [
      [{ caFile: damaged }, /cannot be the CA certificate: its certificate 1 is damaged/],
      [{ caFile: good.key }, /cannot be the CA certificate: it holds no certificate/],
      [
        { caFile, clientCertificateFile: good.cert, clientKeyFile: other.key },
        /does not belong to the certificate/,
      ],
      [
        { caFile, clientCertificateFile: good.cert, clientKeyFile: locked },
        /its key is locked with a passphrase/,
      ],
      [
        { caFile, clientCertificateFile: good.cert, clientKeyFile: damaged },
        /it holds no key that can be used/,
      ],
    ];
    for (const [parts, pattern] of cases) {
      const refused = await within(parts, (session) => refusalOf(session.identity()));
      assert.equal(refused.code, 'openstack-config');
      assert.match(refused.message, pattern);
    }
  });
});
