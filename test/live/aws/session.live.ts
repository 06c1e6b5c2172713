/** A session on the bed: tries, renewals, rates, pages, and what is told when it fails. */
import { deepEqual, doesNotMatch, equal, match, ok, rejects } from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Place } from '../../../modules/aws/api/aws.types.ts';
import { createAws, type OpenedAws } from '../../../modules/aws/api/open-aws.ts';
import type { AwsSettings } from '../../../modules/aws/api/settings.ts';
import { bringUpAws, MAIN_ACCOUNT } from '../../beds/aws/aws.ts';

const bed = bringUpAws();
const here: Place = { account: MAIN_ACCOUNT, region: 'us-east-1' };
const there: Place = { account: '222222222222', role: 'app', region: 'eu-west-1' };

/** Waits between tries are noted, not waited. */
const waits: number[] = [];
const ports = {
  random: () => 1,
  sleep: (ms: number) => {
    waits.push(ms);
    return Promise.resolve();
  },
};

function failure(code: string, words?: RegExp) {
  return (error: unknown): true => {
    ok(error instanceof DroverError, String(error));
    equal(error.code, code, error.message);
    if (words !== undefined) match(error.message, words);
    doesNotMatch(
      JSON.stringify([error.message, error.diagnostic, error.call]),
      /wJalrXUtnFEMI|AKIAIOSFODNN7/,
    );
    return true;
  };
}

