import assert from 'node:assert/strict';
import { cpSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Tenant } from '../../clouds/openstack/cloud.ts';
import { listRuns } from '../../../engine/run/state/list-runs.ts';
import { openWorkshop, type Workshop, type Workspace } from './workspace.ts';

const vars = ['-e', '@vars.yml'];
const imports = ['run', 'import_networks.yml', 'import_subnets.yml', ...vars];
const preload = {
  NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, 'kill-at-step.mjs')).href}`,
};
/** All steps take two minutes: `DROVER_KILL_EVERY=1` for each of them. */
const EVERY = Number(process.env['DROVER_KILL_EVERY'] ?? 9);

describe('a run that is killed', function () {
  this.timeout(300_000);
  let shop: Workshop;
  let empty: () => void;
  let source: Workspace;
  before(async () => {
    shop = await openWorkshop();
    const src = shop.cloud.tenant('src', 'src');
    for (const [index, name] of ['web', 'db'].entries()) {
      const { id } = src.create('networks', { name });
      src.create('subnets', {
        name: `${name}-v4`,
        network_id: id,
        cidr: `10.9.${index}.0/24`,
        ip_version: 4,
      });
      src.setTags('networks', id, ['kept']);
    }
    empty = shop.cloud.snapshot();
    source = shop.open();
    const ended = await source.drover(['run', 'export_networks.yml', 'export_subnets.yml', ...vars]);
    assert.equal(ended.code, 0, ended.stderr);
  });
  after(async () => {
    source.remove();
    await shop.close();
  });

  /** A folder with the files of the source, and an empty destination. */
  function exported(): Workspace {
    empty();
    const space = shop.open();
    cpSync(source.dataDir, space.dataDir, { recursive: true });
    return space;
  }

  it('is gone on with from every step, to the same end', async () => {
    const first = exported();
    const counted = join(first.folder, 'steps');
    const undisturbed = await first.drover(imports, { ...preload, KILL_STEPS: counted });
    assert.equal(undisturbed.code, 0, undisturbed.stdout + undisturbed.stderr);
    const wanted = made(shop.cloud.tenant('dst', 'dst'));
    assert.equal(wanted.length, 4);
    const steps = Number(readFileSync(counted, 'utf8'));
    assert.ok(steps > 40, `only ${steps} steps were counted`);
    first.remove();
    for (let step = 1; step <= steps; step += EVERY) await dieAt(step, steps, wanted);
  });

  async function dieAt(step: number, steps: number, wanted: readonly string[]): Promise<void> {
    const space = exported();
    const killed = await space.drover(imports, { ...preload, KILL_AT: String(step) });
    const told = `step ${step}:\n`;
    if (killed.code === 0) {
      // Lines that come together go to the disk together: now and then there are a few steps less.
      assert.ok(step > steps - 10, `${told}it was not killed`);
      space.remove();
      return;
    }
    assert.equal(killed.code, null, `${told}${killed.stdout}`);
    const again = await space.drover(['run', '--resume', 'last', ...vars]);
    if (/have ended well/.test(again.stderr)) {
      // All that was left was to give the locks back.
      assert.equal(again.code, 1, told);
    } else if (again.code === 1) {
      // It had not begun to write: there is nothing to resume, and nothing at the destination.
      assert.match(again.stderr, /There are no runs/, told + again.stderr);
      assert.deepEqual(made(shop.cloud.tenant('dst', 'dst')), [], told);
      assert.equal((await space.drover(imports)).code, 0, told);
    } else {
      assert.equal(again.code, 0, told + again.stdout + again.stderr);
      assert.match(again.stderr, /^Resuming run .* cut off\.$/m, told);
      assert.equal(space.runs().length, 1, `${told}one run`);
      const [run] = await listRuns(space.state);
      assert.equal(run?.counts.open, 0, `${told}what became of each write is known`);
      assert.equal(run.counts.created, 4, told);
    }
    assert.deepEqual(made(shop.cloud.tenant('dst', 'dst')), wanted, told);
    shop.cloud.resetCalls();
    assert.equal((await space.drover(imports)).code, 0, told);
    assert.equal(shop.cloud.calls.writes, 0, `${told}nothing is left to do`);
    space.remove();
  }
});

/** What a project has, in a form that can be compared between runs. */
function made(project: Tenant): readonly string[] {
  const networks = project.list('networks', `project_id=${project.projectId}`);
  const subnets = project.list('subnets', `project_id=${project.projectId}`);
  return [
    ...networks.map(({ name, tags }) => `network ${String(name)} ${JSON.stringify(tags)}`),
    ...subnets.map(({ name, cidr, network_id: network }) => {
      const owner = networks.find(({ id }) => id === network);
      return `subnet ${String(name)} ${String(cidr)} in ${String(owner?.['name'])}`;
    }),
  ].sort();
}
