import assert from 'node:assert/strict';
import { startOpenStackCloud, type LoopbackCloud } from './cloud.ts';
import { openTestSession, type TestSession } from './session-for-tests.ts';

describe('Faults of the loopback cloud', () => {
  let cloud: LoopbackCloud;
  let session: TestSession;
  beforeEach(async () => {
    cloud = await startOpenStackCloud();
    session = await openTestSession(cloud);
    cloud.resetCalls();
  });
  afterEach(async () => {
    session.close();
    await cloud.close();
  });
  const networks = (): unknown[] => cloud.tenant('src', 'src').list('networks', 'router:external=false');
  const create = () => session.send('POST', '/v2.0/networks', { network: { name: 'x' } });
  const list = () => session.send('GET', '/v2.0/networks');

  it('hits every so-manieth of the calls, from one on', async () => {
    cloud.faults.add({ kind: 'status', status: 500, match: { nth: 2, every: 3 }, times: Infinity });
    for (let count = 0; count < 8; count += 1) await list();
    assert.deepEqual(
      cloud.calls.list.map((call) => call.status),
      [200, 500, 200, 200, 500, 200, 200, 500],
    );
  });

  it('answers with a status in place of the work, as often as asked', async () => {
    cloud.faults.add({
      kind: 'status',
      status: 503,
      headers: { 'Retry-After': '7' },
      body: { error: 'busy' },
      times: 2,
    });
    const first = await create();
    assert.equal(first.status, 503);
    assert.equal(first.headers['retry-after'], '7');
    assert.deepEqual(first.body, { error: 'busy' });
    assert.equal((await create()).status, 503);
    assert.equal(networks().length, 0);
    assert.equal((await create()).status, 201);
    assert.deepEqual(
      cloud.calls.list.map((call) => call.status),
      [503, 503, 201],
    );
    assert.equal(cloud.faults.pending(), 0);
  });

  it('hits the calls that match, from the nth', async () => {
    cloud.faults.add({
      kind: 'status',
      status: 429,
      match: { method: 'GET', path: /networks\?name=b/, nth: 2 },
    });
    assert.equal((await session.send('GET', '/v2.0/networks?name=b')).status, 200);
    assert.equal((await session.send('GET', '/v2.0/networks?name=a')).status, 200);
    assert.equal((await create()).status, 201);
    assert.equal((await session.send('GET', '/v2.0/networks?name=b')).status, 429);
    assert.equal((await session.send('GET', '/v2.0/networks?name=b')).status, 200);
  });

  it('tells services apart', async () => {
    cloud.faults.add({ kind: 'status', status: 500, match: { service: 'identity' } });
    assert.equal((await list()).status, 200);
    assert.equal((await session.send('GET', 'keystone:/v3/auth/projects')).status, 500);
  });

  it('resets the connection before the work', async () => {
    cloud.faults.add({ kind: 'reset', match: { method: 'POST' } });
    await assert.rejects(create(), /ECONNRESET|socket hang up/);
    assert.equal(networks().length, 0);
    assert.deepEqual(
      cloud.calls.list.map((call) => call.status),
      [0],
    );
  });

  it('resets the connection after the work, as if the answer was lost', async () => {
    cloud.faults.add({ kind: 'reset', after: true });
    await assert.rejects(create(), /ECONNRESET|socket hang up/);
    assert.equal(networks().length, 1);
  });

  it('hides a success behind a status', async () => {
    cloud.faults.add({ kind: 'status', status: 504, after: true });
    assert.equal((await create()).status, 504);
    assert.equal(networks().length, 1);
  });

  it('sends half of the body and ends the connection', async () => {
    cloud.faults.add({ kind: 'truncate' });
    await assert.rejects(list(), /aborted|ECONNRESET|socket hang up/);
  });

  it('sends half of the JSON as if it was all', async () => {
    cloud.faults.add({ kind: 'half-json' });
    const answer = await list();
    assert.equal(answer.status, 200);
    assert.equal(typeof answer.body, 'string');
  });

  it('takes its time', async () => {
    cloud.faults.add({ kind: 'latency', ms: 60 });
    const began = performance.now();
    assert.equal((await list()).status, 200);
    assert.ok(performance.now() - began >= 59);
  });

  it('never answers', async () => {
    cloud.faults.add({ kind: 'silence' });
    const late = Symbol('late');
    const timer = new Promise((resolve) => setTimeout(resolve, 40, late));
    const answer = list();
    answer.catch(() => undefined);
    assert.equal(await Promise.race([answer, timer]), late);
  });

  it('ends the token of a call', async () => {
    cloud.faults.add({ kind: 'expire-token', match: { nth: 2 } });
    assert.equal((await list()).status, 200);
    assert.equal((await list()).status, 401);
    assert.equal((await list()).status, 401);
  });

  it('takes faults away again', async () => {
    const remove = cloud.faults.add({ kind: 'status', status: 500, times: Infinity });
    assert.equal((await list()).status, 500);
    assert.equal((await list()).status, 500);
    remove();
    assert.equal((await list()).status, 200);
    cloud.faults.add({ kind: 'status', status: 500 });
    cloud.faults.clear();
    assert.equal((await list()).status, 200);
  });
});

describe('Latency of the loopback cloud', () => {
  it('holds for every answer, side by side', async () => {
    const cloud = await startOpenStackCloud({ latencyMs: 40 });
    const session = await openTestSession(cloud);
    try {
      const began = performance.now();
      await Promise.all(Array.from({ length: 10 }, () => session.send('GET', '/v2.0/networks')));
      const took = performance.now() - began;
      assert.ok(took >= 39, `it took ${took} ms`);
      assert.ok(took < 390, `it took ${took} ms`);
    } finally {
      session.close();
      await cloud.close();
    }
  });
});
