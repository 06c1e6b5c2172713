import assert from 'node:assert/strict';
import { at } from '../../contract/words.ts';
import { startOpenStackCloud, type CloudOptions, type LoopbackCloud } from '../cloud.ts';
import { openTestSession } from '../session-for-tests.ts';

describe('The volumes of the loopback cloud', () => {
  const open: LoopbackCloud[] = [];
  const start = async (options: CloudOptions = {}): Promise<LoopbackCloud> => {
    const cloud = await startOpenStackCloud(options);
    open.push(cloud);
    return cloud;
  };
  afterEach(async () => {
    for (const cloud of open.splice(0)) await cloud.close();
  });

  const actor = (cloud: LoopbackCloud) => {
    const tenant = cloud.tenant('src', 'src');
    return (method: string, path: string, body?: unknown) =>
      tenant.call(method, `/v3/${tenant.projectId}${path}`, body, 'block-storage');
  };

  it('are in the catalogue under both names', async () => {
    const cloud = await start();
    const session = await openTestSession(cloud);
    const answer = await session.send('GET', 'keystone:/v3/auth/catalog');
    session.close();
    const list = at(answer.body, 'catalog') as readonly {
      type: string;
      endpoints: readonly { url: string }[];
    }[];
    const addresses = ['block-storage', 'volumev3'].map(
      (type) => list.find((service) => service.type === type)?.endpoints[0]?.url,
    );
    const expected = `${cloud.url.replace(/\/v3$/, '')}/volume/v3/${cloud.projectId('src')}`;
    assert.deepEqual(addresses, [expected, expected]);
  });

  it('are ready, and gone, at the second look', async () => {
    const call = actor(await start());
    const made = call('POST', '/volumes', { volume: { size: 1 } });
    const path = `/volumes/${String(at(made.body, 'volume.id'))}`;
    const statusNow = (): unknown => at(call('GET', path).body, 'volume.status');
    assert.equal(at(made.body, 'volume.status'), 'creating');
    assert.deepEqual([statusNow(), statusNow()], ['creating', 'available']);
    assert.equal(call('DELETE', path).status, 202);
    assert.equal(statusNow(), 'deleting');
    assert.equal(call('GET', path).status, 404);
  });

  it('go back to how they were, with what they waited for', async () => {
    const cloud = await start();
    const call = actor(cloud);
    const made = call('POST', '/volumes', { volume: { size: 1, name: 'kept' } });
    const restore = cloud.snapshot();
    const path = `/volumes/${String(at(made.body, 'volume.id'))}`;
    call('GET', path);
    call('GET', path);
    call('DELETE', path);
    call('POST', '/volumes', { volume: { size: 1, name: 'later' } });
    restore();
    assert.equal(at(call('GET', path).body, 'volume.status'), 'creating');
    assert.equal(at(call('GET', path).body, 'volume.status'), 'available');
    assert.equal((at(call('GET', '/volumes').body, 'volumes') as unknown[]).length, 1);
  });

  it('are limited as a test wants it', async () => {
    const call = actor(await start({ volumeQuotas: { volumes: 1 } }));
    assert.equal(call('POST', '/volumes', { volume: { size: 1 } }).status, 202);
    assert.equal(call('POST', '/volumes', { volume: { size: 1 } }).status, 413);
    assert.equal((at(call('GET', '/volumes').body, 'volumes') as unknown[]).length, 1);
  });
});
