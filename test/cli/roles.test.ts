import assert from 'node:assert/strict';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startGitServer, type GitServer } from '../engine/sources/support/git-server.ts';
import { makeRepository, role, type Repository } from '../engine/sources/support/repository.ts';
import { buildCommand, type BuiltCommand, type Ended } from './built.ts';

describe('drover roles', function () {
  this.timeout(120_000);
  let command: BuiltCommand;
  let folder = '';
  let project = '';
  let web: Repository;
  let server: GitServer | undefined;
  const write = (files: Readonly<Record<string, string>>): void => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(project, path)), { recursive: true });
      writeFileSync(join(project, path), text);
    }
  };
  const drover = (
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Ended> =>
    command.run(args, {
      cwd: project,
      environment: {
        HOME: join(folder, 'home'),
        DROVER_CACHE: join(folder, 'cache'),
        XDG_STATE_HOME: join(folder, 'state'),
        GIT_CONFIG_GLOBAL: '/dev/null',
        CI: '',
        ...environment,
      },
    });
  const good = async (
    args: readonly string[],
    environment?: Readonly<Record<string, string>>,
  ): Promise<Ended> => {
    const ended = await drover(args, environment);
    assert.equal(ended.code, 0, ended.stdout + ended.stderr);
    return ended;
  };
  const lockFile = (): string => readFileSync(join(project, 'requirements.lock.yml'), 'utf8');
  const site = '- hosts: localhost\n  gather_facts: false\n  roles: [web]\n';
  const requirements = (): string => `- {src: 'git+file://${web.folder}', version: main}\n`;

  before(() => {
    command = buildCommand();
  });
  after(() => {
    command.remove();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-roles-'));
    project = join(folder, 'project');
    mkdirSync(join(folder, 'home'));
    mkdirSync(project);
    web = makeRepository(join(folder, 'web'), role('one'));
  });
  afterEach(async () => {
    await server?.close();
    server = undefined;
    rmSync(folder, { recursive: true, force: true });
  });

  it('locks; runs take what is locked though the branch moves; outdated and update tell and move', async () => {
    write({ 'requirements.yml': requirements(), 'site.yml': site });
    const { stdout } = await good(['roles', 'lock']);
    assert.match(stdout, /\+ {2}role web {2}[0-9a-f]{12}\nLocked 1 role in requirements\.lock\.yml\.\n/);
    assert.match((await good(['roles', 'lock'])).stdout, /nothing changed/);
    web.commit(role('two'));
    const { stdout: shown } = await good(['run', 'site.yml', '-v']);
    assert.match(shown, /"msg": "one"/);
    assert.match(shown, /^Roles and collections are those of the lock sha256:[0-9a-f]{64}$/m);
    const outdated = JSON.parse((await good(['roles', 'outdated', '--output', 'json'])).stdout) as readonly {
      readonly name: string;
      readonly outdated: boolean;
    }[];
    assert.deepEqual(
      outdated.map(({ name, outdated: isOutdated }) => [name, isOutdated]),
      [['web', true]],
    );
    const before = lockFile();
    assert.match(
      (await good(['roles', 'update', 'web'])).stdout,
      /~ {2}role web {2}[0-9a-f]{12} → [0-9a-f]{12}/,
    );
    assert.notEqual(lockFile(), before);
    assert.match((await good(['run', 'site.yml'])).stdout, /"msg": "two"/);
    assert.match(
      (await good(['roles', 'verify'])).stdout,
      /ok {2}web {2}[0-9a-f]{12}\n1 role: all as the lock says\.\n/,
    );
  });

  it('runs take what is locked ahead of roles beside the playbook and of roles_path', async () => {
    write({
      'requirements.yml': requirements(),
      'site.yml': site,
      'roles/web/tasks/main.yml': '- debug: {msg: beside}\n',
      'elsewhere/web/tasks/main.yml': '- debug: {msg: elsewhere}\n',
      'ansible.cfg': '[defaults]\nroles_path = elsewhere\n',
    });
    await good(['roles', 'lock']);
    assert.match((await good(['run', 'site.yml'])).stdout, /"msg": "one"/);
  });

  it('runs take roles of locked collections', async () => {
    const coll = makeRepository(join(folder, 'coll'), {
      'galaxy.yml': 'namespace: my\nname: own\nversion: 0.1.0\n',
      'roles/hello/tasks/main.yml': '- debug: {msg: from the collection}\n',
    });
    write({
      'requirements.yml': `collections: ['git+file://${coll.folder}']\n`,
      'site.yml': site.replace('[web]', '[my.own.hello]'),
    });
    await good(['roles', 'lock']);
    assert.match((await good(['run', 'site.yml'])).stdout, /"msg": "from the collection"/);
  });

  it('a branch that moves between the first and the second machine of a run changes nothing', async () => {
    write({
      'requirements.yml': requirements(),
      'site.yml': `- hosts: all
  connection: local
  gather_facts: false
  serial: 1
  tasks:
    - include_role: {name: web}
    - shell: |
        cd ${web.folder} && printf '%s\\n' '- debug: {msg: moved}' > tasks/main.yml && git -c user.name=A -c user.email=a@b commit -qam moved --allow-empty
        mv ${web.folder} ${web.folder}.gone || true
`,
    });
    const { stdout } = await good(['run', 'site.yml', '-i', 'vm1,vm2', '--data-dir', 'data']);
    assert.equal(stdout.match(/"msg": "one"/g)?.length, 2, stdout);
    assert.ok(existsSync(`${web.folder}.gone`));
  });

  it('a run without a lock keeps the one that it has made, and is gone on with by it', async () => {
    write({
      'requirements.yml': requirements(),
      'site.yml': `- hosts: localhost\n  gather_facts: false\n  tasks:\n    - include_role: {name: web}\n    - stat: {path: '${project}/go'}\n      register: found\n    - fail: {msg: not yet}\n      when: not found.stat.exists\n`,
    });
    const begun = await drover(['run', 'site.yml', '--data-dir', 'data']);
    assert.equal(begun.code, 2, begun.stdout + begun.stderr);
    assert.match(begun.stderr, /Locked 1 role for this run \(sha256:[0-9a-f]{64}\)/);
    assert.ok(!existsSync(join(project, 'requirements.lock.yml')));
    const [run = ''] = readdirSync(join(project, 'data/.drover/runs'));
    const kept = readFileSync(join(project, 'data/.drover/runs', run, 'requirements.lock.yml'), 'utf8');
    const digest = /sha256:[0-9a-f]{64}/.exec(begun.stderr)?.[0] ?? '';
    web.commit(role('two'));
    renameSync(web.folder, `${web.folder}.gone`);
    write({ go: '' });
    const resumed = await good(['run', '--resume', 'last', '--data-dir', 'data', '--output', 'json']);
    assert.match(resumed.stdout, /"msg":"one"/);
    assert.ok(resumed.stdout.split('\n')[0]?.includes(`"lock":"${digest}"`));
    assert.equal(
      readFileSync(join(project, 'data/.drover/runs', run, 'requirements.lock.yml'), 'utf8'),
      kept,
    );
    assert.match((await good(['runs', run, '--data-dir', 'data'])).stdout, new RegExp(`lock +${digest}`));
  });

  it('lint reads what is locked, and fetches nothing', async () => {
    write({ 'requirements.yml': requirements(), 'site.yml': site });
    const before = await drover(['lint', 'site.yml']);
    assert.equal(before.code, 4);
    await good(['roles', 'lock']);
    assert.match((await good(['lint', 'site.yml'])).stdout, /No problems found/);
    rmSync(join(folder, 'cache'), { recursive: true });
    const after = await drover(['lint', 'site.yml']);
    assert.match(after.stderr, /web is locked, but its content is not on this machine/);
    assert.ok(!existsSync(join(folder, 'cache', 'sources')));
  });

  it('locks a playbook of a repository, until it is taken out of the lock', async () => {
    const hooks = makeRepository(join(folder, 'hooks'), {
      'site.yml': site,
      'requirements.yml': requirements(),
    });
    await good(['roles', 'lock', '--playbook', `git+file://${hooks.folder}//site.yml,main`]);
    const first = lockFile();
    assert.match(first, /playbooks:\n {2}- name: site\.yml/);
    assert.match(first, /for:\n {6}- playbook site\.yml/);
    hooks.commit({ more: '' });
    await good(['roles', 'lock']);
    assert.equal(lockFile(), first);
    await good(['roles', 'update', 'site.yml']);
    assert.notEqual(lockFile(), first);
    await good(['roles', 'verify']);
  });

  it('check mode locks in memory alone', async () => {
    write({ 'requirements.yml': requirements(), 'site.yml': site });
    await good(['run', 'site.yml', '--check', '--data-dir', 'data']);
    assert.ok(!existsSync(join(project, 'data')));
    assert.ok(!existsSync(join(project, 'requirements.lock.yml')));
  });

  it('--frozen, and CI, fail where lock and requirements disagree; a run without them says so', async () => {
    write({ 'requirements.yml': requirements(), 'site.yml': site });
    for (const environment of [{ CI: 'true' }, { CI: '1' }]) {
      const none = await drover(['run', 'site.yml'], environment);
      assert.equal(none.code, 1);
      assert.match(none.stderr, /no lock .*requirements\.lock\.yml/);
    }
    await good(['roles', 'lock']);
    await good(['run', 'site.yml', '--frozen']);
    await good(['roles', 'lock', '--frozen']);
    write({ 'requirements.yml': requirements().replace('main', 'other') });
    const before = lockFile();
    for (const args of [
      ['run', 'site.yml', '--frozen'],
      ['roles', 'lock', '--frozen'],
    ]) {
      const stale = await drover(args);
      assert.equal(stale.code, 1);
      assert.match(stale.stderr, /web is locked for another source or version/);
    }
    const loose = await good(['run', 'site.yml']);
    assert.match(loose.stdout + loose.stderr, /the requirements have changed/);
    await good(['run', 'site.yml', '--no-frozen'], { CI: 'true' });
    assert.equal(lockFile(), before);
  });

  it('vendor keeps all beside the lock, for machines that reach nothing', async () => {
    write({ 'requirements.yml': requirements(), 'site.yml': site });
    await good(['roles', 'lock']);
    await good(['roles', 'vendor']);
    assert.ok(existsSync(join(project, 'vendor/roles/web/tasks/main.yml')));
    rmSync(join(folder, 'cache'), { recursive: true });
    rmSync(web.folder, { recursive: true });
    assert.match((await good(['run', 'site.yml'])).stdout, /"msg": "one"/);
    rmSync(join(folder, 'cache'), { recursive: true });
    writeFileSync(join(project, 'vendor/roles/web/tasks/main.yml'), '- debug: {msg: evil}\n');
    const tampered = await drover(['run', 'site.yml']);
    assert.equal(tampered.code, 1);
    assert.ok(!tampered.stdout.includes('evil'));
  });

  it('takes paths that start at the requirements, whichever folder it is started in', async () => {
    write({ 'requirements.yml': '- {src: ../web, scm: git, name: web}\n', 'site.yml': site });
    await good(['roles', 'lock']);
    assert.match(lockFile(), /src: ?"?\.\.\/web/);
    rmSync(join(folder, 'cache'), { recursive: true });
    const elsewhere = join(folder, 'elsewhere');
    mkdirSync(elsewhere);
    const ended = await command.run(['run', '../project/site.yml'], {
      cwd: elsewhere,
      environment: {
        HOME: join(folder, 'home'),
        DROVER_CACHE: join(folder, 'cache'),
        XDG_STATE_HOME: join(folder, 'state'),
        GIT_CONFIG_GLOBAL: '/dev/null',
        CI: '',
      },
    });
    assert.equal(ended.code, 0, ended.stderr);
    assert.match(ended.stdout, /"msg": "one"/);
  });

  it('a secret of an address is nowhere: not in lock, cache, journal, output or errors', async () => {
    const secret = 'hunter2-t0ken';
    server = await startGitServer({
      root: folder,
      authorization: `Basic ${Buffer.from(`me:${secret}`).toString('base64')}`,
    });
    const url = `${server.url.replace('//', `//me:${secret}@`)}/web/.git`;
    write({
      'requirements.yml': `- {src: 'git+${url}', name: web, version: main}\n- {src: 'git+${url}', name: short, version: ${web.git('rev-parse', '--short=8', 'HEAD')}}\n`,
      'site.yml': site,
    });
    const outputs = [
      await good(['roles', 'lock']),
      await good(['run', 'site.yml', '--data-dir', 'data', '-vvv']),
    ];
    rmSync(join(folder, 'cache'), { recursive: true });
    outputs.push(
      await good(['roles', 'verify', '--output', 'json']),
      await good(['roles', 'outdated']),
      await good(['roles', 'vendor']),
    );
    write({
      'requirements.yml': `- {src: 'git+${url}x', name: web, version: main}\n- {src: 'git+${url}', name: short, version: none}\n`,
    });
    for (const args of [
      ['roles', 'lock'],
      ['run', 'site.yml', '--frozen'],
    ])
      outputs.push(await drover(args));
    const others = [
      `- 'git+${url},a,b,c'\n`,
      `- {src: 'svn+${url}', name: x}\n- {src: '${url.replace('http', 'ssh')}', nmae: x}\n- {src: 'git+${url}', version: ..}\n`,
      `- {src: 'git+${url}', name: web}\n- {src: 'git+${url}', name: web, version: v1}\n`,
      `roles: ['git+${url}'\n`,
      `- {src: 'https://h/x.tar.gz?private_token=${secret}&x=1,2,3,4', name: y, version: [1]}\n`,
    ];
    for (const text of others) {
      write({ 'requirements.yml': text });
      const ended = await drover(['roles', 'lock']);
      assert.notEqual(ended.code, 0, ended.stdout + ended.stderr);
      outputs.push(ended);
    }
    await server.close();
    outputs.push(await drover(['roles', 'outdated']), await drover(['roles', 'lock']));
    for (const { stdout, stderr } of outputs)
      assert.ok(!`${stdout}${stderr}`.includes(secret), stdout + stderr);
    const holders = filesIn(folder).filter((path) => readFileSync(path).includes(secret));
    assert.deepEqual(holders, [join(project, 'requirements.yml')]);
  });

  it('tells all that is wrong with the requirements, with places, and ends with 4', async () => {
    write({
      'requirements.yml':
        'roles:\n- src: hg+https://h/x\n- a,b,c,d\ncollections:\n- {name: a.b, version: newest}\n',
    });
    const { code, stderr } = await drover(['roles', 'lock']);
    assert.equal(code, 4);
    for (const place of ['requirements.yml:2:3', 'requirements.yml:3:3', 'requirements.yml:5:3'])
      assert.ok(stderr.includes(place), stderr);
    assert.match(stderr, /3 errors/);
  });

  const wrong: readonly (readonly [
    title: string,
    args: readonly string[],
    files: Readonly<Record<string, string>>,
    code: number,
    says: RegExp,
  ])[] = [
    ['an unknown command', ['roles', 'lokc'], {}, 2, /no command roles lokc.*Did you mean lock/s],
    ['no command', ['roles'], {}, 2, /missing required argument/],
    ['no requirements', ['roles', 'lock'], {}, 1, /no requirements\.yml/],
    [
      'requirements that are not there',
      ['roles', 'lock', '-r', 'none.yml'],
      {},
      1,
      /none\.yml' does not exist/,
    ],
    [
      'YAML that cannot be read',
      ['roles', 'lock'],
      { 'requirements.yml': 'roles: [\n' },
      4,
      /requirements\.yml:/,
    ],
    ['no lock', ['roles', 'verify'], {}, 1, /no lock/],
    [
      'a lock that is damaged',
      ['roles', 'verify'],
      { 'requirements.lock.yml': 'lock: 1\nroles: [{name: x}]\n' },
      1,
      /requirements\.lock\.yml:2:9.*has to have/s,
    ],
    [
      'a lock of a newer drover',
      ['run', 'site.yml'],
      { 'requirements.lock.yml': 'lock: 9\n', 'site.yml': site },
      1,
      /form 9/,
    ],
    [
      'a lock that is not there',
      ['run', 'site.yml', '--lock', 'none.yml'],
      { 'site.yml': site },
      2,
      /no lock none\.yml/,
    ],
    [
      'names where none are taken',
      ['roles', 'lock', 'web'],
      { 'requirements.yml': '[]\n' },
      2,
      /takes no names/,
    ],
    [
      'an update of nothing',
      ['roles', 'update'],
      { 'requirements.lock.yml': 'lock: 1\n' },
      2,
      /takes the names/,
    ],
    [
      'an update of what is not locked',
      ['roles', 'update', 'wbe'],
      {
        'requirements.lock.yml': `lock: 1\nroles:\n- {name: web, type: git, src: x, digest: 'sha256:${'0'.repeat(64)}', for: [r]}\n`,
      },
      2,
      /nothing by the name wbe.*Did you mean web/s,
    ],
    ['an output that is none', ['roles', 'lock', '--output', 'xml'], {}, 2, /text or json/],
    [
      'a time limit that is none',
      ['roles', 'lock', '--timeout', 'long'],
      { 'requirements.yml': '[]\n' },
      2,
      /number of seconds/,
    ],
    [
      'certificates that are none',
      ['roles', 'lock', '--ca-file', 'site.yml'],
      { 'requirements.yml': '[]\n', 'site.yml': site },
      1,
      /no certificate in PEM/,
    ],
    [
      'a server that is none',
      ['roles', 'lock', '--server', 'hub'],
      { 'requirements.yml': '[]\n' },
      2,
      /no Galaxy server “hub”/,
    ],
    [
      'a playbook that does not say which',
      ['roles', 'lock', '--playbook', 'git+https://h/x.git'],
      {},
      1,
      /which playbook/,
    ],
    [
      'a repository that is not there',
      ['roles', 'lock'],
      { 'requirements.yml': '- {src: /none, scm: git, name: x}\n' },
      1,
      /no repository at \/none/,
    ],
    [
      'a vendor folder that is somebody else’s',
      ['roles', 'vendor', '--to', 'mine'],
      { 'requirements.lock.yml': 'lock: 1\n', 'mine/x': '' },
      2,
      /has not put there/,
    ],
  ];
  for (const [title, args, files, code, says] of wrong) {
    it(`says clearly: ${title}`, async () => {
      write(files);
      const ended = await drover(args);
      assert.match(ended.stdout + ended.stderr, says);
      assert.equal(ended.code, code, ended.stderr);
      assert.ok(!ended.stderr.includes('defect of its own'), ended.stderr);
      for (const [path, text] of Object.entries(files))
        assert.equal(readFileSync(join(project, path), 'utf8'), text);
    });
  }
});

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    const stats = lstatSync(path);
    return stats.isDirectory() ? filesIn(path) : stats.isFile() ? [path] : [];
  });
}
