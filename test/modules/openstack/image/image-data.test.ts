import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Fault } from '../../../clouds/openstack/cloud.ts';
import { memoryState } from '../../../../engine/run/state/state-lines.ts';
import { sample } from '../api/data-server.ts';
import { bytesOf, failureOf, startImageClouds, uploadsTo, type ImageClouds } from './image-clouds.ts';

const DATA = sample(3_000_000);
const DOWNLOAD = { service: 'image', method: 'GET', path: /\/file$/ } as const;
const UPLOAD = { service: 'image', method: 'PUT', path: /\/file$/ } as const;

describe('the data of images', () => {
  let clouds: ImageClouds;
  beforeEach(async () => {
    clouds = await startImageClouds();
  });
  afterEach(() => clouds.close());

  const arrived = (name = 'web'): Buffer => bytesOf(clouds.images(clouds.destination).get(name));
  const statusThere = (name = 'web'): string | undefined =>
    clouds.images(clouds.destination).get(name)?.status;
  const makeWeb = (): string => clouds.make(clouds.source, { name: 'web' }, DATA);

  describe('by way of the disk', () => {
    it('come as blobs, and go from there; a second time nothing is done', async () => {
      const id = makeWeb();
      clouds.make(clouds.source, { name: 'a/b' }, Buffer.alloc(0));
      const { plan, result } = await clouds.export();
      assert.match(plan?.reason ?? '', /data of 2 images \(2\.9 MiB\) are to be fetched/);
      assert.deepEqual(
        readdirSync(clouds.blobs)
          .map((name) => name.replace(/^[0-9a-f-]{36}-/, ''))
          .sort(),
        ['a_b', 'web'],
      );
      assert.ok(readFileSync(join(clouds.blobs, `${id}-web`)).equals(DATA));
      assert.equal((result['blobs'] as string[]).length, 2);
      assert.equal((await clouds.export()).plan?.action, 'unchanged');

      const state = memoryState();
      await clouds.import({}, { state });
      assert.ok(arrived().equals(DATA));
      assert.equal(statusThere('a/b'), 'active');
      clouds.destination.resetCalls();
      const again = await clouds.import({}, { state });
      assert.deepEqual(
        again.map(({ plan: second }) => second?.action),
        ['unchanged', 'unchanged'],
      );
      assert.equal(clouds.destination.calls.writes, 0);
    });

    it('are fetched on from where an earlier run was cut off', async () => {
      const id = makeWeb();
      const part = join(clouds.blobs, `${id}-web.part`);
      mkdirSync(clouds.blobs, { recursive: true });
      writeFileSync(part, DATA.subarray(0, 1_000_000));
      await clouds.export();
      assert.ok(readFileSync(join(clouds.blobs, `${id}-web`)).equals(DATA));
      assert.ok(!existsSync(part));
      const [call] = clouds.source.calls.list.filter(({ path }) => path.endsWith('/file'));
      assert.equal(call?.status, 206);
    });

    it('are whole where only their name was missing', async () => {
      const id = makeWeb();
      mkdirSync(clouds.blobs, { recursive: true });
      writeFileSync(join(clouds.blobs, `${id}-web.part`), DATA);
      await clouds.export();
      assert.ok(readFileSync(join(clouds.blobs, `${id}-web`)).equals(DATA));
      assert.ok(!clouds.source.calls.list.some(({ path }) => path.endsWith('/file')));
    });

    it('are fetched anew where the half that was there is damaged', async () => {
      const id = makeWeb();
      mkdirSync(clouds.blobs, { recursive: true });
      writeFileSync(join(clouds.blobs, `${id}-web.part`), Buffer.alloc(500_000, 1));
      await clouds.export();
      assert.ok(readFileSync(join(clouds.blobs, `${id}-web`)).equals(DATA));
    });

    it('are fetched anew where a blob has another size', async () => {
      const id = makeWeb();
      await clouds.export();
      truncateSync(join(clouds.blobs, `${id}-web`), 100);
      const { plan } = await clouds.export();
      assert.equal(plan?.action, 'update');
      assert.equal(statSync(join(clouds.blobs, `${id}-web`)).size, DATA.length);
    });

    it('leave no blob if their sum is wrong', async () => {
      const id = makeWeb();
      const row = clouds.source.state.image.images.get(id);
      assert.ok(row?.data);
      const data = { ...row.data, chunks: [Buffer.alloc(DATA.length, 7)] };
      clouds.source.state.image.images.replace({ ...row, data });
      const error = await failureOf(clouds.export());
      assert.equal(error.code, 'image-data-differ');
      assert.match(error.message, /image "web".*sha512 sum is/);
      assert.deepEqual(readdirSync(clouds.blobs), []);
    });

    it('stay away where nobody wants them', async () => {
      makeWeb();
      const { plan } = await clouds.export({ blobs: false });
      assert.equal(plan?.changes.length, 1);
      assert.ok(!existsSync(clouds.blobs));
      const error = await failureOf(clouds.import());
      assert.equal(error.code, 'image-data-missing');
      assert.match(error.message, /no blob .*-web, and the import has no credentials of the source/);
      assert.equal(clouds.destination.calls.writes, 0);
    });

    it('are told of where there are none, or where they lean on what stays', async () => {
      clouds.make(clouds.source, { name: 'empty' });
      clouds.make(
        clouds.source,
        {
          name: 'volumes',
          block_device_mapping: '[{"snapshot_id": "b4d4d97b", "boot_index": 0}]',
          cinder_encryption_key_id: 'k',
        },
        Buffer.alloc(0),
      );
      const { warnings } = await clouds.export();
      assert.ok(warnings.some((text) => /"empty".*has no data \(it is queued\)/.test(text)));
      assert.ok(warnings.some((text) => /"volumes".*stands for snapshots of volumes/.test(text)));
      assert.ok(warnings.some((text) => /"volumes".*cinder_encryption_key_id is left out/.test(text)));
      await clouds.import();
      assert.equal(statusThere('empty'), 'queued');
      const copy = clouds.images(clouds.destination).get('volumes');
      assert.ok(copy !== undefined && !('cinder_encryption_key_id' in copy.properties));
    });
  });

  describe('from cloud to cloud', () => {
    beforeEach(async () => {
      makeWeb();
      await clouds.export({ blobs: false });
    });

    it('leave nothing on the disk, and are planned in check mode', async () => {
      const [planned] = await clouds.import(clouds.streamed, { checkMode: true });
      assert.match(planned?.plan?.reason ?? '', /Its data \(2\.9 MiB\) come from source/);
      assert.equal(clouds.destination.calls.writes, 0);
      await clouds.import(clouds.streamed);
      assert.ok(arrived().equals(DATA));
      assert.ok(!existsSync(clouds.blobs));
    });

    const survivals: readonly (readonly [string, 'source' | 'destination', Fault, number])[] = [
      ['a download that is cut in the middle', 'source', { kind: 'truncate', match: DOWNLOAD, times: 3 }, 1],
      ['a download that is reset', 'source', { kind: 'reset', match: DOWNLOAD, times: 2 }, 1],
      ['a source that is busy', 'source', { kind: 'status', status: 503, match: DOWNLOAD, times: 2 }, 1],
      ['a token of the source that ends', 'source', { kind: 'expire-token', match: DOWNLOAD }, 1],
      ['an upload that is reset', 'destination', { kind: 'reset', match: UPLOAD }, 2],
      ['an upload whose answer is lost', 'destination', { kind: 'reset', match: UPLOAD, after: true }, 1],
      ['a destination that fails', 'destination', { kind: 'status', status: 500, match: UPLOAD }, 2],
      ['a token of the destination that ends', 'destination', { kind: 'expire-token', match: UPLOAD }, 2],
    ];
    for (const [what, where, fault, uploads] of survivals) {
      it(`survive ${what}`, async () => {
        clouds[where].faults.add(fault);
        await clouds.import(clouds.streamed);
        assert.ok(arrived().equals(DATA));
        assert.equal(uploadsTo(clouds.destination), uploads);
        assert.equal(clouds.images(clouds.destination).size, 1);
      });
    }

    it('go by the staging area where the destination refuses them otherwise', async () => {
      clouds.destination.faults.add({ kind: 'status', status: 403, match: UPLOAD, times: Infinity });
      await clouds.import(clouds.streamed);
      assert.ok(arrived().equals(DATA));
      assert.equal(statusThere(), 'active');
    });

    it('are completed by the next run where one could not bring them', async () => {
      const state = memoryState();
      clouds.destination.faults.add({ kind: 'status', status: 500, match: UPLOAD, times: Infinity });
      const error = await failureOf(clouds.import(clouds.streamed, { state }));
      assert.equal(error.code, 'openstack-failed');
      assert.equal(statusThere(), 'queued');
      const id = clouds.images(clouds.destination).get('web')?.id;
      clouds.destination.faults.clear();
      const [second] = await clouds.import(clouds.streamed, { state });
      assert.equal(second?.plan?.action, 'update');
      assert.match(second.plan.reason, /Its data are not there yet/);
      assert.ok(arrived().equals(DATA));
      assert.equal(clouds.images(clouds.destination).get('web')?.id, id);
      const [third] = await clouds.import(clouds.streamed, { state });
      assert.equal(third?.plan?.action, 'unchanged');
    });

    it('stop when the run is to end, and go on with the next one', async () => {
      const stop = new AbortController();
      clouds.source.faults.add({ kind: 'latency', ms: 300, match: DOWNLOAD });
      const reason = new DOMException('the run is to end', 'AbortError');
      setTimeout(() => {
        stop.abort(reason);
      }, 150);
      await assert.rejects(clouds.import(clouds.streamed, { stopping: stop.signal }), reason);
      assert.equal(statusThere(), 'queued');
      await clouds.import(clouds.streamed);
      assert.ok(arrived().equals(DATA));
    });

    it('take the image with them if they are not what the record says', async () => {
      const [row] = [...clouds.images(clouds.source).values()];
      assert.ok(row?.data);
      const chunks = [DATA.subarray(0, 2_000_000), Buffer.alloc(1_000_000)];
      clouds.source.state.image.images.replace({ ...row, data: { ...row.data, chunks } });
      const error = await failureOf(clouds.import(clouds.streamed));
      assert.equal(error.code, 'image-data-differ');
      assert.match(error.message, /The image was removed from destination .* again/);
      assert.equal(clouds.images(clouds.destination).size, 0);
    });

    it('are not taken for whole if they end too early', async () => {
      const [row] = [...clouds.images(clouds.source).values()];
      assert.ok(row?.data);
      const chunks = [DATA.subarray(0, 2_000_000)];
      clouds.source.state.image.images.replace({ ...row, data: { ...row.data, chunks } });
      const error = await failureOf(clouds.import(clouds.streamed));
      assert.equal(error.code, 'image-data-differ');
      assert.match(error.message, /2000000 bytes came in place of 3000000/);
      assert.equal(clouds.images(clouds.destination).size, 0);
    });

    it('are never written over others of the same name', async () => {
      clouds.make(clouds.destination, { name: 'web' }, sample(1000));
      const [outcome] = await clouds.import(clouds.streamed);
      assert.deepEqual(
        outcome?.plan?.drift?.map(({ pointer }) => pointer),
        ['/params/hash_value'],
      );
      assert.equal(arrived().length, 1000);
      assert.equal(uploadsTo(clouds.destination), 0);
    });

    it('are not sent where they are already', async () => {
      clouds.make(clouds.destination, { name: 'web' }, DATA);
      const [outcome] = await clouds.import();
      assert.equal(outcome?.plan?.action, 'unchanged');
      assert.equal(clouds.destination.calls.writes, 0);
    });

    it('fill an image that somebody has made without them', async () => {
      const id = clouds.make(clouds.destination, { name: 'web' });
      await clouds.import(clouds.streamed);
      assert.ok(arrived().equals(DATA));
      assert.equal(clouds.images(clouds.destination).get('web')?.id, id);
    });

    it('cannot come from a source that has lost them', async () => {
      const [row] = [...clouds.images(clouds.source).values()];
      clouds.source.tenant('src', 'src').call('DELETE', `/v2/images/${row?.id ?? ''}`, undefined, 'image');
      const error = await failureOf(clouds.import(clouds.streamed));
      assert.equal(error.code, 'image-data-missing');
      assert.match(error.message, /has no image [0-9a-f-]+ any more/);
    });
  });
});
