import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommand, type BuiltCommand, type Ended } from './built.ts';

interface GraphJson {
  readonly kinds: readonly { readonly name: string; readonly records?: number; readonly isToCome?: true }[];
  readonly references: readonly { readonly from: string; readonly to: string }[];
  readonly waves: readonly (readonly string[])[];
}

describe('drover graph', function () {
  this.timeout(60_000);
  let built: BuiltCommand;
  let folder: string;
  const graph = (...args: readonly string[]): Promise<Ended> =>
    built.run(['graph', ...args], { cwd: folder });
  const json = async (...args: readonly string[]): Promise<GraphJson> =>
    JSON.parse((await graph('--format', 'json', ...args)).stdout) as GraphJson;

  before(() => {
    built = buildCommand();
    folder = mkdtempSync(join(tmpdir(), 'drover-graph-'));
    mkdirSync(join(folder, 'data'));
    writeFileSync(join(folder, 'data', 'networks.yml'), 'os_migrate_version: 1.0.5\nresources: []\n');
    writeFileSync(join(folder, 'vars.yml'), `os_migrate_data_dir: ${join(folder, 'data')}\n`);
  });
  after(() => {
    built.remove();
    rmSync(folder, { recursive: true });
  });

  it('draws all kinds in Mermaid', async () => {
    const { code, stdout } = await graph();
    assert.equal(code, 0);
    assert.match(stdout, /^flowchart LR\n/);
    assert.match(stdout, /^ {2}networks --> subnets$/m);
    assert.match(stdout, /^ {2}router_interfaces -\.->\|routes\| routers$/m);
  });

  it('draws some kinds with what they need, and no others', async () => {
    const { kinds, waves } = await json('--kinds', 'router_interfaces');
    const names = kinds.map(({ name }) => name);
    for (const name of ['networks', 'subnets', 'routers', 'router_interfaces'])
      assert.ok(names.includes(name), name);
    assert.ok(!names.includes('security_groups'));
    assert.deepEqual(waves.flat(), names);
    assert.equal(waves.at(-1)?.at(-1), 'router_interfaces');
  });

  it('has each kind in a wave after those that it needs', async () => {
    const { references, waves } = await json('--all');
    const waveOf = (name: string): number => waves.findIndex((wave) => wave.includes(name));
    for (const { from, to, ...more } of references)
      if (!('isLater' in more)) assert.ok(waveOf(from) < waveOf(to), `${from} before ${to}`);
  });

  it('shows what is to come where it is asked for', async () => {
    assert.ok(!(await json()).kinds.some(({ isToCome }) => isToCome === true));
    assert.ok((await json('--all')).kinds.some(({ name }) => name === 'load_balancers'));
  });

  it('counts the records of a data directory', async () => {
    for (const where of [
      ['-e', '@vars.yml'],
      ['--data-dir', 'data'],
    ]) {
      const { kinds } = await json(...where);
      assert.equal(kinds.find(({ name }) => name === 'networks')?.records, 0);
      assert.equal(kinds.find(({ name }) => name === 'subnets')?.records, undefined);
    }
    const { stdout } = await graph('--data-dir', 'data');
    assert.match(stdout, /networks\.yml · 0 records/);
    assert.match(stdout, /subnets\.yml · no file/);
  });

  it('writes a picture to a file', async () => {
    const { code, stdout } = await graph('--format', 'svg', '--output', 'kinds.svg');
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(readFileSync(join(folder, 'kinds.svg'), 'utf8'), /^<svg .*>router interfaces<\/text>/s);
    const { stdout: dot } = await graph('--format', 'dot');
    assert.match(dot, /^digraph /);
  });

  it('says what is wrong: the form, the kind, the file', async () => {
    const form = await graph('--format', 'mermiad');
    assert.equal(form.code, 2);
    assert.match(form.stderr, /graph takes --format mermaid, dot, svg or json, not “mermiad”/);
    assert.match(form.stderr, /Did you mean mermaid\?/);
    const kind = await graph('--kinds', 'netwroks');
    assert.equal(kind.code, 1);
    assert.match(kind.stderr, /There is no kind of resource called "netwroks"\. Did you mean "networks"\?/);
    const file = await graph('--output', 'nowhere/kinds.svg');
    assert.equal(file.code, 1);
    assert.match(file.stderr, /nowhere\/kinds\.svg cannot be written/);
  });
});
