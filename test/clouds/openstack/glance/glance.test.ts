import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { Agent, request as plainRequest } from 'node:http';
import { Readable } from 'node:stream';
import { at } from '../../contract/words.ts';
import { startOpenStackCloud, type LoopbackCloud } from '../cloud.ts';
import { openTestSession, type TestSession } from '../session-for-tests.ts';
import { pretty } from './pretty.ts';
import { virtualSizeOf } from './virtual-size.ts';

const MIB = 1 << 20;

describe('The images of the loopback cloud', () => {
  let cloud: LoopbackCloud;
  let session: TestSession;
  const agent = new Agent({ keepAlive: true });
  before(async () => {
    cloud = await startOpenStackCloud();
    session = await openTestSession(cloud);
  });
  after(async () => {
    session.close();
    agent.destroy();
    await cloud.close();
  });

  const origin = (): string => cloud.url.replace(/\/v3$/, '');

  async function makeImage(): Promise<string> {
    const body = { name: 'large', disk_format: 'raw', container_format: 'bare' };
    const answer = await session.send('POST', 'keystone:/image/v2/images', body);
    assert.equal(answer.status, 201);
    return String(at(answer.body, 'id'));
  }

  interface Download {
    readonly status: number;
    readonly bytes: Buffer;
    readonly isWhole: boolean;
  }

  function exchange(
    method: string,
    path: string,
    headers: Record<string, string>,
    body?: Readable,
  ): Promise<Download> {
    return new Promise((resolve, reject) => {
      const outgoing = plainRequest(
        `${origin()}/image${path}`,
        { agent, method, headers: { 'x-auth-token': session.token, ...headers } },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          const end = (isWhole: boolean) => () => {
            resolve({ status: incoming.statusCode ?? 0, bytes: Buffer.concat(chunks), isWhole });
          };
          incoming.on('end', end(true));
          incoming.on('error', end(false));
        },
      );
      outgoing.on('error', reject);
      if (body) body.pipe(outgoing);
      else outgoing.end();
    });
  }

  async function upload(id: string, data: Buffer): Promise<void> {
    const pieces = Array.from({ length: data.length / MIB }, (_, index) =>
      data.subarray(index * MIB, (index + 1) * MIB),
    );
    const headers = { 'content-type': 'application/octet-stream', 'transfer-encoding': 'chunked' };
    const answer = await exchange('PUT', `/v2/images/${id}/file`, headers, Readable.from(pieces));
    assert.equal(answer.status, 204);
  }

  it('take tens of mebibytes in pieces, and give them back, whole and in part', async () => {
    const data = randomBytes(24 * MIB);
    const id = await makeImage();
    await upload(id, data);
    const image = cloud.state.image.images.get(id)!;
    assert.equal(image.data?.size, data.length);
    assert.ok(image.data.chunks.every((chunk) => chunk.length <= MIB));
    assert.equal(image.data.checksum, createHash('md5').update(data).digest('hex'));
    assert.equal(image.data.hash, createHash('sha512').update(data).digest('hex'));
    const whole = await exchange('GET', `/v2/images/${id}/file`, {});
    assert.ok(whole.bytes.equals(data));
    const range = `bytes=${5 * MIB + 3}-${9 * MIB}`;
    const part = await exchange('GET', `/v2/images/${id}/file`, { range });
    assert.equal(part.status, 206);
    assert.ok(part.bytes.equals(data.subarray(5 * MIB + 3, 9 * MIB + 1)));
  });

  it('break off in the middle when a fault says so', async () => {
    const id = await makeImage();
    await upload(id, randomBytes(MIB));
    cloud.faults.add({ kind: 'truncate', match: { service: 'image', path: /\/file$/ } });
    const broken = await exchange('GET', `/v2/images/${id}/file`, {});
    assert.equal(broken.isWhole, false);
    assert.ok(broken.bytes.length <= MIB / 2);
  });

  it('stay as they are when an upload breaks off', async () => {
    const id = await makeImage();
    const outgoing = plainRequest(`${origin()}/image/v2/images/${id}/file`, {
      method: 'PUT',
      agent: false,
      headers: {
        'x-auth-token': session.token,
        'content-type': 'application/octet-stream',
        'content-length': '1000',
      },
    });
    await new Promise<void>((resolve) => {
      outgoing.on('error', () => {
        resolve();
      });
      outgoing.write('half', () => {
        outgoing.destroy(new Error('enough'));
      });
    });
    const answer = await session.send('GET', `keystone:/image/v2/images/${id}`);
    assert.equal(at(answer.body, 'status'), 'queued');
  });

  it('come by 25 in a page if nobody says', () => {
    const restore = cloud.snapshot();
    const tenant = cloud.tenant('src', 'src');
    for (let number = 0; number < 30; number += 1) {
      assert.equal(tenant.call('POST', '/v2/images', { name: `n${number}` }, 'image').status, 201);
    }
    const first = tenant.call('GET', '/v2/images', undefined, 'image').body;
    assert.equal((at(first, 'images') as unknown[]).length, 25);
    const next = String(at(first, 'next'));
    const second = tenant.call('GET', next, undefined, 'image').body;
    assert.ok((at(second, 'images') as unknown[]).length >= 6);
    restore();
    const names = tenant.call('GET', '/v2/images?name=n1', undefined, 'image').body;
    assert.deepEqual(at(names, 'images'), []);
  });

  it('begin with the image of the test bed', () => {
    const tenant = cloud.tenant('src', 'src');
    const list = tenant.call('GET', '/v2/images?name=bed-image', undefined, 'image').body;
    assert.equal(at(list, 'images.0.visibility'), 'public');
    assert.equal(at(list, 'images.0.size'), 16_000);
  });
});

