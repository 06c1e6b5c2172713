import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { collected, pieces, sample, startDataServer, type DataServer } from './data-server.ts';
import { refusalOf } from './loopback.ts';

const DATA = sample(700_000);

/** Reads a request to its end. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  return collected(request);
}

describe('an upload', () => {
  let server: DataServer;
  let opened = 0;
  const open = () => {
    opened += 1;
    return pieces(DATA);
  };
  const send = (options = {}) => server.session.upload('image', '/images/i/file', open, options);
  beforeEach(() => {
    opened = 0;
  });
  afterEach(() => server.close());

  it('sends the bytes in order, with their number where it is known', async () => {
    const got: [Buffer, string | undefined][] = [];
    server = await startDataServer((request, response) => {
      void bodyOf(request).then((body) => {
        got.push([body, request.headers['content-length']]);
        response.writeHead(204).end();
      });
    });
    assert.equal((await send({ size: DATA.length })).status, 204);
    assert.equal((await send()).status, 204);
    assert.ok(got.every(([body]) => body.equals(DATA)));
    assert.deepEqual(
      got.map(([, length]) => length),
      [String(DATA.length), undefined],
    );
    assert.equal(server.session.counts.writes, 2);
    assert.equal(server.arrivals[0]?.expect, '100-continue');
  });

  it('sends nothing to a service that refuses first', async () => {
    server = await startDataServer(
      (_request, response) => {
        response.writeHead(409, { 'content-type': 'application/json' });
        response.end('{"message":"Image status transition from active to saving is not allowed"}');
      },
      {},
      () => false,
    );
    const error = await refusalOf(send());
    assert.equal(error.code, 'openstack-conflict');
    assert.match(error.message, /from active to saving/);
    assert.equal(opened, 0);
  });

  it('sends to a service that does not say that it wants the data', async () => {
    server = await startDataServer(
      (request, response) => {
        void bodyOf(request).then((body) => response.writeHead(body.equals(DATA) ? 204 : 400).end());
      },
      { streamTimeouts: { continueMs: 30 } },
      () => false,
    );
    assert.equal((await send()).status, 204);
  });

  it('renews a token that is refused before any data were sent', async () => {
    server = await startDataServer(
      (request, response) => {
        if (request.headers['x-auth-token'] === 'token-1') response.writeHead(401).end();
        else void bodyOf(request).then(() => response.writeHead(204).end());
      },
      {},
      (nth) => nth > 1,
    );
    assert.equal((await send()).status, 204);
    assert.equal(opened, 1);
  });

  it('is tried again where nothing has been sent', async () => {
    server = await startDataServer(
      (request, response, nth) => {
        if (nth === 1) request.socket.destroy();
        else if (nth === 2) response.writeHead(503).end();
        else void bodyOf(request).then(() => response.writeHead(204).end());
      },
      {},
      (nth) => nth > 2,
    );
    assert.equal((await send()).status, 204);
    assert.equal(opened, 1);
    assert.equal(server.session.counts.retries, 2);
  });

  it('is not repeated once a part has been sent', async () => {
    server = await startDataServer((request) => {
      request.once('data', () => request.socket.destroy());
    });
    const error = await refusalOf(send());
    assert.equal(error.code, 'openstack-answer-lost');
    assert.deepEqual([opened, server.arrivals.length], [1, 1]);
  });

  it('does not repeat data after which the service failed', async () => {
    server = await startDataServer((request, response) => {
      void bodyOf(request).then(() => response.writeHead(500).end());
    });
    const error = await refusalOf(send());
    assert.equal(error.code, 'openstack-failed');
    assert.equal(server.arrivals.length, 1);
  });

  it('throws what reading the data threw, and leaves the request unfinished', async () => {
    let whole: boolean | undefined;
    server = await startDataServer((request, response) => {
      bodyOf(request).then(
        () => {
          whole = true;
          response.writeHead(204).end();
        },
        () => {
          whole = false;
        },
      );
    });
    const reason = new Error('the disk is gone');
    const broken = async function* (): AsyncGenerator<Uint8Array> {
      await Promise.resolve();
      yield DATA;
      throw reason;
    };
    await assert.rejects(server.session.upload('image', '/images/i/file', broken), reason);
    await new Promise((resolve) => setTimeout(resolve, 30));
    assert.equal(whole, false);
  });

  it('does not wait for ever for a service that takes nothing', async () => {
    server = await startDataServer(() => undefined, { streamTimeouts: { stallMs: 60 } });
    const endless = async function* (): AsyncGenerator<Uint8Array> {
      for (;;) {
        await Promise.resolve();
        yield DATA;
      }
    };
    const error = await refusalOf(server.session.upload('image', '/images/i/file', endless));
    assert.equal(error.code, 'openstack-answer-lost');
    assert.match(error.message, /in time/);
  });

  it('waits for data that come slowly', async () => {
    server = await startDataServer(
      (request, response) => {
        void bodyOf(request).then((body) => response.writeHead(body.equals(DATA) ? 204 : 400).end());
      },
      { streamTimeouts: { stallMs: 20, finishMs: 500 } },
    );
    const slow = async function* (): AsyncGenerator<Uint8Array> {
      for await (const piece of pieces(DATA, 250_000)) {
        await new Promise((resolve) => setTimeout(resolve, 50));
        yield piece;
      }
    };
    assert.equal((await server.session.upload('image', '/images/i/file', slow)).status, 204);
  });

  it('ends with the reason of its signal', async () => {
    server = await startDataServer(() => undefined);
    const stop = new AbortController();
    const reason = new Error('enough');
    setTimeout(() => {
      stop.abort(reason);
    }, 40);
    await assert.rejects(send({ signal: stop.signal }), reason);
  });

  it('never reads ahead of what the service takes', async () => {
    let taken = 0;
    server = await startDataServer((request, response) => {
      // Reads a little, then waits.
      request.once('data', () => {
        request.pause();
        setTimeout(() => {
          request.resume().on('end', () => response.writeHead(204).end());
        }, 150);
      });
    });
    const counted = async function* (): AsyncGenerator<Uint8Array> {
      for (let part = 0; part < 400; part += 1) {
        await Promise.resolve();
        taken += DATA.length;
        yield DATA;
      }
    };
    const sending = server.session.upload('image', '/images/i/file', counted);
    await new Promise((resolve) => setTimeout(resolve, 100));
    assert.ok(taken < 40 * DATA.length, `${taken} bytes were read ahead`);
    assert.equal((await sending).status, 204);
    assert.equal(taken, 400 * DATA.length);
  });
});
