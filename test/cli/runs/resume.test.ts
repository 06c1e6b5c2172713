import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openWorkshop, type Workshop, type Workspace } from './workspace.ts';

const vars = ['-e', '@vars.yml'];
const imports = ['run', 'import_networks.yml', 'import_subnets.yml', ...vars];
const NAME = /\d{4}-\d\d-\d\d-\d{6}-\d+/;

describe('runs on the command line', function () {
  this.timeout(60_000);
  let shop: Workshop;
  let space: Workspace;
  let source: Workspace;
  let empty: () => void;
  before(async () => {
    shop = await openWorkshop();
    const src = shop.cloud.tenant('src', 'src');
    const { id } = src.create('networks', { name: 'web' });
    src.create('subnets', { name: 'web-v4', network_id: id, cidr: '10.9.0.0/24', ip_version: 4 });
    empty = shop.cloud.snapshot();
    source = shop.open();
    const ended = await source.drover(['run', 'export_networks.yml', 'export_subnets.yml', ...vars]);
    assert.equal(ended.code, 0, ended.stderr);
    assert.ok(!existsSync(join(source.state, 'runs')), 'a run that writes files alone has no folder');
  });
  after(async () => {
    source.remove();
    await shop.close();
  });
  beforeEach(() => {
    empty();
    shop.cloud.resetCalls();
    space = shop.open();
    cpSync(source.dataDir, space.dataDir, { recursive: true });
  });
  afterEach(() => {
    shop.cloud.faults.clear();
    space.remove();
  });

  /** The subnet cannot be made: the run writes something, and fails. */
  async function failedRun(...args: readonly string[]): Promise<string> {
    const forget = shop.cloud.faults.add({
      match: { method: 'POST', path: /\/subnets$/ },
      kind: 'status',
      status: 400,
    });
    const ended = await space.drover([...imports, ...args]);
    forget();
    assert.equal(ended.code, 2, ended.stdout + ended.stderr);
    const [id] = space.runs();
    assert.ok(
      id !== undefined && ended.stderr.includes(`drover run --resume ${id} --data-dir ${space.dataDir}`),
    );
    return id;
  }
  const names = (): readonly unknown[] => {
    const dst = shop.cloud.tenant('dst', 'dst');
    const own = `project_id=${dst.projectId}`;
    return [...dst.list('networks', own), ...dst.list('subnets', own)].map(({ name }) => name);
  };

  it('keeps what was asked, readable by its owner alone, and no secret', async () => {
    const id = await failedRun('-e', 'note=kept', '-e', 'my_password=x1-secret', '--forks=3');
    const path = join(space.state, 'runs', id, 'run.json');
    assert.equal(statSync(path).mode & 0o777, 0o600);
    assert.equal(statSync(join(space.state, 'runs', id, 'journal.jsonl')).mode & 0o777, 0o600);
    const text = readFileSync(path, 'utf8');
    for (const secret of ['x1-secret', shop.cloud.auth('dst', 'dst').password])
      assert.ok(!text.includes(secret), secret);
    const { asked, attempts } = space.record(id) as unknown as {
      readonly asked: object;
      readonly attempts: readonly object[];
    };
    assert.deepEqual(asked, {
      playbooks: ['playbooks/import_networks.yml', 'playbooks/import_subnets.yml'],
      inventories: [],
      extraVars: [`@${join(space.folder, 'vars.yml')}`, 'note=kept'],
      withheld: ['my_password'],
      tags: [],
      skipTags: [],
      diff: false,
      forks: '3',
      vaultPasswordFiles: [],
      vaultIds: [],
      askVaultPassword: false,
      forceHandlers: false,
    });
    assert.equal(attempts.length, 1);
  });

  it('goes on with a run that failed, in the same journal', async () => {
    const id = await failedRun();
    const again = await space.drover(['run', '--resume', 'last', ...vars]);
    assert.equal(again.code, 0, again.stdout + again.stderr);
    assert.match(
      again.stderr,
      /Resuming run .* \(run playbooks\/import_networks.yml .*ended with exit code 2/,
    );
    assert.match(again.stderr, /It made 1 change; 1 failed; 0 were begun without an end\./);
    assert.deepEqual(names(), ['web', 'web-v4']);
    assert.deepEqual(space.runs(), [id]);
    const shown = JSON.parse((await space.drover(['runs', id, ...vars, '--output', 'json'])).stdout) as {
      readonly state: string;
      readonly attempts: readonly unknown[];
      readonly operations: readonly { readonly number: number; readonly state: string }[];
    };
    assert.deepEqual([shown.state, shown.attempts.length], ['ended', 2]);
    assert.deepEqual(
      shown.operations.map(({ number, state }) => [number, state]),
      [
        [1, 'done'],
        [2, 'failed'],
        [3, 'done'],
      ],
    );
    const table = await space.drover(['runs', ...vars]);
    assert.match(
      table.stdout,
      /^run +begun \(UTC\) +took +state +created +updated +deleted +failed +open +what$/m,
    );
    assert.match(
      table.stdout,
      new RegExp(`^${id} .* done +2 +0 +0 +1 +0  run playbooks/import_networks.yml`, 'm'),
    );
    const over = await space.drover(['run', '--resume', id, ...vars]);
    assert.match(over.stderr, /has ended well: there is nothing to go on with/);
    assert.equal(over.code, 1);
  });

  it('is resumed in another folder, from a data directory that has moved', async () => {
    const id = await failedRun();
    const [moved, elsewhere] = [join(space.folder, 'moved'), join(space.folder, 'elsewhere')];
    renameSync(space.dataDir, moved);
    mkdirSync(elsewhere);
    const ended = await shop.command.run(['run', '--resume', id, '--data-dir', '../moved'], {
      cwd: elsewhere,
      environment: space.environment,
    });
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.deepEqual(names(), ['web', 'web-v4']);
    assert.ok(!existsSync(space.dataDir), 'nothing is made where it was');
  });

  it('asks for secrets again, and tells what has changed', async () => {
    const play =
      '- import_playbook: import_networks.yml\n- import_playbook: import_subnets.yml\n- hosts: localhost\n  gather_facts: false\n  tasks:\n    - debug: {msg: "it is {{ word }} {{ my_password | length }}"}\n';
    const playbooks = join(import.meta.dirname, '..', '..', '..', 'playbooks');
    space.write('own.yml', play.replaceAll('import_playbook: ', `import_playbook: ${playbooks}/`));
    shop.cloud.faults.add({ match: { method: 'POST', path: /\/subnets$/ }, kind: 'status', status: 400 });
    const given = ['own.yml', ...vars, '-e', 'word=old', '-e', 'my_password=abc'];
    assert.equal((await space.drover(['run', ...given])).code, 2);
    shop.cloud.faults.clear();
    const without = await space.drover(['run', '--resume', 'last', ...vars]);
    assert.equal(without.code, 1);
    assert.match(without.stderr, /was given my_password on the command line\. Secrets are not kept/);
    space.write('own.yml', `${readFileSync(join(space.folder, 'own.yml'), 'utf8')}# changed\n`);
    const again = await space.drover([
      ...['run', '--resume', 'last', ...vars],
      ...['-e', 'my_password=abcd', '-e', 'word=new'],
    ]);
    assert.equal(again.code, 0, again.stdout + again.stderr);
    assert.match(again.stderr, new RegExp(`Changed since then.*${space.folder}/own.yml`));
    assert.match(again.stdout, /it is new 4/, 'what is given anew wins');
    const { asked } = space.record(space.runs()[0] ?? '') as {
      readonly asked: { readonly withheld: unknown };
    };
    assert.deepEqual(asked.withheld, ['my_password']);
  });

  it('leaves no folder in check mode, nor where nothing was to be done', async () => {
    assert.equal((await space.drover([...imports, '--check'])).code, 0);
    assert.equal((await space.drover(['plan', ...imports.slice(1)])).code, 0);
    assert.equal(existsSync(join(space.state, 'runs')), false);
    assert.equal(existsSync(join(space.state, 'lock')), false);
    assert.equal((await space.drover(imports)).code, 0);
    assert.equal((await space.drover(imports)).code, 0);
    assert.equal(space.runs().length, 1);
    assert.equal(existsSync(join(space.state, 'lock')), false);
  });

  it('tells nothing of the run that it only looks at, with --check', async () => {
    const id = await failedRun();
    const before = JSON.stringify(space.record(id));
    const ended = await space.drover(['run', '--resume', id, ...vars, '--check']);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    assert.equal(JSON.stringify(space.record(id)), before);
    assert.deepEqual(names(), ['web']);
  });

  it('refuses a second run while one is writing, and takes over when that was killed', async () => {
    shop.cloud.faults.add({ match: { method: 'POST', path: /\/networks$/ }, kind: 'silence' });
    const first = spawn(process.execPath, [shop.command.main, ...imports], {
      cwd: space.folder,
      env: { ...process.env, ...space.environment },
      stdio: 'ignore',
    });
    const gone = new Promise((resolve) => first.once('close', resolve));
    while (shop.cloud.faults.pending() > 0) {
      assert.equal(first.exitCode, null, 'the first run has ended');
      await sleep(20);
    }
    const [id = ''] = space.runs();
    shop.cloud.faults.clear();

    const same = await space.drover(imports);
    assert.equal(same.code, 2);
    assert.match(
      same.stdout,
      new RegExp(`Run ${id} is writing with the data directory .*: process ${first.pid}`),
    );
    const other = shop.open();
    cpSync(source.dataDir, other.dataDir, { recursive: true });
    const elsewhere = await other.drover(imports, { XDG_STATE_HOME: join(space.folder, 'state') });
    assert.equal(elsewhere.code, 2);
    assert.match(elsewhere.stdout, new RegExp(`Run ${id} is writing to the project `));
    other.remove();
    const resumed = await space.drover(['run', '--resume', id, ...vars]);
    assert.equal(resumed.code, 1);
    assert.match(resumed.stderr, /is still running: process \d+ on/);
    assert.match((await space.drover(['runs', ...vars])).stdout, /  running  .*  1  run/);
    const exported = await space.drover(['run', 'export_networks.yml', ...vars]);
    assert.equal(exported.code, 0, `an export writes files alone:\n${exported.stdout}`);

    first.kill('SIGKILL');
    await gone;
    assert.match((await space.drover(['runs', ...vars])).stdout, /  cut off  /);
    const after = await space.drover(['run', '--resume', id, ...vars]);
    assert.equal(after.code, 0, after.stdout + after.stderr);
    assert.match(after.stdout + after.stderr, /lock of this run was left behind: its process \d+ is no more/);
    assert.match(after.stderr, /1 was begun without an end: whether they took place is looked up/);
  });

  it('asks for --force-unlock where the run is on another machine', async () => {
    const id = await failedRun();
    const path = join(space.state, 'runs', id, 'run.json');
    const text = readFileSync(path, 'utf8');
    writeFileSync(
      path,
      text.replace('"state": "ended"', '"state": "running"').replace(/"host": ".*"/, '"host": "elsewhere"'),
    );
    const refused = await space.drover(['run', '--resume', id, ...vars]);
    assert.match(refused.stderr, /may still be running: process \d+ on elsewhere/);
    assert.match(refused.stderr, /--force-unlock/);
    assert.match((await space.drover(['runs', ...vars])).stdout, /running on elsewhere\?/);
    assert.equal((await space.drover(['run', '--resume', id, ...vars, '--force-unlock'])).code, 0);
  });

  describe('wrong input', () => {
    const inputs: readonly (readonly [string, readonly string[], number, readonly string[]])[] = [
      [
        'no such run',
        ['run', '--resume', 'yesterday', ...vars],
        1,
        ['There is no run yesterday in', 'There are: ', 'drover runs'],
      ],
      ['a slip of the pen', ['run', '--resume', 'SLIP', ...vars], 1, ['Did you mean ID?']],
      ['an empty name', ['run', '--resume', '', ...vars], 1, ['There is no run “”']],
      ['a path', ['run', '--resume', '../../etc', ...vars], 1, ['There is no run ../../etc']],
      ['no name at all', ['run', ...vars, '--resume'], 2, ["option '--resume <run>' argument missing"]],
      [
        'playbooks besides',
        ['run', 'a.yml', '--resume', 'last', ...vars],
        2,
        ['--resume last goes on with the playbooks of that run; a.yml'],
      ],
      ['neither playbook nor run', ['run', ...vars], 2, ['missing required argument', '--resume last']],
      [
        'another place',
        ['run', '--resume', 'last'],
        1,
        ['There are no runs in', '--data-dir', '-e @vars.yml'],
      ],
      [
        'a data directory that is not there',
        ['run', '--resume', 'last', '--data-dir', 'none'],
        1,
        ['There are no runs in', 'none/.drover'],
      ],
      [
        'a data directory that is a file',
        ['run', '--resume', 'last', '--data-dir', 'vars.yml'],
        1,
        ['There are no runs in'],
      ],
      [
        'a variables file that is not there',
        ['run', '--resume', 'last', '-e', '@none.yml'],
        1,
        ['There are no runs in'],
      ],
      [
        'a run without run.json',
        ['run', '--resume', '2020', ...vars],
        1,
        ['has no run.json', 'Run its playbook again'],
      ],
      [
        'a run.json that was cut off',
        ['run', '--resume', '2021', ...vars],
        1,
        ['run.json, cannot be read', 'run the playbook again'],
      ],
      [
        'a run.json of another version',
        ['run', '--resume', '2022', ...vars],
        1,
        ['not of the form that this version'],
      ],
      [
        'a journal that was damaged',
        ['run', '--resume', '2023', ...vars],
        1,
        ['Line 1 of', 'is not a journal line'],
      ],
      ['--resume of plan', ['plan', '--resume', 'last', ...vars], 2, ["unknown option '--resume'"]],
      ['runs: no such run', ['runs', '2026', ...vars.slice(0, 1), '@none.yml'], 1, ['There are no runs in']],
      ['runs: two of them', ['runs', 'a', 'b'], 2, ['too many arguments']],
      ['runs: a form of output', ['runs', '--output', 'xml', ...vars], 2, ['xml', 'text or json']],
      ['runs: an unknown flag', ['runs', '--resume', 'x'], 2, ["unknown option '--resume'"]],
      [
        'runs: a beginning of several',
        ['runs', '202', ...vars],
        1,
        ['runs in', 'begin with “202”', 'Write more of the name'],
      ],
      [
        'runs: a vault password that is not there',
        ['runs', '--vault-password-file', 'none', ...vars],
        1,
        ['vault password file cannot be read'],
      ],
    ];

    let id = '';
    beforeEach(() => {
      id = '2026-02-03-040506-7';
      place(id, 'run.json', JSON.stringify(okRecord(id)));
      place('2020-01-01-000000-1', 'journal.jsonl', '');
      place('2021-01-01-000000-1', 'run.json', '{"format": 1, "id": "20');
      place('2022-01-01-000000-1', 'run.json', '{"format": 2}');
      place('2023-01-01-000000-1', 'run.json', JSON.stringify({ ...okRecord('2023-01-01-000000-1') }));
      place('2023-01-01-000000-1', 'journal.jsonl', 'garbage\n');
    });

    function place(run: string, name: string, text: string): void {
      const path = join(space.state, 'runs', run, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    }
    const okRecord = (run: string): object => ({
      format: 1,
      id: run,
      command: 'run',
      folder: space.folder,
      asked: { playbooks: ['a.yml'], inventories: [], extraVars: [], withheld: [], tags: [], skipTags: [] },
      sources: {},
      attempts: [
        {
          process: { host: 'x', pid: 1, start: '' },
          drover: '0',
          begun: '2026-02-03T04:05:06Z',
          state: 'interrupted',
        },
      ],
    });

    for (const [title, args, code, says] of inputs) {
      it(`${title}: is said clearly, and nothing is changed`, async () => {
        const slip = id.replace('-7', '-8');
        const ended = await space.drover(args.map((arg) => arg.replace('SLIP', slip)));
        const said = (ended.stdout + ended.stderr).replace(/\s+/g, ' ');
        for (const part of says)
          assert.ok(said.includes(part.replace('ID', id)), `“${part}” is not in:\n${said}`);
        assert.equal(ended.code, code, said);
        assert.ok(!said.includes('defect of its own'), said);
        assert.equal(shop.cloud.calls.writes, 0);
      });
    }

    it('lists what can be read beside what cannot', async () => {
      const { code, stdout } = await space.drover(['runs', ...vars]);
      assert.equal(code, 0);
      assert.match(stdout, /^2026-02-03-040506-7 .* interrupted /m);
      assert.match(stdout, /^2021-01-01-000000-1 .* unknown /m);
      assert.match(stdout, NAME);
    });
  });
});
