import assert from 'node:assert/strict';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { renewing, type Credentials } from '../../../../modules/aws/api/credentials.ts';
import { createIdentities, type CallSts } from '../../../../modules/aws/api/identities.ts';

const HOUR = 3_600_000;

describe('credentials that are renewed', () => {
  let time: number;
  let fetched: number;
  const source = (expiresAfter?: number) =>
    renewing(
      () => {
        fetched += 1;
        const expiration = expiresAfter === undefined ? {} : { expiration: new Date(time + expiresAfter) };
        return Promise.resolve({ accessKeyId: `key-${fetched}`, secretAccessKey: 's', ...expiration });
      },
      () => time,
    );
  beforeEach(() => {
    [time, fetched] = [1_000_000, 0];
  });

  it('are fetched once for all who ask at the same time', async () => {
    const credentials = source();
    const all = await Promise.all([1, 2, 3].map(() => credentials.get()));
    assert.equal(fetched, 1);
    assert.equal(new Set(all).size, 1);
  });

  it('are fetched again five minutes before they run out', async () => {
    const credentials = source(HOUR);
    await credentials.get();
    time += HOUR - 301_000;
    assert.equal((await credentials.get()).accessKeyId, 'key-1');
    time += 2000;
    assert.equal((await credentials.get()).accessKeyId, 'key-2');
  });

  it('are used until they run out where no new ones come, and not longer', async () => {
    let isDown = false;
    const credentials = renewing(
      () =>
        isDown
          ? Promise.reject(new Error('no STS'))
          : Promise.resolve({
              accessKeyId: 'key',
              secretAccessKey: 's',
              expiration: new Date(time + HOUR),
            }),
      () => time,
    );
    const old = await credentials.get();
    isDown = true;
    time += HOUR - 60_000;
    assert.equal(await credentials.get(), old);
    time += 60_000;
    await assert.rejects(credentials.get(), /no STS/);
    time -= 60_000;
    credentials.forget(old);
    await assert.rejects(credentials.get(), /no STS/);
  });

  it('are fetched again where AWS says that they have expired, but once', async () => {
    const credentials = source();
    const old = await credentials.get();
    credentials.forget(old);
    const next = await credentials.get();
    assert.equal(next.accessKeyId, 'key-2');
    // A second call that met the old ones comes too late: the new ones are kept.
    credentials.forget(old);
    assert.equal(await credentials.get(), next);
  });

  it('are tried again after a failure', async () => {
    let isDown = true;
    const credentials = renewing(() =>
      isDown
        ? Promise.reject(new Error('down'))
        : Promise.resolve({ accessKeyId: 'a', secretAccessKey: 's' }),
    );
    await assert.rejects(credentials.get(), /down/);
    isDown = false;
    assert.equal((await credentials.get()).accessKeyId, 'a');
  });
});

describe('identities', () => {
  const base: Credentials = { accessKeyId: 'base', secretAccessKey: 's' };
  const caller = { Account: '111111111111', Arn: 'arn:aws:sts::111111111111:assumed-role/operator/ann' };
  let asked: { action: string; region: string; input: Readonly<Record<string, unknown>> }[];
  const identities = (answer: () => unknown = () => session('a')) => {
    asked = [];
    const callSts: CallSts = (place, action, input) => {
      asked.push({ action, region: place.region, input });
      if (action === 'GetCallerIdentity') return Promise.resolve(caller);
      return Promise.resolve().then(() => ({ Credentials: answer() }));
    };
    const source = { get: () => Promise.resolve(base), forget: () => undefined };
    return createIdentities({
      base: source,
      callSts,
      externalIds: { '222222222222': 'by-account' },
      sessionName: 'drover-x',
    });
  };
  const session = (id: string) => ({
    AccessKeyId: id,
    SecretAccessKey: 's',
    SessionToken: 't',
    Expiration: new Date(Date.now() + HOUR),
  });
  const denied = (): never => {
    throw new DroverError('aws-denied', { detail: 'denied' });
  };
  const there = { account: '222222222222', role: 'app', region: 'eu-west-1' };

  it('assume the role in the region, for an hour, with the external id of the account', async () => {
    const credentials = await identities().sourceFor(there).get();
    assert.equal(credentials.accessKeyId, 'a');
    assert.deepEqual(asked, [
      {
        action: 'AssumeRole',
        region: 'eu-west-1',
        input: {
          RoleArn: 'arn:aws:iam::222222222222:role/app',
          RoleSessionName: 'drover-x',
          DurationSeconds: 3600,
          ExternalId: 'by-account',
        },
      },
    ]);
  });

  it('share a session, and keep roles, accounts and external ids apart', async () => {
    const all = identities();
    const first = all.sourceFor(there);
    assert.equal(all.sourceFor({ ...there }), first);
    for (const other of [
      { role: 'b' },
      { account: '333333333333' },
      { externalId: 'x' },
      { region: 'us-east-1' },
    ])
      assert.notEqual(all.sourceFor({ ...there, ...other }), first);
    await Promise.all([first.get(), first.get()]);
    assert.equal(asked.length, 1);
  });

  it('without a role are the caller, of that account only', async () => {
    const all = identities();
    assert.equal(await all.sourceFor({ account: '111111111111', region: 'us-east-1' }).get(), base);
    const strange = all.sourceFor({ account: '444444444444', region: 'us-east-1' });
    await assert.rejects(
      strange.get(),
      /assumed-role\/operator\/ann, in account 111111111111; account 444444444444/,
    );
    assert.equal(asked.length, 1);
  });

  it('do not assume the role that the caller has already, where it may not', async () => {
    const all = identities(denied);
    const own = { account: '111111111111', role: 'team/operator', region: 'us-east-1' };
    assert.equal(await all.sourceFor(own).get(), base);
    await assert.rejects(
      all.sourceFor(there).get(),
      /The role arn:aws:iam::222222222222:role\/app cannot be assumed/,
    );
    await assert.rejects(all.sourceFor({ ...own, account: '222222222222' }).get(), /cannot be assumed/);
  });

  it('refuse an answer without credentials', async () => {
    await assert.rejects(
      identities(() => undefined)
        .sourceFor(there)
        .get(),
      /STS gave no credentials/,
    );
  });
});
