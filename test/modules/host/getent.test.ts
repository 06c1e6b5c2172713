import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getent } from '../../../modules/host/getent.ts';
import { databaseLines } from '../../../modules/host/identity/database-file.ts';
import { localConnection } from '../../../engine/transport/local.ts';
import { callModule } from '../harness.ts';

describe('modules/host/getent without getent(1)', () => {
  let dir: string;
  before(() => {
    dir = mkdtempSync(join(tmpdir(), 'drover-getent-'));
    mkdirSync(join(dir, 'bin'));
  });
  after(() => {
    rmSync(dir, { recursive: true });
  });
  const facts = async (args: Readonly<Record<string, unknown>>, path: string): Promise<unknown> => {
    const { result } = await callModule(getent, args, { context: { environment: { PATH: path } } });
    return result.failed === true ? result.msg : result['ansible_facts'];
  };

  for (const [database, ...keys] of [
    ['passwd', 'root', '0', 'none'],
    ['group', 'root', '0', 'none'],
    ['shadow', 'root'],
    ['gshadow', 'root'],
    ['services', 'domain', '53', '53/udp', 'domain/udp', 'sink', '053', 'none'],
    ['protocols', 'tcp', 'TCP', '6', 'none'],
    ['networks', 'loopback', 'none'],
    ['rpc', 'portmap', '100000', 'none'],
    ['hosts', '127.0.0.1', 'none.example.invalid'],
  ] as const)
    it(`reads ${database} as getent(1) does`, async function () {
      const { rc } = await localConnection(process.env).execute(['getent', database]);
      if (rc !== 0) this.skip();
      for (const key of [undefined, ...keys]) {
        const args = { database, service: 'files', ...(key === undefined ? {} : { key }) };
        const read = await facts(args, join(dir, 'bin'));
        assert.deepEqual(read, await facts(args, '/usr/bin:/bin'), `${database} ${key ?? ''}`);
        if (key === undefined) assert.ok(Object.keys(read as object).length > 0 || database !== 'passwd');
      }
    });

  it('knows names of hosts, and leaves comments out', () => {
    const text =
      '127.0.0.1 localhost # this one\n# a comment\n::1 localhost ip6\n192.0.2.7\tvm\n192.0.2.8 vm\n';
    assert.deepEqual(databaseLines('hosts', text, 'localhost'), ['::1 localhost ip6']);
    assert.deepEqual(databaseLines('hosts', text, 'vm'), ['192.0.2.7\tvm', '192.0.2.8 vm']);
    assert.deepEqual(databaseLines('hosts', text, 'comment'), []);
    assert.equal(databaseLines('hosts', text).length, 4);
  });

  it('refuses what no file has', async () => {
    await assert.rejects(
      facts({ database: 'ahosts', key: 'localhost' }, join(dir, 'bin')),
      (error: Error) => {
        assert.match(error.message, /no getent.*"ahosts"/);
        return true;
      },
    );
    await assert.rejects(facts({ database: 'passwd', service: 'sss' }, join(dir, 'bin')), /no getent.*"sss"/);
  });
});
