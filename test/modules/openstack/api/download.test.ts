import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { collected, sample, startDataServer, type DataHandler, type DataServer } from './data-server.ts';
import { refusalOf, TOKEN } from './loopback.ts';

const DATA = sample(600_000);

/** Answers with the data from where the request asks for them. */
function give(response: ServerResponse, range: string | undefined, upTo = DATA.length): void {
  const from = Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
  response.writeHead(range === undefined ? 200 : 206, {
    'content-length': DATA.length - from,
    ...(range === undefined ? {} : { 'content-range': `bytes ${from}-${DATA.length - 1}/${DATA.length}` }),
  });
  if (upTo === DATA.length) {
    response.end(DATA.subarray(from));
    return;
  }
  response.write(DATA.subarray(from, upTo), () => setTimeout(() => response.destroy(), 5));
}

describe('a download', () => {
  let server: DataServer;
  const start = async (handler: DataHandler, ports = {}): Promise<DataServer> =>
    (server = await startDataServer(handler, ports));
  const read = async (from?: number): Promise<Buffer> => {
    const data = await server.session.download('image', '/images/i/file', from === undefined ? {} : { from });
    return collected(data.bytes);
  };
  afterEach(() => server.close());

  it('gives the bytes in order, and their number before them', async () => {
    await start((request, response) => {
      give(response, request.headers.range);
    });
    const data = await server.session.download('image', '/images/i/file');
    assert.deepEqual([data.from, data.size], [0, DATA.length]);
    assert.ok((await collected(data.bytes)).equals(DATA));
    assert.equal(server.session.counts.total, 2);
    assert.equal(server.session.counts.writes, 0);
  });

  it('begins where it is asked to', async () => {
    await start((request, response) => {
      give(response, request.headers.range);
    });
    const data = await server.session.download('image', '/images/i/file', { from: 500_000 });
    assert.deepEqual([data.from, data.size], [500_000, DATA.length]);
    assert.ok((await collected(data.bytes)).equals(DATA.subarray(500_000)));
  });

  it('goes on where a connection broke, as often as bytes come', async () => {
    await start((request, response, nth) => {
      give(response, request.headers.range, nth < 9 ? nth * 60_000 : DATA.length);
    });
    assert.ok((await read()).equals(DATA));
    assert.equal(server.arrivals.length, 9);
    assert.match(server.arrivals[1]?.range ?? '', /^bytes=\d+-$/);
  });

  it('passes over what it has where the service gives no parts', async () => {
    await start((_request, response, nth) => {
      give(response, undefined, nth === 1 ? 250_000 : DATA.length);
    });
    assert.ok((await read()).equals(DATA));
  });

  it('asks for all where parts are refused', async () => {
    await start((request, response) => {
      if (request.headers.range === undefined) give(response, undefined);
      else response.writeHead(400).end();
    });
    const data = await server.session.download('image', '/images/i/file', { from: 100 });
    assert.equal(data.from, 0);
    assert.ok((await collected(data.bytes)).equals(DATA));
  });

  it('takes fewer bytes than were announced for broken off', async () => {
    await start((request, response, nth) => {
      const from = Number(/=(\d+)/.exec(request.headers.range ?? '=0')?.[1]);
      response.writeHead(206, { 'content-range': `bytes ${from}-9/${DATA.length}` });
      // Sent in chunks, so that the end looks like one.
      response.end(DATA.subarray(from, nth === 1 ? 1000 : DATA.length));
    });
    assert.ok((await read(10)).equals(DATA.subarray(10)));
  });

  it('renews a token that ends in the middle', async () => {
    await start((request, response, nth) => {
      if (nth === 1) give(response, undefined, 100_000);
      else if (request.headers['x-auth-token'] === 'token-1') response.writeHead(401).end();
      else give(response, request.headers.range);
    });
    assert.ok((await read()).equals(DATA));
    assert.deepEqual(
      server.arrivals.map(({ token }) => token),
      ['token-1', 'token-1', 'token-2'],
    );
  });

  it('waits for a service that is busy', async () => {
    await start((request, response, nth) => {
      if (nth < 3) response.writeHead(503).end();
      else give(response, request.headers.range);
    });
    assert.ok((await read()).equals(DATA));
    assert.equal(server.session.counts.retries, 2);
  });

  it('gives up where nothing comes any more, and says how far it came', async () => {
    await start((request, response, nth) => {
      if (nth === 1) give(response, undefined, 300_000);
      else request.socket.destroy();
    });
    const error = await refusalOf(read());
    assert.equal(error.code, 'openstack-unreachable');
    assert.ok(!error.message.includes(TOKEN) && !error.message.includes('token-1'));
  });

  it('gives up on connections that break without a byte', async () => {
    await start((request, response, nth) => {
      give(response, request.headers.range, nth === 1 ? 300_000 : 0);
    });
    const error = await refusalOf(read());
    assert.equal(error.code, 'openstack-bad-answer');
    assert.match(error.message, /300000 bytes had come; it was tried 6 times/);
  });

  it('does not wait for ever for a connection that stands still', async () => {
    await start(
      (request, response, nth) => {
        if (nth > 1) {
          give(response, request.headers.range);
          return;
        }
        response.writeHead(200, { 'content-length': DATA.length });
        response.write(DATA.subarray(0, 1000));
      },
      { streamTimeouts: { stallMs: 60 } },
    );
    assert.ok((await read()).equals(DATA));
    assert.equal(server.arrivals.length, 2);
  });

  it('waits for whoever reads it, however long that takes', async () => {
    await start(
      (request, response) => {
        give(response, request.headers.range);
      },
      { streamTimeouts: { stallMs: 40 } },
    );
    const data = await server.session.download('image', '/images/i/file');
    let size = 0;
    for await (const chunk of data.bytes) {
      size += chunk.length;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    assert.equal(size, DATA.length);
    assert.equal(server.arrivals.length, 1);
  });

  it('ends with the reason of its signal', async () => {
    await start((_request, response) => {
      response.writeHead(200, { 'content-length': DATA.length });
      response.write(DATA.subarray(0, 1000));
    });
    const stop = new AbortController();
    const data = await server.session.download('image', '/images/i/file', { signal: stop.signal });
    const reason = new Error('enough');
    const reading = collected(data.bytes);
    setTimeout(() => {
      stop.abort(reason);
    }, 20);
    await assert.rejects(reading, reason);
  });

  it('says what the service says of data that are not there', async () => {
    await start((_request, response) => {
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end('{"message":"The requested image has been deactivated."}');
    });
    const error = await refusalOf(read());
    assert.equal(error.code, 'openstack-forbidden');
    assert.match(error.message, /has been deactivated/);
  });

  it('gives nothing where there is nothing', async () => {
    await start((_request, response) => {
      response.writeHead(204).end();
    });
    assert.equal((await read()).length, 0);
  });
});
