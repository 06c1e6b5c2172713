import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { openHookWorkspace, type HookWorkspace } from './hook-workspace.ts';

const run = ['run', 'import_workloads.yml', '-e', '@plan.yml'] as const;
const ONE_AT_ONCE = { os_migrate_workloads_at_once: 1 };

/** Whatever happens to a repository while a plan runs, its hooks are the same for all servers. */
describe('Hooks of repositories', function () {
  this.timeout(120_000);
  let work: HookWorkspace;
  let repository = '';
  before(async () => {
    work = await openHookWorkspace(['web', 'db', 'app']);
    repository = join(work.folder, 'hooks.git-work');
  });
  beforeEach(() => {
    rmSync(join(work.folder, 'cache'), { recursive: true, force: true });
    rmSync(repository, { recursive: true, force: true });
    mkdirSync(repository);
    git('init', '-q', '-b', 'main');
    // The role says which commit it is of, and each of its runs moves what it came from.
    commit('first');
    git('tag', 'v1');
    work.write(
      'requirements.yml',
      `roles:\n  - { name: pinned, src: "file://${repository}", scm: git, version: main }\n`,
    );
  });
  afterEach(() => {
    work.restore();
    rmSync(join(work.folder, 'requirements.lock.yml'), { force: true });
    rmSync(join(work.folder, 'requirements.yml'), { force: true });
  });
  after(() => work.close());

  function git(...args: readonly string[]): string {
    const person = ['-c', 'user.name=p', '-c', 'user.email=p@example.org'];
    return execFileSync('git', [...person, ...args], { cwd: repository, encoding: 'utf8' }).trim();
  }
  function commit(word: string, files: Readonly<Record<string, string>> = {}): void {
    const all = { 'tasks/main.yml': tasks(word), 'site.yml': site(word), ...files };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(repository, path)), { recursive: true });
      writeFileSync(join(repository, path), text);
    }
    git('add', '-A');
    git('commit', '-q', '-m', word);
  }
  const tasks = (word: string): string =>
    `- ansible.builtin.shell: echo "${word} {{ drover_workload.name }}" >> {{ notes_file }}\n` +
    '- ansible.builtin.shell: "{{ meanwhile | default(\'true\') }}"\n';
  const site = (word: string): string =>
    `- hosts: all\n  gather_facts: false\n  tasks:\n    - include_tasks: tasks/main.yml\n      vars: { word: ${word} }\n`;
  /** What happens on the first server only, while the others wait. */
  const meanwhile = (commands: string): Record<string, string> => ({
    meanwhile: `test -e {{ notes_file }}.moved || { touch {{ notes_file }}.moved; cd ${repository} && ${commands}; }`,
  });
  const words = (): readonly string[] => work.notes().map((line) => line.split(' ')[0] ?? '');
  afterEach(() => {
    rmSync(join(work.folder, 'notes.moved'), { force: true });
  });

  const CHANGE =
    'sed -i s/first/second/ tasks/main.yml && git -c user.name=p -c user.email=p@e commit -qam second';
  const accidents: readonly (readonly [name: string, commands: string])[] = [
    ['a branch that moves', CHANGE],
    ['a tag that is forced', `${CHANGE} && git tag -f v1`],
    [
      'history that is rewritten',
      'sed -i s/first/second/ tasks/main.yml && git -c user.name=p -c user.email=p@e commit -q --amend -am other && git gc -q --prune=now',
    ],
    [
      'a repository that disappears',
      `cd / && rm -rf $PWD/nothing && mv "{{ repository }}" "{{ repository }}.gone"`,
    ],
  ];
  for (const [name, commands] of accidents) {
    for (const hook of [{ role: 'pinned' }, { playbook: 'git+file://{{repository}}//site.yml,main' }]) {
      it(`are the same for all servers: ${name}, ${Object.keys(hook).join()}`, async () => {
        const made =
          'playbook' in hook ? { playbook: hook.playbook.replace('{{repository}}', repository) } : hook;
        work.plan(
          { post_migration: [{ ...made, vars: { repository, ...meanwhile(commands) } }] },
          ONE_AT_ONCE,
        );
        const { stdout } = await work.succeed(...run);
        rmSync(`${repository}.gone`, { recursive: true, force: true });
        assert.ok(existsSync(join(work.folder, 'notes.moved')), 'nothing happened meanwhile');
        assert.deepEqual(words(), ['first', 'first', 'first']);
        assert.match(stdout, /post_migration .* : changed=3 sha256:[0-9a-f]{64}, lock sha256:/);
      });
    }
  }

  it('are the same for all servers: a role of this folder that is edited meanwhile', async () => {
    rmSync(join(work.folder, 'requirements.yml'));
    const path = work.write('roles/own/tasks/main.yml', tasks('first'));
    work.plan(
      { post_migration: [{ role: 'own', vars: { meanwhile: `sed -i s/first/second/ ${path}` } }] },
      ONE_AT_ONCE,
    );
    await work.succeed(...run);
    assert.deepEqual(words(), ['first', 'first', 'first']);
    assert.match(readFileSync(path, 'utf8'), /second/);
  });

  it('are noted with their digest for each server, in the journal', async () => {
    work.plan({ post_migration: [{ role: 'pinned' }] });
    await work.succeed(...run);
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
    const { stderr } = await work.succeed(...run);
    assert.deepEqual(words(), ['first', 'first', 'first']);
    assert.match(stderr, /was changed or damaged/);
  });

  it('fail the run rather than be something else: the cache was changed, and the repository is gone', async () => {
    const cache = `CACHE=${join(work.folder, 'cache', 'drover')}`;
    work.plan(
      {
        post_migration: [
          { role: 'pinned', vars: meanwhile(`${cache} && ${spoil} && mv ${repository} ${repository}.gone`) },
        ],
      },
      ONE_AT_ONCE,
    );
    const { code, stdout } = await work.drover(...run);
    rmSync(`${repository}.gone`, { recursive: true, force: true });
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
      writeFileSync(join(folder, 'tasks', 'main.yml'), tasks(name));
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
    await work.succeed(...run);
    assert.deepEqual(words(), ['inner', 'middle', 'outer']);
  });

  it('are refused with --frozen where they stand in no lock', async () => {
    rmSync(join(work.folder, 'requirements.yml'));
    work.write('requirements.yml', 'roles: []\n');
    await work.succeed('roles', 'lock').catch(() => undefined);
    work.write('requirements.lock.yml', 'lock: 1\n');
    work.plan({ pre_migration: [{ playbook: `git+file://${repository}//site.yml,main` }] });
    const { code, stderr } = await work.drover(...run, '--frozen');
    assert.notEqual(code, 0);
    assert.match(stderr, /site\.yml,main of a hook stands\s+in\s+no lock/);
    assert.match(stderr, /drover roles lock --playbook\s+git\+/);
    assert.deepEqual(work.notes(), []);
  });

  it('are refused where a record names one that was not locked at the start', async () => {
    work.plan(
      { pre_migration: '{{ later }}' },
      { later: [{ playbook: `git+file://${repository}//site.yml,main` }] },
    );
    const { code, stdout } = await work.drover(...run);
    assert.equal(code, 2);
    assert.match(stdout, /is no list of hooks|stands in no lock/);
    assert.deepEqual(work.notes(), []);
  });
});
