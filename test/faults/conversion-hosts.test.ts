import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { everything, openConversionSpace, type ConversionSpace } from '../cli/migration/conversion-space.ts';

const PRELOAD = `--import=${pathToFileURL(join(import.meta.dirname, 'support', 'kill-at-line.mjs')).href}`;
/** The operations of a deployment at the source: network, subnet, router, its interface, group, keypair, port, server, floating IP, rule. */
const OPERATIONS = 10;
/** All of them with DROVER_FAULTS=all. */
const NUMBERS =
  process.env['DROVER_FAULTS'] === 'all' ? Array.from({ length: OPERATIONS }, (_, index) => index + 1) : [8];

/** What is there by its names; the addresses of floating IPs are the cloud's choice. */
function namesIn(space: ConversionSpace): readonly string[] {
  return everything(space)
    .map((line) => line.replace(/( 127\.[\d.]+)? [0-9a-f-]{36}$/, ''))
    .sort();
}

describe('conversion hosts whose deployment is killed', function () {
  this.timeout(300_000);
  let space: ConversionSpace;
  let initial: readonly string[];
  /** What an undisturbed deployment leaves, by its names. */
  let wanted: readonly string[];
  let restore: () => void;

  before(async () => {
    space = await openConversionSpace({ os_migrate_deploy_dst_conversion_host: false });
    initial = everything(space);
    restore = space.source.snapshot();
    await space.succeed('run', 'deploy_conversion_hosts.yml');
    wanted = namesIn(space);
    restore();
    space.forgetData();
  });
  after(() => space.close());
  afterEach(() => {
    restore();
    space.forgetData();
  });

  const runs = (): readonly string[] => readdirSync(join(space.dataDir, '.drover', 'runs'));
  const killedAt = async (step: string): Promise<void> => {
    Object.assign(process.env, { NODE_OPTIONS: PRELOAD, KILL_AT: step });
    const ended = await space.drover('run', 'deploy_conversion_hosts.yml').finally(() => {
      delete process.env['NODE_OPTIONS'];
      delete process.env['KILL_AT'];
    });
    assert.equal(ended.code, null, `${step}: it ended before\n${ended.stdout}`);
  };

  for (const number of NUMBERS)
    for (const sort of ['intended', 'done'])
      it(`at ${sort} ${number} are completed by the next run, and taken back as a whole`, async () => {
        const step = `${sort}:${number}`;
        await killedAt(step);
        await space.succeed('run', '--resume', 'last', '--data-dir', space.dataDir);
        assert.equal(runs().length, 1);
        const servers = space.source.state.compute.servers.all();
        assert.equal(servers.length, 1);
        assert.deepEqual(
          space.hosts().map(({ server_id: id }) => id),
          [servers[0]?.id],
        );
        assert.deepEqual(namesIn(space), wanted);
        space.source.resetCalls();
        await space.succeed('run', 'deploy_conversion_hosts.yml');
        assert.equal(space.source.calls.writes, 0);
        await space.succeed('undo', runs()[0] ?? '', '--yes');
        assert.deepEqual(everything(space), initial);
      });

  it('leave nothing that the playbook that deletes them does not find', async () => {
    await killedAt('done:8');
    await space.succeed(
      'run',
      'delete_conversion_hosts.yml',
      '-e',
      'os_migrate_delete_dst_conversion_host=false',
    );
    assert.deepEqual(everything(space), initial);
  });
});
