/** AWS through a proxy of the environment: a server on the loopback answers with TLS as AWS's own endpoints. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createPlainServer, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { createAws, openAws, type AwsContext, type OpenedAws } from '../../../../modules/aws/api/open-aws.ts';
import type { AwsSettings } from '../../../../modules/aws/api/settings.ts';
import {
  startProxy,
  type ProxyBehaviour,
  type TestProxy,
} from '../../../engine/network/support/start-proxy.ts';
import { createAuthority, type TestAuthority } from '../../openstack/api/certificates.ts';

const ACCOUNT = '123456789012';
const here = { account: ACCOUNT, region: 'us-east-1' };
const KEYS = { AWS_ACCESS_KEY_ID: 'a', AWS_SECRET_ACCESS_KEY: 'b' };

const credentials = `<Credentials><AccessKeyId>assumed</AccessKeyId><SecretAccessKey>s</SecretAccessKey>
  <SessionToken>t</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration></Credentials>`;
const ANSWERS: Readonly<Record<string, string>> = {
  GetCallerIdentity: `<Account>${ACCOUNT}</Account><Arn>arn:aws:iam::${ACCOUNT}:user/ann</Arn><UserId>u</UserId>`,
  AssumeRole: credentials,
  AssumeRoleWithWebIdentity: credentials,
  DescribeVpcs: '<vpcSet><item><vpcId>vpc-1</vpcId></item></vpcSet>',
};

describe('AWS through a proxy', function () {
  this.timeout(60_000);
  let folder: string;
  let authority: TestAuthority;
  let server: Server;
  let port: number;
  /** Actions with the key that they were signed with. */
  const calls: string[] = [];
  const running: { close(): Promise<void> }[] = [];

  const answer: RequestListener = (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (part: string) => (body += part));
    request.on('end', () => {
      const action = new URLSearchParams(body).get('Action') ?? '';
      const key = /Credential=(\w+)/.exec(request.headers.authorization ?? '')?.[1] ?? 'nobody';
      calls.push(`${action} by ${key}`);
      const said = ANSWERS[action] ?? '';
      const isEc2 = action.startsWith('Describe');
      const inner = isEc2 ? said : `<${action}Result>${said}</${action}Result>`;
      response.end(`<${action}Response>${inner}</${action}Response>`);
    });
  };
  const listen = async (made: Server): Promise<number> => {
    await new Promise<void>((resolve) => made.listen(0, '127.0.0.1', resolve));
    return (made.address() as AddressInfo).port;
  };

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drover-test-aws-'));
    authority = createAuthority();
    const names = ['sts', 'ec2', 'portal.sso'].map((name) => `DNS:${name}.us-east-1.amazonaws.com`);
    const pair = authority.issue('aws', [...names, 'IP:127.0.0.1'].join());
    server = createServer({ cert: authority.read(pair.cert), key: authority.read(pair.key) }, answer);
    port = await listen(server);
  });
  after(() => {
    server.close();
    authority.remove();
    rmSync(folder, { recursive: true });
  });
  afterEach(async () => {
    for (const one of running.splice(0)) await one.close();
    calls.length = 0;
  });

  const proxied = async (behaviour: ProxyBehaviour = {}): Promise<TestProxy> => {
    const proxy = await startProxy({ port, ...behaviour });
    running.push(proxy);
    return proxy;
  };
  const open = async (
    environment: AwsSettings['environment'],
    more: Partial<AwsSettings> = {},
  ): Promise<OpenedAws> => {
    const aws = await createAws(
      { environment, caBundle: authority.ca, rateLimit: 100, externalIds: {}, ...more },
      { sleep: () => Promise.resolve() },
    );
    running.push(aws);
    return aws;
  };
  const vpcs = (aws: OpenedAws) => aws.all(here, 'ec2', 'DescribeVpcs', {}, 'Vpcs');
  const refusal = async (aws: OpenedAws): Promise<DroverError> => {
    try {
      await vpcs(aws);
    } catch (error) {
      assert.ok(error instanceof DroverError, String(error));
      assert.doesNotMatch(JSON.stringify([error.message, error.diagnostic, error.call]), /pr0xy/);
      return error;
    }
    throw new Error('there was no error');
  };

  it('goes through tunnels, as the proxy’s user, with TLS up to AWS', async () => {
    const proxy = await proxied({ user: 'me:pr0xy' });
    const environment = { ...KEYS, HTTPS_PROXY: proxy.urlFor('me:pr0xy') };
    assert.deepEqual(await vpcs(await open(environment)), [{ VpcId: 'vpc-1' }]);
    assert.deepEqual(proxy.tunnels, ['sts.us-east-1.amazonaws.com:443', 'ec2.us-east-1.amazonaws.com:443']);
    assert.deepEqual(calls, ['GetCallerIdentity by a', 'DescribeVpcs by a']);
  });

  it('takes no certificate that is not to be trusted from behind the proxy', async () => {
    const proxy = await proxied();
    const other = createAuthority();
    const aws = await open({ ...KEYS, https_proxy: proxy.url }, { caBundle: other.ca });
    assert.equal((await refusal(aws)).code, 'aws-certificate');
    assert.equal(proxy.tunnels.length, 1);
    assert.deepEqual(calls, []);
    other.remove();
  });

  it('goes directly to hosts of no_proxy', async () => {
    const proxy = await proxied();
    const endpoint = { AWS_ENDPOINT_URL_EC2: `https://127.0.0.1:${port}` };
    const environment = { ...KEYS, ...endpoint, https_proxy: proxy.url, no_proxy: '127.0.0.1' };
    assert.deepEqual(await vpcs(await open(environment)), [{ VpcId: 'vpc-1' }]);
    assert.deepEqual(proxy.tunnels, ['sts.us-east-1.amazonaws.com:443']);
  });

  it('goes through a tunnel to an endpoint of plain HTTP, too', async () => {
    const plain = createPlainServer(answer);
    const proxy = await proxied({ port: await listen(plain) });
    const environment = { ...KEYS, http_proxy: proxy.url, AWS_ENDPOINT_URL: 'http://aws.invalid:4566' };
    assert.deepEqual(await vpcs(await open(environment)), [{ VpcId: 'vpc-1' }]);
    assert.deepEqual(new Set(proxy.tunnels), new Set(['aws.invalid:4566']));
    plain.close();
  });

  for (const [what, behaviour, words] of [
    ['asks for another user', { user: 'me:other' }, /\(407\), and it does not accept those that were given/],
    ['refuses', { answers: 403 }, /The proxy 127\.0\.0\.1:\d+ answered 403 to a tunnel to sts\.us-east-1\./],
  ] as const)
    it(`tells of a proxy that ${what}, at once`, async () => {
      const proxy = await proxied(behaviour);
      const refused = await refusal(await open({ ...KEYS, HTTPS_PROXY: proxy.urlFor('me:pr0xy') }));
      assert.equal(refused.code, 'aws-unreachable');
      assert.match(refused.message, /^sts GetCallerIdentity in us-east-1: AWS cannot be reached: The proxy/);
      assert.match(refused.message, words);
      assert.match(refused.diagnostic.help ?? '', /HTTPS_PROXY.*NO_PROXY/);
      assert.equal(refused.call?.status, undefined);
      assert.equal(proxy.tunnels.length, 1);
    });

  it('tells of a proxy that is away, after some tries, and of one that is none, at once', async () => {
    const away = await open({ ...KEYS, HTTPS_PROXY: 'http://me:pr0xy@127.0.0.1:9' });
    const unreachable = await refusal(away);
    assert.equal(unreachable.code, 'aws-unreachable');
    assert.match(unreachable.message, /The proxy 127\.0\.0\.1:9 cannot be used: connect ECONNREFUSED/);
    assert.match(unreachable.message, /It was tried 5 times\.$/);
    const none = await open({ ...KEYS, HTTPS_PROXY: 'socks5://me:pr0xy@127.0.0.1:9' });
    assert.match((await refusal(none)).message, /https_proxy holds an address of the kind socks5:\/\//);
    assert.equal(none.callsMade().get('sts:GetCallerIdentity'), 1);
  });

  it('tries a write again that a proxy could not bring to AWS', async () => {
    const failing = await proxied({ answers: 503 });
    const environment = { ...KEYS, HTTPS_PROXY: failing.url, no_proxy: '127.0.0.1' };
    const aws = await open({ ...environment, AWS_ENDPOINT_URL_STS: `https://127.0.0.1:${port}` });
    await assert.rejects(
      aws.call(here, 'ec2', 'CreateVpc', { CidrBlock: '10.0.0.0/16' }),
      /answered 503 to a tunnel to ec2.*It was tried 5 times/,
    );
    assert.equal(failing.tunnels.length, 5);
  });

  describe('for credentials', () => {
    const written = (name: string, text: string): string => {
      const file = join(folder, name);
      writeFileSync(file, text);
      return file;
    };
    const config = (): string =>
      written(
        'config',
        `[profile keys]
aws_access_key_id = k
aws_secret_access_key = s
[profile role]
role_arn = arn:aws:iam::${ACCOUNT}:role/app
source_profile = keys
[profile web]
role_arn = arn:aws:iam::${ACCOUNT}:role/app
web_identity_token_file = ${written('token', 'a-token')}
[profile sso]
sso_start_url = https://start.invalid/
sso_region = us-east-1
sso_account_id = ${ACCOUNT}
sso_role_name = app
`,
      );
    const profile = (name: string): Readonly<Record<string, string>> => ({
      AWS_CONFIG_FILE: config(),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
      AWS_REGION: 'us-east-1',
      AWS_PROFILE: name,
    });
    const token = (): Readonly<Record<string, string>> => ({
      AWS_WEB_IDENTITY_TOKEN_FILE: written('token', 'a-token'),
      AWS_ROLE_ARN: `arn:aws:iam::${ACCOUNT}:role/app`,
      AWS_REGION: 'us-east-1',
    });

    for (const [what, environment, first] of [
      ['a role of a profile', () => profile('role'), 'AssumeRole by k'],
      ['a web identity of a profile', () => profile('web'), 'AssumeRoleWithWebIdentity by nobody'],
      ['a web identity', token, 'AssumeRoleWithWebIdentity by nobody'],
    ] as const)
      it(`of ${what} goes the same way`, async () => {
        const proxy = await proxied();
        const aws = await open({ ...environment(), https_proxy: proxy.url });
        assert.deepEqual(await vpcs(aws), [{ VpcId: 'vpc-1' }]);
        assert.deepEqual(calls, [first, 'GetCallerIdentity by assumed', 'DescribeVpcs by assumed']);
        assert.equal(proxy.tunnels[0], 'sts.us-east-1.amazonaws.com:443');
      });

    it('tells of a proxy that refuses, whatever the SDK makes of it', async () => {
      const proxy = await proxied({ answers: 403 });
      const login = { accessToken: 'x', expiresAt: '2099-01-01T00:00:00Z' };
      const cache = join(folder, '.aws', 'sso', 'cache');
      mkdirSync(cache, { recursive: true });
      const name = createHash('sha1').update('https://start.invalid/').digest('hex');
      writeFileSync(join(cache, `${name}.json`), JSON.stringify(login));
      // The SDK looks for logins in the process's own environment only.
      const own = { HOME: folder, ...profile('sso') };
      const before = Object.keys(own).map((variable) => [variable, process.env[variable]] as const);
      Object.assign(process.env, own);
      try {
        for (const [given, host] of [
          ['role', 'sts'],
          ['web', 'sts'],
          ['sso', 'portal.sso'],
        ] as const) {
          const refused = await refusal(
            await open({ ...profile(given), HTTPS_PROXY: proxy.urlFor('me:pr0xy') }),
          );
          assert.equal(refused.code, 'aws-unreachable', given);
          assert.match(refused.message, new RegExp(`answered 403 to a tunnel to ${host}\\.us-east-1\\.`));
        }
      } finally {
        for (const [variable, value] of before)
          if (value === undefined) Reflect.deleteProperty(process.env, variable);
          else process.env[variable] = value;
      }
    });
  });

  it('is a session of its own for each proxy', async () => {
    const keys: string[] = [];
    const pool: AwsContext['pool'] = {
      get: (key, create) => {
        keys.push(key);
        return create();
      },
    };
    for (const environment of [
      {},
      { HTTPS_PROXY: 'http://a' },
      { https_proxy: 'http://b' },
      { NO_PROXY: '*' },
      {},
    ])
      running.push((await openAws({ environment, variable: () => undefined, pool })) as OpenedAws);
    assert.equal(new Set(keys).size, 4);
  });
});
