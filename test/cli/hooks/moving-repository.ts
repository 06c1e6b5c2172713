/** A repository of a hook, to which things happen while a plan runs. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { HookWorkspace } from './hook-workspace.ts';

export const RUN = ['run', 'import_workloads.yml', '-e', '@plan.yml'] as const;
export const ONE_AT_ONCE = { os_migrate_workloads_at_once: 1 };

export interface MovingRepository {
  /** Where it is on this machine. */
  folder(): string;
  git(...args: readonly string[]): string;
  /** The address of its playbook, for hooks. */
  playbook(): string;
  /** Variables of a hook that do something on the first server only, while the others wait. */
  readonly meanwhile: (commands: string) => Record<string, string>;
  /** A file that is there once that was done. */
  marker(): string;
  /** The words of the commits that hooks were of, one a server. */
  readonly words: () => readonly string[];
}

/** Tasks that say which commit they are of, and do what happens meanwhile. */
export const movingTasks = (word: string): string =>
  `- ansible.builtin.shell: echo "${word} {{ drover_workload.name }}" >> {{ notes_file }}\n` +
  '- ansible.builtin.shell: "{{ meanwhile | default(\'true\') }}"\n';

/**
 * Makes the repository before each test of a suite: a role `pinned` of the requirements, and a playbook, on the branch
 * `main`, tagged `v1`. `addressOf`: how hooks reach its folder.
 */
export function useMovingRepository(
  place: () => HookWorkspace,
  addressOf: (folder: string) => string,
): MovingRepository {
  const folder = (): string => join(place().folder, 'hooks.git-work');
  const marker = (): string => join(place().folder, 'notes.moved');
  const git = (...args: readonly string[]): string => {
    const person = ['-c', 'user.name=p', '-c', 'user.email=p@example.org'];
    return execFileSync('git', [...person, ...args], { cwd: folder(), encoding: 'utf8' }).trim();
  };
  beforeEach(() => {
    const work = place();
    rmSync(join(work.folder, 'cache'), { recursive: true, force: true });
    for (const path of [folder(), `${folder()}.gone`]) rmSync(path, { recursive: true, force: true });
    mkdirSync(folder());
    git('init', '-q', '-b', 'main');
    const all = { 'tasks/main.yml': movingTasks('first'), 'site.yml': sitePlaybook };
    for (const [path, text] of Object.entries(all)) {
      mkdirSync(dirname(join(folder(), path)), { recursive: true });
      writeFileSync(join(folder(), path), text);
    }
    git('add', '-A');
    git('commit', '-q', '-m', 'first');
    git('tag', 'v1');
    work.write(
      'requirements.yml',
      `roles:\n  - { name: pinned, src: "${addressOf(folder())}", scm: git, version: main }\n`,
    );
  });
  afterEach(() => {
    const work = place();
    work.restore();
    for (const path of ['requirements.lock.yml', 'requirements.yml', 'notes.moved'])
      rmSync(join(work.folder, path), { force: true });
  });
  return {
    folder,
    git,
    marker,
    playbook: () => `git+${addressOf(folder())}//site.yml,main`,
    meanwhile: (commands) => ({
      repository: folder(),
      meanwhile: `test -e {{ notes_file }}.moved || { touch {{ notes_file }}.moved; cd ${folder()} && ${commands}; }`,
    }),
    words: () =>
      place()
        .notes()
        .map((line) => line.split(' ')[0] ?? ''),
  };
}

const sitePlaybook = '- hosts: all\n  gather_facts: false\n  tasks:\n    - include_tasks: tasks/main.yml\n';

const COMMIT = 'git -c user.name=p -c user.email=p@e commit -q';
/** A commit on the branch that hooks are of. */
export const CHANGE = `sed -i s/first/second/ tasks/main.yml && ${COMMIT} -am second`;

const accidents: readonly (readonly [name: string, commands: string])[] = [
  ['a branch that moves', CHANGE],
  ['a tag that is forced', `${CHANGE} && git tag -f v1`],
  [
    'history that is rewritten',
    `sed -i s/first/second/ tasks/main.yml && ${COMMIT} --amend -am other && git gc -q --prune=now`,
  ],
  ['a repository that disappears', 'cd / && mv "{{ repository }}" "{{ repository }}.gone"'],
];

/** Whatever happens to the repository on the first of three servers, the others get what that one got. */
export function describeAccidents(
  place: () => HookWorkspace,
  moving: MovingRepository,
  also: () => void = () => undefined,
): void {
  const kinds: readonly (readonly [string, () => Readonly<Record<string, string>>])[] = [
    ['role', () => ({ role: 'pinned' })],
    ['playbook', () => ({ playbook: moving.playbook() })],
  ];
  for (const [name, commands] of accidents) {
    for (const [kind, hook] of kinds) {
      it(`are the same for all servers: ${name}, ${kind}`, async () => {
        const vars = moving.meanwhile(commands);
        place().plan({ post_migration: [{ ...hook(), vars }] }, ONE_AT_ONCE);
        const { stdout } = await place().succeed(...RUN);
        assert.ok(existsSync(moving.marker()), 'nothing happened meanwhile');
        assert.deepEqual(moving.words(), ['first', 'first', 'first']);
        assert.match(stdout, /post_migration .* : changed=3 sha256:[0-9a-f]{64}, lock sha256:/);
        also();
      });
    }
  }

  it('are the same in a run that is gone on with, though the branch has moved and the repository is gone', async () => {
    const work = place();
    const stop = { role: 'pinned', vars: moving.meanwhile(`${CHANGE} && false`) };
    work.plan({ post_migration: [stop] }, ONE_AT_ONCE);
    const { code } = await work.drover(...RUN);
    assert.equal(code, 2);
    renameSync(moving.folder(), `${moving.folder()}.gone`);
    await work.succeed('run', '--resume', 'last', '--data-dir', work.dataDir);
    const words = moving.words();
    assert.ok(words.length > 3 && words.every((word) => word === 'first'), words.join());
    also();
  });
}
