import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderDiagnostics } from '../../../engine/diagnostics/render.ts';
import { formatPlace } from '../../../engine/diagnostics/span.ts';
import { lockText } from '../../../engine/sources/lock/lock-text.ts';
import { playbookRequirement } from '../../../engine/sources/requirements/playbook-source.ts';
import { resolveLock } from '../../../engine/sources/resolve/resolve-lock.ts';
import { lockOf, requirementsOf, testContext, testPlace, type TestPlace } from './support/context.ts';
import { failure } from './support/failure.ts';
import { startGitServer } from './support/git-server.ts';
import { makeRepository, role, type Repository } from './support/repository.ts';

describe('roles that need others', function () {
  this.timeout(60_000);
  let place: TestPlace;
  /** A repository with a role, whose metadata name its dependencies. */
  const make = (name: string, dependencies: readonly string[] = [], tag?: string): Repository => {
    const meta = `dependencies:${dependencies.length === 0 ? ' []' : dependencies.map((one) => `\n  - ${one}`).join('')}\n`;
    const made = makeRepository(join(place.folder, name), role(name, meta));
    if (tag !== undefined) made.git('tag', tag);
    return made;
  };
  const from = (name: string, more = ''): string =>
    `{src: 'git+file://${place.folder}/${name}', name: my.${name}${more}}`;
  beforeEach(() => {
    place = testPlace();
  });
  afterEach(() => {
    place.remove();
  });

  it('are locked with all that they need, however deep, each once', async () => {
    make('base');
    make('tools', [from('base')]);
    make('app', [from('tools'), from('base'), 'local_one', '{role: another, port: 1}', 'ns.coll.role']);
    const lock = await lockOf(`- ${from('app')}\n`, testContext(place));
    assert.deepEqual(
      lock.roles.map(({ name, needs = [], for: askers }) => [name, needs, askers]),
      [
        ['my.app', ['role my.base', 'role my.tools'], ['requirements.yml']],
        ['my.base', [], ['role my.app', 'role my.tools']],
        ['my.tools', ['role my.base'], ['role my.app']],
      ],
    );
  });

  it('that cannot be fetched are named with the place that asks for them', async () => {
    make('app', [from('gone')]);
    const gone = await failure(lockOf(`- ${from('app')}\n`, testContext(place)));
    assert.equal(gone.code, 'source-missing');
    assert.equal(formatPlace(gone.diagnostic.span!), 'role my.app: meta/main.yml:2:5');
    const own = await failure(lockOf(`- ${from('none')}\n`, testContext(place)));
    assert.equal(formatPlace(own.diagnostic.span!), 'requirements.yml:1:3');
  });

  it('that are asked for with a token: the line is not shown', async () => {
    make('app', [`{src: 'git+https://me:hush@127.0.0.1:1/a.git', name: my.a}`]);
    const error = await failure(lockOf(`- ${from('app')}\n`, testContext(place)));
    const shown = renderDiagnostics([error.diagnostic], { color: false, width: 100 });
    assert.match(shown, /role my\.app: meta\/main\.yml:2:5/);
    assert.doesNotMatch(shown, /hush/);
  });

  it('and collections of a folder: its slash at the end, and a version that it has not', async () => {
    const folder = join(place.folder, 'all');
    mkdirSync(join(folder, 'one'), { recursive: true });
    writeFileSync(join(folder, 'one', 'galaxy.yml'), 'namespace: my\nname: one\nversion: 1.0.0\n');
    const asking = (more: string): string => `collections:\n  - {name: '${folder}/', type: subdirs${more}}\n`;
    const lock = await lockOf(asking(", version: '>=1'"), testContext(place));
    assert.deepEqual(
      lock.collections.map(({ name, src }) => [name, src]),
      [['my.one', `${folder}/one`]],
    );
    const error = await failure(lockOf(asking(", version: '>=2'"), testContext(place)));
    assert.equal(error.code, 'source-conflict');
    assert.match(error.message, /is my\.one 1\.0\.0; asked for is >=2/);
    assert.equal(formatPlace(error.diagnostic.span!), 'requirements.yml:2:5');
  });

  it('are locked with what meta/requirements.yml names', async () => {
    make('base');
    makeRepository(join(place.folder, 'app'), {
      ...role('app'),
      'meta/requirements.yml': `- ${from('base')}\n`,
    });
    const lock = await lockOf(`- ${from('app')}\n`, testContext(place));
    assert.deepEqual(
      lock.roles.map(({ name }) => name),
      ['my.app', 'my.base'],
    );
  });

  it('that ask for two versions of one are refused, with both places', async () => {
    const base = make('base', [], 'v1');
    base.commit(role('base 2'));
    base.git('tag', 'v2');
    make('one', [from('base', ', version: v1')]);
    make('two', [from('base', ', version: v2')]);
    const text = `- ${from('one')}\n- ${from('two')}\n`;
    const error = await failure(lockOf(text, testContext(place)));
    assert.equal(error.code, 'source-conflict');
    assert.match(
      error.message,
      /v1 of file:.*, by role my\.one: meta\/main\.yml:2:5, and v2 of .*, by role my\.two: meta\/main\.yml:2:5/,
    );
    assert.match(error.diagnostic.help ?? '', /requirements\.yml/);
    const context = testContext(place);
    const decided = await lockOf(`${text}- ${from('base', ', version: v2')}\n`, context);
    assert.equal(decided.roles.find(({ name }) => name === 'my.base')?.version, 'v2');
    assert.equal(context.warnings.length, 1);
    assert.match(context.warnings[0] ?? '', /v2 of .*requirements\.yml:3:3; .*asks for v1/);
  });

  it('that name a version decide over one that does not, whichever comes first', async () => {
    const base = make('base', [], 'v1');
    const first = base.git('rev-parse', 'HEAD');
    base.commit(role('base 2'));
    make('one', [from('base')]);
    make('two', [from('base', ', version: v1')]);
    for (const names of [
      ['one', 'two'],
      ['two', 'one'],
    ]) {
      const lock = await lockOf(names.map((name) => `- ${from(name)}\n`).join(''), testContext(place));
      assert.equal(lock.roles.find(({ name }) => name === 'my.base')?.commit, first);
    }
  });

  it('that stand twice in the requirements with other versions are refused', async () => {
    make('base', [], 'v1');
    const error = await failure(
      lockOf(`- ${from('base', ', version: v1')}\n- ${from('base')}\n`, testContext(place)),
    );
    assert.equal(error.code, 'source-conflict');
    assert.match(error.message, /requirements\.yml:1:3.*requirements\.yml:2:3/);
  });

  it('that need one another in a circle are refused, with the circle', async () => {
    make('one', [from('two')]);
    make('two', [from('three')]);
    make('three', [from('one')]);
    const error = await failure(lockOf(`- ${from('one')}\n`, testContext(place)));
    assert.equal(error.code, 'source-cycle');
    assert.match(error.message, /my\.one → my\.two → my\.three → my\.one/);
    assert.equal(formatPlace(error.diagnostic.span!), 'role my.three: meta/main.yml:2:5');
  });

  it('tell what is wrong with the metadata of one, and where', async () => {
    makeRepository(join(place.folder, 'app'), role('app', 'dependencies: {a: b}\n'));
    const error = await failure(lockOf(`- ${from('app')}\n`, testContext(place)));
    assert.equal(error.code, 'requirements-invalid');
    assert.equal(error.diagnostic.span?.file.path, 'role my.app: meta/main.yml');
  });

  it('that are none are refused, with the folder that is one', async () => {
    makeRepository(join(place.folder, 'many'), { 'roles/web/tasks/main.yml': '[]\n' });
    const error = await failure(lockOf(`- ${from('many')}\n`, testContext(place)));
    assert.equal(error.code, 'source-missing');
    assert.match(error.diagnostic.help ?? '', /many\/\/roles\/web/);
    const lock = await lockOf(`- {src: 'git+file://${place.folder}/many//roles/web'}\n`, testContext(place));
    assert.deepEqual(
      lock.roles.map(({ name, path }) => [name, path]),
      [['web', 'roles/web']],
    );
  });

  it('come with a playbook of a repository, which is locked whole', async () => {
    make('base');
    const hooks = makeRepository(join(place.folder, 'hooks'), {
      'play/site.yml': '- hosts: all\n',
      'play/requirements.yml': `- ${from('base')}\n`,
      'play/roles/own/tasks/main.yml': '[]\n',
    });
    const requirement = playbookRequirement(
      `git+file://${hooks.folder}//play/site.yml,main`,
      'plan.yml',
      '/',
    );
    const lock = await resolveLock({ requirements: [requirement], folder: '/' }, testContext(place));
    assert.deepEqual(
      lock.playbooks.map(({ name, commit, version, for: askers }) => [name, commit, version, askers]),
      [['play/site.yml', hooks.git('rev-parse', 'HEAD'), 'main', ['plan.yml']]],
    );
    assert.deepEqual(
      lock.roles.map(({ name, for: askers }) => [name, askers]),
      [['my.base', ['playbook play/site.yml']]],
    );
    const missing = playbookRequirement(`git+file://${hooks.folder}//site.yml,main`, 'plan.yml', '/');
    await assert.rejects(
      resolveLock({ requirements: [missing], folder: '/' }, testContext(place)),
      /no file site\.yml/,
    );
  });

  it('from another machine that ask for files of this one are refused, unless the project names them', async () => {
    make('base');
    make('app', [from('base')]);
    const server = await startGitServer({ root: place.folder });
    try {
      const text = `- {src: 'git+${server.url}/app/.git', name: my.app}\n`;
      const error = await failure(lockOf(text, testContext(place)));
      assert.equal(error.code, 'source-refused');
      assert.match(error.message, /comes from http.*asks for file:.*on this machine/);
      const lock = await lockOf(`${text}- ${from('base')}\n`, testContext(place));
      assert.deepEqual(
        lock.roles.map(({ name }) => name),
        ['my.app', 'my.base'],
      );
    } finally {
      await server.close();
    }
  });

  it('by a path that starts nowhere are refused', async () => {
    make('app', ['{src: ../base, scm: git, name: my.base}']);
    assert.match((await failure(lockOf(`- ${from('app')}\n`, testContext(place)))).message, /starts nowhere/);
  });

  it('of a playbook give way to the project’s own', async () => {
    const base = make('base', [], 'v1');
    const first = base.git('rev-parse', 'HEAD');
    base.commit(role('base 2'));
    const hooks = makeRepository(join(place.folder, 'hooks'), {
      'site.yml': '- hosts: all\n',
      'requirements.yml': `- ${from('base')}\n`,
    });
    const playbook = playbookRequirement(`git+file://${hooks.folder}//site.yml`, 'plan.yml', '/');
    const own = requirementsOf(`- ${from('base', ', version: v1')}\n`);
    const lock = await resolveLock({ requirements: [playbook, ...own], folder: '/' }, testContext(place));
    assert.equal(lock.roles[0]?.commit, first);
  });

  it('give the same lock each time', async () => {
    make('base');
    make('app', [from('base')]);
    const texts = [];
    for (let round = 0; round < 3; round += 1)
      texts.push(
        lockText(
          await lockOf(
            `- ${from('app')}\n`,
            testContext(place, { cache: join(place.folder, String(round)) }),
          ),
        ),
      );
    assert.equal(new Set(texts).size, 1);
  });
});
