import assert from 'node:assert/strict';
import { attachmentsAt } from '../../../../../modules/openstack/volume/moving/attachment.ts';
import { lendingsOf, type Lendings } from '../../../../../modules/openstack/volume/moving/lendings.ts';
import type { Movers } from '../../../../../modules/openstack/volume/moving/moving.types.ts';
import type { CloudOptions } from '../../../../clouds/openstack/cloud.ts';
import { at } from '../../../../clouds/contract/words.ts';
import { startDestination, type Destination } from '../../workload/server/destination.ts';

describe('Volumes that are taken from a server for their copies', () => {
  let cloud: Destination;
  let server: string;
  let volumes: readonly string[];
  let lendings: Lendings;
  afterEach(() => cloud.close());

  /** A server with three volumes: one has a tag, and one goes with the server. */
  const start = async (options: CloudOptions = {}): Promise<void> => {
    cloud = await startDestination(options, ['src', 'src']);
    const made = nova('POST', '/v2.1/servers', {
      server: { name: 'web', flavorRef: '1', imageRef: cloud.image, networks: [{ uuid: cloud.network }] },
    });
    server = String(at(made, 'server.id'));
    volumes = ['one', 'two', 'three'].map((name) => cloud.volume({ name }));
    const further = [{}, { tag: 'logs' }, { delete_on_termination: true }];
    for (const [place, volumeId] of volumes.entries()) attach({ volumeId, ...further[place] });
    const { context } = cloud.run;
    // Boundary: of what moves data, nothing else is needed.
    const movers = {
      source: cloud.writer,
      settings: { timeoutMs: 2000 },
      signal: context.stopping,
      context,
    } as unknown as Movers;
    lendings = lendingsOf(movers, { server, label: 'server "web"' });
  };
  const nova = (method: string, path: string, body?: unknown): unknown =>
    cloud.tenant.call(method, path, body, 'compute', { 'openstack-api-version': 'compute 2.90' }).body;
  const attach = (volumeAttachment: object): void => {
    nova('POST', `/v2.1/servers/${server}/os-volume_attachments`, { volumeAttachment });
    nova('GET', `/v2.1/servers/${server}`);
  };
  const take = (volume: string | undefined): Promise<void> =>
    lendings.take({ server, volume: volume ?? '', device: '/dev/vdx' }, `volume "${volume ?? ''}"`);
  /** What the server has, in the order in which Nova lists it. */
  const attached = () => attachmentsAt(cloud.index, server);

  for (const ignoresDeviceNames of [false, true]) {
    it(`become the devices that they were, where names are ${ignoresDeviceNames ? 'not heeded' : 'heeded'}`, async () => {
      await start({ ignoresDeviceNames });
      const before = await attached();
      assert.deepEqual(
        before.map(({ volume, device, tag, deleteOnTermination }) => [
          volume,
          device,
          tag,
          deleteOnTermination,
        ]),
        [
          [volumes[0], '/dev/sdb', undefined, false],
          [volumes[1], '/dev/sdc', 'logs', false],
          [volumes[2], '/dev/sdd', undefined, true],
        ],
      );
      await Promise.all([take(volumes[2]), take(volumes[0]), take(volumes[1])]);
      assert.deepEqual(await attached(), []);
      await lendings.giveBack();
      assert.deepEqual(await attached(), before);
      assert.deepEqual(cloud.run.warnings, []);
      cloud.cloud.resetCalls();
      await lendings.giveBack();
      assert.equal(cloud.cloud.calls.total, 0, 'what was given back is not given back again');
    });
  }

  it('wait for their turn while Nova makes an image of their server', async () => {
    await start();
    const before = await attached();
    const duringAnImage = async (work: () => Promise<unknown>): Promise<void> => {
      const goOn = cloud.cloud.fates.add({ work: 'createImage', fate: 'stuck' });
      nova('POST', `/v2.1/servers/${server}/action`, { createImage: { name: 'image of web' } });
      setTimeout(goOn, 600);
      await work();
    };
    await duringAnImage(async () => {
      const refused = nova('DELETE', `/v2.1/servers/${server}/os-volume_attachments/${volumes[0] ?? ''}`);
      assert.match(JSON.stringify(refused), /while it is in task_state image_snapshot/);
      await Promise.all([take(volumes[0]), take(volumes[1])]);
    });
    assert.equal((await attached()).length, 1);
    await duringAnImage(() => lendings.giveBack());
    const byDevice = ({ device: one = '' }, { device: other = '' }): number => (one < other ? -1 : 1);
    assert.deepEqual((await attached()).toSorted(byDevice), before.toSorted(byDevice));
  });

  it('leave those in their places that were not taken', async () => {
    await start({ ignoresDeviceNames: true });
    await take(volumes[1]);
    const before = await attached();
    await lendings.giveBack();
    const after = await attached();
    assert.deepEqual(after.slice(0, 2), before);
    assert.deepEqual([after[2]?.volume, after[2]?.device], [volumes[1], '/dev/sdc']);
  });

  it('are called other devices in a warning, where somebody has taken their names', async () => {
    await start({ ignoresDeviceNames: true });
    await take(volumes[0]);
    attach({ volumeId: cloud.volume({ name: 'new' }) });
    await lendings.giveBack();
    assert.equal(cloud.run.warnings.length, 1);
    assert.match(
      cloud.run.warnings[0] ?? '',
      /was \/dev\/sdb of server "web" at the source, and is \/dev\/sde since it was given back/,
    );
  });

  it('go back whatever becomes of the others, and the error is told', async () => {
    await start();
    await take(volumes[0]);
    await take(volumes[2]);
    cloud.cloud.fates.add({ work: 'attach_volume', fate: { fails: 'no luck' } });
    await assert.rejects(lendings.giveBack());
    const devices = (await attached()).map(({ device }) => device);
    assert.deepEqual(devices.toSorted(), ['/dev/sdc', '/dev/sdd']);
  });

  it('go back where they could not be taken to the end', async () => {
    await start();
    const before = await attached();
    cloud.cloud.fates.add({ work: 'detach_volume', fate: { fails: 'no luck' } });
    await assert.rejects(take(volumes[0]));
    await lendings.giveBack();
    assert.deepEqual(await attached(), before);
  });
});