describe('What Glance finds out about bytes', () => {
  const head = (write: (head: Buffer) => void): Buffer => {
    const bytes = Buffer.alloc(1024);
    write(bytes);
    return bytes;
  };
  const cases: readonly [name: string, format: string, bytes: Buffer, size: number | null][] = [
    ['raw bytes', 'raw', Buffer.alloc(1024), 1024],
    ['no bytes', 'raw', Buffer.alloc(0), null],
    [
      'a QCOW2 head',
      'qcow2',
      head((bytes) => {
        bytes.write('QFI\xfb', 'latin1');
        bytes.writeBigUInt64BE(7_340_032n, 24);
      }),
      7_340_032,
    ],
    ['a QCOW2 that is none', 'qcow2', Buffer.alloc(1024), null],
    [
      'a VHD head',
      'vhd',
      head((bytes) => {
        bytes.write('conectix', 'latin1');
        bytes.writeBigUInt64BE(1_048_576n, 40);
      }),
      1_048_576,
    ],
    [
      'a VDI head',
      'vdi',
      head((bytes) => {
        bytes.writeUInt32LE(0xbeda107f, 0x40);
        bytes.writeBigUInt64LE(2_097_152n, 0x170);
      }),
      2_097_152,
    ],
    ['an ISO', 'iso', Buffer.alloc(1024), null],
  ];
  for (const [name, format, bytes, size] of cases) {
    it(`${name}: ${String(size)}`, () => {
      assert.equal(virtualSizeOf([bytes.subarray(0, 30), bytes.subarray(30)], format, 'bare'), size);
    });
  }

  it('looks into bare images only', () => {
    assert.equal(virtualSizeOf([Buffer.alloc(1024)], 'raw', 'ovf'), null);
  });

  it('lays a schema out as Python does', () => {
    assert.equal(
      pretty({ type: ['null', 'string'], maxLength: 5 }),
      "{'maxLength': 5, 'type': ['null', 'string']}",
    );
    const long = ['a'.repeat(30), 'b'.repeat(30), 'c'.repeat(30)];
    assert.equal(
      pretty({ enum: long }),
      `{'enum': ['${long[0]!}',\n          '${long[1]!}',\n          '${long[2]!}']}`,
    );
  });
});
