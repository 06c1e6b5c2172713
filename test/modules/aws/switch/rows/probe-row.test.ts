import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { localConnection } from '../../../../../engine/transport/local.ts';
import { probeOperations } from '../../../../../modules/aws/switch/plan/plan-steps.ts';
import type { Probe, ProbeWay } from '../../../../../modules/aws/switch/probe.types.ts';
import { probeRow } from '../../../../../modules/aws/switch/rows/probe-row.ts';

const idle = new AbortController().signal;
const signals = { signal: idle, stopping: idle };

function probing(way: ProbeWay, more: Partial<Probe> = {}) {
  const probe: Probe = {
    name: 'p',
    vpcs: [],
    stages: ['canary'],
    way,
    timeout: 1,
    tries: 1,
    pause: 0,
    ...more,
  };
  const [operation] = probeOperations('vpc-a', [probe], 'canary');
  const row = probeRow({
    machine: localConnection(process.env),
    environment: { WORD: 'open' },
    probes: [probe],
  });
  return {
    operation: operation!,
    run: (direction: 'do' | 'undo' = 'do') => row.act(operation!, direction, signals),
  };
}

describe('probes', () => {
  let port: number;
  let asked = 0;
  const server = createServer((request, response) => {
    asked += 1;
    if (request.url === '/slow') return;
    response.writeHead(request.url === '/third' && asked % 3 !== 0 ? 503 : 200).end('ok');
  });
  before(async () => {
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    port = (server.address() as AddressInfo).port;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const http = (path: string, status = 200): ProbeWay => ({
    kind: 'http',
    url: `http://127.0.0.1:${port}${path}`,
    status,
  });

  it('get through', async () => {
    await probing({ kind: 'command', command: 'test "$WORD" = open' }).run();
    await probing({ kind: 'tcp', host: '127.0.0.1', port }).run();
    await probing(http('/')).run();
  });

  it('are tried again', async () => {
    asked = 0;
    await probing(http('/third'), { tries: 3 }).run();
    assert.equal(asked, 3);
  });

  for (const [name, way, message] of [
    [
      'command',
      { kind: 'command', command: 'echo no route >&2; exit 3' },
      /the command ended with 3: no route/,
    ],
    ['port', { kind: 'tcp', host: '127.0.0.1', port: 9 }, /ECONNREFUSED/],
    ['status', undefined, /the answer had status 200, not 204/],
    ['slow answer', undefined, /no answer within 1 seconds/],
  ] as const)
    it(`tell why they fail: ${name}`, async () => {
      const made = way ?? (name === 'status' ? http('/', 204) : http('/slow'));
      await assert.rejects(probing(made).run(), message);
    });

  it('have nothing to do on the way back, and keep no command in the plan', async () => {
    const { run, operation } = probing({ kind: 'command', command: 'curl -H "Authorization: x"; false' });
    await run('undo');
    assert.doesNotMatch(JSON.stringify(operation), /Authorization/);
  });
});
