import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { openHookWorkspace, type HookWorkspace } from './hook-workspace.ts';
import {
  CHANGE,
  describeAccidents,
  movingTasks,
  ONE_AT_ONCE,
  RUN,
  useMovingRepository,
} from './moving-repository.ts';

/** Whatever happens to a repository while a plan runs, its hooks are the same for all servers. */
describe('Hooks of repositories', function () {
  this.timeout(120_000);
  let work: HookWorkspace;
  before(async () => {
    work = await openHookWorkspace(['web', 'db', 'app']);
  });
  after(() => work.close());
  const moving = useMovingRepository(
    () => work,
    (folder) => `file://${folder}`,
  );
  const { meanwhile, words } = moving;
  describeAccidents(() => work, moving);

  it('are the same for all servers: a role of this folder that is edited meanwhile', async () => {
    rmSync(join(work.folder, 'requirements.yml'));
    const path = work.write('roles/own/tasks/main.yml', movingTasks('first'));
    work.plan(
      { post_migration: [{ role: 'own', vars: { meanwhile: `sed -i s/first/second/ ${path}` } }] },
      ONE_AT_ONCE,
    );
    await work.succeed(...RUN);
    assert.deepEqual(words(), ['first', 'first', 'first']);
    assert.match(readFileSync(path, 'utf8'), /second/);
  });

  it('are noted with their digest for each server, in the journal', async () => {
    work.plan({ post_migration: [{ role: 'pinned' }] });
    await work.succeed(...RUN);
    const runs = join(work.dataDir, '.drover', 'runs');
    const journal = readdirSync(runs)
      .toSorted()
      .map((id) => readFileSync(join(runs, id, 'journal.jsonl'), 'utf8'))
      .at(-1)!;
    const notes = journal
      .split('\n')
      .filter((line) => line.includes('"kind":"hooks.hook"') && line.includes('pinned'))
      .map((line) => (JSON.parse(line) as { entry: { after: Record<string, string> } }).entry.after);
    assert.equal(new Set(notes.map(({ workload }) => workload)).size, 3);
    assert.equal(new Set(notes.map(({ digest, lock }) => `${digest} ${lock}`)).size, 1);
    assert.match(notes[0]!['digest']!, /^sha256:[0-9a-f]{64}$/);
  });

  const spoil = 'chmod -R u+w $CACHE && sed -i s/first/spoilt/ $CACHE/sources/*/tasks/main.yml';
  it('are fetched again by their commit where the cache was changed between two servers', async () => {
    const cache = `CACHE=${join(work.folder, 'cache', 'drover')}`;
    work.plan(
      { post_migration: [{ role: 'pinned', vars: meanwhile(`${cache} && ${spoil} && ${CHANGE}`) }] },
      ONE_AT_ONCE,
    );
    const { stderr } = await work.succeed(...RUN);
    assert.deepEqual(words(), ['first', 'first', 'first']);
    assert.match(stderr, /was changed or damaged/);
  });

  it('fail the run rather than be something else: the cache was changed, and the repository is gone', async () => {
    const cache = `CACHE=${join(work.folder, 'cache', 'drover')}`;
    work.plan(
      {
        post_migration: [
          {
            role: 'pinned',
            vars: meanwhile(`${cache} && ${spoil} && mv ${moving.folder()} ${moving.folder()}.gone`),
          },
        ],
      },
      ONE_AT_ONCE,
    );
    const { code, stdout } = await work.drover(...RUN);
    assert.equal(code, 2);
    assert.deepEqual(words(), ['first']);
    assert.match(stdout, /hook post_migration of \w+: pinned on \w+: failed/);
  });

  it('bring the roles that they need, and those that these need', async () => {
    for (const name of ['outer', 'middle', 'inner']) {
      const folder = join(work.folder, 'git', name);
      mkdirSync(join(folder, 'tasks'), { recursive: true });
      mkdirSync(join(folder, 'meta'), { recursive: true });
      const needs = { outer: 'middle', middle: 'inner' }[name];
      const source =
        needs === undefined
          ? ''
          : `  - { name: ${needs}, src: "file://${work.folder}/git/${needs}", scm: git }\n`;
      writeFileSync(
        join(folder, 'meta', 'main.yml'),
        `dependencies:${needs === undefined ? ' []' : ''}\n${source}`,
      );
      writeFileSync(join(folder, 'tasks', 'main.yml'), movingTasks(name));
      execFileSync('git', ['init', '-q', folder]);
      execFileSync('git', ['add', '-A'], { cwd: folder });
      execFileSync('git', ['-c', 'user.name=p', '-c', 'user.email=p@e', 'commit', '-qm', name], {
        cwd: folder,
      });
    }
    work.write(
      'requirements.yml',
      `roles:\n  - { name: outer, src: "file://${work.folder}/git/outer", scm: git }\n`,
    );
    work.plan({ pre_migration: [{ role: 'outer', workloads: ['web'] }] });
    await work.succeed(...RUN);
    assert.deepEqual(words(), ['inner', 'middle', 'outer']);
  });

  it('are refused with --frozen where they stand in no lock', async () => {
    rmSync(join(work.folder, 'requirements.yml'));
    work.write('requirements.yml', 'roles: []\n');
    await work.succeed('roles', 'lock').catch(() => undefined);
    work.write('requirements.lock.yml', 'lock: 1\n');
    work.plan({ pre_migration: [{ playbook: moving.playbook() }] });
    const { code, stderr } = await work.drover(...RUN, '--frozen');
    assert.notEqual(code, 0);
    assert.match(stderr, /site\.yml,main of a hook stands\s+in\s+no lock/);
    assert.match(stderr, /drover roles lock --playbook\s+git\+/);
    assert.deepEqual(work.notes(), []);
  });

  it('are refused where a record names one that was not locked at the start', async () => {
    work.plan({ pre_migration: '{{ later }}' }, { later: [{ playbook: moving.playbook() }] });
    const { code, stdout } = await work.drover(...RUN);
    assert.equal(code, 2);
    assert.match(stdout, /is no list of hooks|stands in no lock/);
    assert.deepEqual(work.notes(), []);
  });
});