describe('a session of AWS', () => {
  const opened: OpenedAws[] = [];
  let aws: OpenedAws;
  const open = async (settings: Partial<AwsSettings> = {}): Promise<OpenedAws> => {
    const made = await createAws(
      { environment: bed.environment, rateLimit: 500, externalIds: {}, ...settings },
      ports,
    );
    opened.push(made);
    return made;
  };
  const vpcs = (place: Place = here) => aws.all(place, 'ec2', 'DescribeVpcs', {}, 'Vpcs');
  beforeEach(async () => {
    await bed.reset();
    waits.length = 0;
    aws = await open();
  });
  after(() => Promise.all(opened.map((one) => one.close())));

  it('waits longer and longer when it was too often, and gets its answer', async () => {
    await bed.fault({ kind: 'throttle', action: 'ec2:DescribeVpcs', times: 4 });
    equal((await vpcs()).length, 1);
    deepEqual(waits, [400, 800, 1600, 3200]);
    equal(aws.callsMade().get('ec2:DescribeVpcs'), 5);
  });

  it('gives up when it stays too often', async () => {
    await bed.fault({ kind: 'throttle', action: 'DescribeVpcs' });
    await rejects(vpcs(), failure('aws-throttled', /RequestLimitExceeded.*It was tried 12 times/));
  });

  it('renews credentials that have expired, once', async () => {
    await vpcs(there);
    await bed.fault({ kind: 'expired', action: 'DescribeVpcs', times: 1 });
    await vpcs(there);
    equal(aws.callsMade().get('sts:AssumeRole'), 2);
    await bed.fault({ kind: 'expired', action: 'DescribeVpcs' });
    await rejects(vpcs(there), failure('aws-credentials', /RequestExpired/));
  });

  it('assumes a role once for many calls side by side', async () => {
    await Promise.all(Array.from({ length: 10 }, () => vpcs(there)));
    equal(aws.callsMade().get('sts:AssumeRole'), 1);
    deepEqual(
      new Set(
        (await bed.calls()).filter(({ action }) => action === 'DescribeVpcs').map(({ account }) => account),
      ),
      new Set(['222222222222']),
    );
  });

  it('tries reads again when AWS fails or the line breaks', async () => {
    await bed.fault({ kind: 'error', action: 'DescribeVpcs', times: 2 });
    await bed.fault({ kind: 'drop-after', action: 'DescribeVpcs', times: 1, after: 2 });
    equal((await vpcs()).length, 1);
    equal(waits.length, 3);
  });

  it('does not do a write twice', async () => {
    const create = () => aws.call(here, 'ec2', 'CreateVpc', { CidrBlock: '10.9.0.0/16' });
    await bed.fault({ kind: 'drop-after', action: 'CreateVpc', times: 1 });
    await rejects(create(), failure('aws-answer-lost', /may have been carried out/));
    await bed.fault({ kind: 'error', action: 'CreateVpc', times: 1 });
    await rejects(create(), failure('aws-answer-lost', /InternalError/));
    equal((await vpcs()).filter(({ CidrBlock }) => CidrBlock === '10.9.0.0/16').length, 1);
  });

  it('sends the same token with each try of a write', async () => {
    const { SubnetId } = (await aws.all(here, 'ec2', 'DescribeSubnets', {}, 'Subnets'))[0] ?? {};
    await bed.fault({ kind: 'drop-after', action: 'CreateNatGateway', times: 2 });
    await aws.call(here, 'ec2', 'CreateNatGateway', { SubnetId, ConnectivityType: 'private' });
    const tries = (await bed.calls()).filter(({ action }) => action === 'CreateNatGateway');
    equal(tries.length, 3);
    equal(new Set(tries.map(({ input }) => input['ClientToken'])).size, 1);
    equal((await aws.all(here, 'ec2', 'DescribeNatGateways', {}, 'NatGateways')).length, 1);
  });

  it('calls no more often than it is told, for each account and region', async () => {
    aws = await createAws({ environment: bed.environment, rateLimit: 10, externalIds: {} });
    opened.push(aws);
    await Promise.all([vpcs(), vpcs(there)]);
    const began = Date.now();
    await Promise.all(Array.from({ length: 39 }, (_, at) => vpcs(at % 2 === 0 ? here : there)));
    // Ten at once in each, then ten a second.
    ok(Date.now() - began >= 950, String(Date.now() - began));
  });

  it('goes through all pages', async () => {
    for (let at = 0; at < 5; at += 1)
      await aws.call(here, 'ec2', 'CreateVpc', { CidrBlock: `10.${at}.0.0/16` });
    await bed.set({ pageSize: 2 });
    equal((await vpcs()).length, 6);
    equal(aws.callsMade().get('ec2:DescribeVpcs'), 3);
    const roles = Array.from({ length: 3 }, (_, at) => `r${at}`);
    for (const RoleName of roles)
      await aws.call(here, 'iam', 'CreateRole', { RoleName, AssumeRolePolicyDocument: '{}' });
    const found = await aws.all(here, 'iam', 'ListRoles', { MaxItems: 1 }, 'Roles');
    deepEqual(found.map(({ RoleName }) => RoleName).toSorted(), roles);
  });

  it('makes calls that are data', async () => {
    const { Vpcs } = await aws.make(here, { service: 'ec2', action: 'DescribeVpcs', input: {} });
    ok(Array.isArray(Vpcs));
    await rejects(
      aws.make(here, { service: 'ec2', action: 'DescribeNothing', input: {} }),
      /no action DescribeNothing/,
    );
  });

  it('ends with its signal, whatever it is doing', async () => {
    await bed.fault({ kind: 'delay', action: 'DescribeVpcs', ms: 5000 });
    const stop = new AbortController();
    setTimeout(() => stop.abort(new Error('enough')), 50);
    const began = Date.now();
    await rejects(aws.call(here, 'ec2', 'DescribeVpcs', {}, { signal: stop.signal }), /enough/);
    ok(Date.now() - began < 2000);
  });

  it('tells that nobody is there, and that there are no credentials', async () => {
    const closed = await open({ endpointUrl: 'http://127.0.0.1:9' });
    await rejects(closed.call(here, 'ec2', 'DescribeVpcs', {}), failure('aws-unreachable', /ECONNREFUSED/));
    const folder = mkdtempSync(join(tmpdir(), 'drover-aws-'));
    const environment = {
      AWS_PROFILE: 'missing',
      AWS_CONFIG_FILE: join(folder, 'config'),
      AWS_SHARED_CREDENTIALS_FILE: join(folder, 'credentials'),
      AWS_ENDPOINT_URL: bed.endpoint,
    };
    const nobody = await open({ environment });
    await rejects(nobody.call(here, 'ec2', 'DescribeVpcs', {}), failure('aws-credentials', /missing/));
    // A profile of the task's own environment, and one whose program gives the keys.
    writeFileSync(
      environment.AWS_SHARED_CREDENTIALS_FILE,
      '[missing]\naws_access_key_id = AKIAPROFILE000000000\naws_secret_access_key = x\n',
    );
    const someone = await open({ environment });
    await someone.call(here, 'ec2', 'DescribeVpcs', {});
    const script = `echo '{"Version": 1, "AccessKeyId": "AKIAPROGRAM000000000", "SecretAccessKey": "x"}'`;
    writeFileSync(
      environment.AWS_CONFIG_FILE,
      `[profile program]\ncredential_process = sh -c "${script.replaceAll('"', '\\"')}"\n`,
    );
    const program = await open({ environment: { ...environment, AWS_PROFILE: 'program' } });
    await program.call(here, 'ec2', 'DescribeVpcs', {});
    rmSync(folder, { recursive: true });
  });

  it('takes credentials of a container', async () => {
    const keys = {
      AccessKeyId: 'AKIACONTAINER0000000',
      SecretAccessKey: 'x',
      Token: 't',
      Expiration: '2099-01-01T00:00:00Z',
    };
    let token: string | undefined;
    const server = await serve((request) => {
      token = request.headers['authorization'];
      return JSON.stringify(keys);
    });
    const { port } = server.address() as AddressInfo;
    const inContainer = await open({
      environment: {
        AWS_CONTAINER_CREDENTIALS_FULL_URI: `http://127.0.0.1:${port}/keys`,
        AWS_CONTAINER_AUTHORIZATION_TOKEN: 'secret',
        AWS_ENDPOINT_URL: bed.endpoint,
      },
    });
    await inContainer.call(here, 'ec2', 'DescribeVpcs', {});
    equal(token, 'secret');
    server.close();
  });

  it('sees that the pages go round in circles', async () => {
    const page = '<DescribeVpcsResponse><vpcSet/><nextToken>again</nextToken></DescribeVpcsResponse>';
    const identity =
      '<GetCallerIdentityResponse><GetCallerIdentityResult><Account>123456789012</Account><Arn>arn:aws:iam::1:user/a</Arn></GetCallerIdentityResult></GetCallerIdentityResponse>';
    const server = await serve((_request, body) => (body.includes('GetCallerIdentity') ? identity : page));
    const { port } = server.address() as AddressInfo;
    const round = await open({ endpointUrl: `http://127.0.0.1:${port}` });
    await rejects(
      round.all(here, 'ec2', 'DescribeVpcs', {}, 'Vpcs'),
      failure('aws-incomplete', /the same token/),
    );
    server.close();
  });
});

async function serve(answer: (request: IncomingMessage, body: string) => string): Promise<Server> {
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => (body += chunk.toString()));
    request.once('end', () => response.end(answer(request, body)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
