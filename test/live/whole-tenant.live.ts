import assert from 'node:assert/strict';
import { cp, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { clearWhole } from './seed/whole/clear.ts';
import { clientsOf } from './seed/whole/clients.ts';
import { PROJECT, seedDestination, seedWhole, type Side } from './seed/whole/seed.ts';
import { administrator, onlyNamed } from './support/administrator.ts';
import { bringUpBed } from './support/bed.ts';
import { startCountingProxy, type CountingProxy } from './support/counting-proxy.ts';
import { buildDrover, drover, said, type Ended, type Settings } from './support/drover.ts';
import { makeEdits, unseenEdits } from './support/whole-edits.ts';
import { COLLECTIONS } from './support/whole-collections.ts';
import { readWhole, wholeDifferences, type WholeReading } from './support/whole-model.ts';

/** Among networks and what hangs on them. */
const KILLED_AFTER = 22;

describe('A whole tenant, with something of every kind', () => {
  let folder: string;
  let toSource: CountingProxy;
  let toDestination: CountingProxy;
  const opened: (() => Promise<void>)[] = [];
  let before_: WholeReading;
  let source: WholeReading;

  const read = async (side: Side): Promise<WholeReading> => readWhole(await clientsOf(side, PROJECT));
  const variables = (): string => join(folder, 'vars.yml');
  const data = (): string => join(folder, 'data');
  const run = (args: readonly string[], settings?: Settings): Promise<Ended> =>
    drover([...args, '-e', `@${variables()}`], settings);
  const succeed = async (...args: readonly string[]): Promise<Ended> => {
    const ended = await run(args);
    assert.equal(ended.code, 0, `${args.join(' ')}: ${said(ended)}`);
    return ended;
  };
  /** Runs that are listed, the last one last. */
  const runs = async (): Promise<readonly RunLine[]> =>
    // Boundary: the output of drover.
    JSON.parse((await succeed('runs', '--output', 'json')).stdout) as readonly RunLine[];
  const forget = (): void => {
    toSource.forget();
    toDestination.forget();
  };
  const writes = (): readonly unknown[] => [...toSource.writes(), ...toDestination.writes()];
  const hasArrived = async (): Promise<void> =>
    assert.deepEqual(wholeDifferences(source.model, (await read('destination')).model), []);
  const isAsBefore = async (): Promise<void> => {
    const after_ = await read('destination');
    assert.deepEqual(wholeDifferences(before_.model, after_.model), []);
    assert.deepEqual(after_.ids, before_.ids);
  };

  before('brings up two clouds, one with a tenant', async () => {
    await bringUpBed();
    await buildDrover();
    await Promise.all([
      clearWhole('source').then(seedWhole),
      clearWhole('destination').then(seedDestination),
    ]);
    [toSource, toDestination] = await Promise.all([startCountingProxy(), startCountingProxy()]);
    folder = await mkdtemp(join(tmpdir(), 'drover-whole-'));
    opened.push(toSource.close, toDestination.close, () => rm(folder, { recursive: true, force: true }));
    const [from, to] = await Promise.all([
      administrator('source', PROJECT, toSource),
      administrator('destination', PROJECT, toDestination),
    ]);
    const settings = {
      os_migrate_src_auth: from,
      os_migrate_dst_auth: to,
      os_migrate_data_dir: data(),
      ...onlyNamed(PROJECT),
    };
    await writeFile(variables(), stringify(settings), { mode: 0o600 });
    [source, before_] = await Promise.all([read('source'), read('destination')]);
  });
  after('leaves nothing', async () => {
    await Promise.all(opened.map((close) => close()));
    await Promise.all([clearWhole('source'), clearWhole('destination')]);
  });

  it('has something of every kind', () => {
    const empty = COLLECTIONS.filter(({ name }) => source.model[name]?.length === 0);
    assert.deepEqual(empty, []);
    assert.ok(wholeDifferences(source.model, before_.model).length > 40);
  });

  it('moves with one command', async () => {
    const ended = await succeed('migrate', '--yes');
    assert.deepEqual(toSource.writes(), []);
    assert.match(ended.stdout, /records looked at/);
  });

  it('is the same at the destination, as both clouds tell', hasArrived);

  it('verifies clean', async () => {
    forget();
    const ended = await succeed('verify');
    assert.match(ended.stdout, /\d+ records looked at: 1 left out\./, said(ended));
    assert.match(ended.stdout, /whole-router.*External_fixed_ips is left out/);
    assert.deepEqual(writes(), []);
  });

  it('migrates again without a write', async () => {
    forget();
    await succeed('migrate', '--yes');
    assert.deepEqual(writes(), []);
    assert.ok(toDestination.calls().length > 0);
  });

  it('shows where it stands', async () => {
    const status = await succeed('status', '--output', 'json');
    // Boundary: the output of drover.
    const { kinds } = JSON.parse(status.stdout) as {
      kinds: readonly { kind: string; records: number; arrived: number }[];
    };
    assert.ok(kinds.length >= 30, status.stdout);
    assert.deepEqual(
      kinds.filter(({ records, arrived }) => records === 0 || arrived !== records),
      [],
    );
    assert.deepEqual(
      (await runs()).map(({ state, exit_code: code, failed, open }) => [state, code, failed, open]),
      [['ended', 0, 0, 0]],
    );
  });

  it('is adopted when the id map is lost', async () => {
    const map = join(data(), '.drover', 'id-map');
    const had = await readdir(map);
    await rm(map, { recursive: true });
    forget();
    await succeed('adopt');
    assert.deepEqual(await readdir(map), had);
    await succeed('migrate', '--yes');
    assert.deepEqual(writes(), []);
    await hasArrived();
  });

  it('takes edits of every kind that can change, and takes them back', async () => {
    const kept = join(folder, 'kept');
    await cp(data(), kept, { recursive: true });
    await makeEdits(data());
    await succeed('run', 'playbooks/import_all.yml');
    assert.deepEqual(unseenEdits((await read('destination')).model), []);
    await succeed('verify', '-e', '{"os_migrate_verify_source": false}');
    forget();
    await succeed('run', 'playbooks/import_all.yml');
    assert.deepEqual(writes(), []);
    const undone = await succeed('undo', 'last', '--yes');
    assert.match(said(undone), /address scope "whole-scope": It cannot be taken back/);
    const left = wholeDifferences(source.model, (await read('destination')).model);
    // What Neutron does not take back: the scope stays shared, which is a policy, too.
    assert.deepEqual(
      left.filter((line) => !/^(address scopes|RBAC policies): .*whole-scope/.test(line)),
      [],
    );
    for (const name of await readdir(kept))
      if (name.endsWith('.yml')) await cp(join(kept, name), join(data(), name));
  });

  it('is taken back, and the destination is as it was', async () => {
    const [migration] = await runs();
    await succeed('undo', migration?.id ?? '', '--yes');
    await isAsBefore();
  });

  it('survives a kill: what is resumed ends the same, and is taken back as one run', async () => {
    const killed = await run(['run', 'playbooks/import_all.yml'], {
      whenStarted: (child) => toDestination.onWrite(KILLED_AFTER, () => child.kill('SIGKILL')),
    });
    assert.equal(killed.signal, 'SIGKILL', said(killed));
    await toDestination.settled();
    await succeed('run', '--resume', 'last');
    await hasArrived();
    forget();
    await succeed('run', 'playbooks/import_all.yml');
    assert.deepEqual(writes(), []);
    await succeed('undo', 'last', '--yes');
    await isAsBefore();
  });
});

interface RunLine {
  readonly id: string;
  readonly state: string;
  readonly exit_code: number | null;
  readonly failed: number;
  readonly open: number;
}
