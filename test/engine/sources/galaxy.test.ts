import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { roleInArchive } from '../../../engine/sources/archive/archive-root.ts';
import { readArchive } from '../../../engine/sources/archive/read-archive.ts';
import { galaxyConfiguration } from '../../../engine/sources/galaxy/galaxy-settings.ts';
import type { LockedAsset } from '../../../engine/sources/lock/lock.ts';
import { obtain } from '../../../engine/sources/resolve/obtain.ts';
import { chooseReleases, type Constraint } from '../../../engine/sources/resolve/choose-releases.ts';
import { digestTree } from '../../../engine/sources/tree/digest-tree.ts';
import { lockOf, testContext, testPlace, type TestPlace } from './support/context.ts';
import { failure } from './support/failure.ts';
import { packed, startGalaxy, type FakeGalaxy, type GalaxyOptions } from './support/galaxy.ts';
import { makeRepository, role, type Files } from './support/repository.ts';

const content: GalaxyOptions = {
  pageSize: 2,
  collections: {
    'a.top': { '1.0.0': { 'a.base': '>=1.0.0' }, '2.0.0': { 'a.base': '>=2.0.0' }, '3.0.0-rc1': {} },
    'a.side': { '1.0.0': { 'a.base': '<2.0.0' } },
    'a.base': { '1.0.0': {}, '1.5.0': {}, '2.0.0': {}, '10.0.0': {} },
  },
  roles: {
    'ns.web': {
      '1.0.0': role('web 1', 'dependencies: [ns.base]\n'),
      '1.10.0': role('web 1.10', 'dependencies: [ns.base, own_role]\n'),
      '1.9.0': role('web 1.9'),
    },
    'ns.base': { '2.0': role('base') },
  },
};

describe('sources from Galaxy', function () {
  this.timeout(60_000);
  let place: TestPlace;
  let galaxy: FakeGalaxy;
  const start = async (more: Partial<GalaxyOptions> = {}): Promise<FakeGalaxy> =>
    (galaxy = await startGalaxy({ ...content, ...more }));
  beforeEach(() => {
    place = testPlace();
  });
  afterEach(async () => {
    await galaxy.close();
    place.remove();
  });

  for (const api of ['v3', 'v2'] as const) {
    it(`resolves collections through ${api}: the newest that go together, with archives and their sums`, async () => {
      await start({ api });
      const context = testContext(place, { server: galaxy.url });
      const lock = await lockOf("collections: [a.top, {name: a.side, version: '1.0.0'}]\n", context);
      assert.deepEqual(
        lock.collections.map(({ name, release }) => [name, release]),
        [
          ['a.base', '1.5.0'],
          ['a.side', '1.0.0'],
          ['a.top', '1.0.0'],
        ],
      );
      const [base] = lock.collections;
      assert.equal(base?.server, `${galaxy.url}/api/`);
      assert.equal(base.url, `${galaxy.url}/download/a/base/1.5.0.tar.gz`);
      assert.match(base.archive ?? '', /^sha256:[0-9a-f]{64}$/);
      assert.deepEqual(base.for, ['collection a.side', 'collection a.top']);
      const folder = await obtain(base, 'collections', context, { folder: '/', addresses: new Map() });
      assert.match(readFileSync(join(folder, 'roles/hello/tasks/main.yml'), 'utf8'), /a\.base 1\.5\.0/);
    });
  }

  it('takes a pre-release where it is named, and not else', async () => {
    await start();
    const context = testContext(place, { server: galaxy.url });
    assert.equal(
      (await lockOf('collections: [a.top]\n', context)).collections.find(({ name }) => name === 'a.top')
        ?.release,
      '2.0.0',
    );
    const named = await lockOf('collections: [{name: a.top, version: 3.0.0-rc1}]\n', context);
    assert.equal(named.collections[0]?.release, '3.0.0-rc1');
  });

  it('keeps what is locked while it fits, and moves it when it is asked to', async () => {
    await start();
    const context = testContext(place, { server: galaxy.url });
    const lock = await lockOf("collections: [{name: a.base, version: '<2.0.0'}]\n", context);
    const wider = await lockOf('collections: [a.base]\n', context, { before: lock });
    assert.equal(wider.collections[0]?.release, '1.5.0');
    const moved = await lockOf('collections: [a.base]\n', context, { before: wider, moved: ['a.base'] });
    assert.equal(moved.collections[0]?.release, '10.0.0');
  });

  it('resolves roles through v1, the newest of them, with what they need', async () => {
    await start();
    const context = testContext(place, { server: galaxy.url });
    const lock = await lockOf('roles: [ns.web]\n', context);
    assert.deepEqual(
      lock.roles.map(({ name, release, needs = [] }) => [name, release, ...needs]),
      [
        ['ns.base', '2.0'],
        ['ns.web', '1.10.0', 'role ns.base'],
      ],
    );
    const older = await lockOf('roles: [{src: ns.web, version: 1.9.0, name: web}]\n', context);
    assert.deepEqual(
      older.roles.map(({ name, src, release }) => [name, src, release]),
      [['web', 'ns.web', '1.9.0']],
    );
  });

  it('says which versions there are', async () => {
    await start();
    const context = testContext(place, { server: galaxy.url });
    const error = await failure(lockOf("roles: ['ns.web,1.0.1']\n", context));
    assert.equal(error.code, 'source-missing');
    assert.match(error.diagnostic.help ?? '', /1\.0\.0, 1\.9\.0, 1\.10\.0/);
    assert.equal((await failure(lockOf('roles: [ns.none]\n', context))).code, 'source-missing');
    assert.match(
      (await failure(lockOf('collections: [a.none]\n', context))).message,
      /a\.none, which is asked for: \* by requirements\.yml:1:15/,
    );
  });

  it('names all that asks where no version is right for all', async () => {
    await start();
    const context = testContext(place, { server: galaxy.url });
    const error = await failure(lockOf('collections:\n- {name: a.top, version: 2.0.0}\n- a.side\n', context));
    assert.equal(error.code, 'source-conflict');
    assert.match(
      error.message,
      /a\.base.*>=2\.0\.0 by collection a\.top 2\.0\.0.*<2\.0\.0 by collection a\.side 1\.0\.0/,
    );
    const two = await failure(
      lockOf(
        "collections:\n- {name: a.base, version: '<1.5.0'}\n- {name: a.base, version: '>=1.5.0'}\n",
        context,
      ),
    );
    assert.match(two.message, /<1\.5\.0 by requirements\.yml:2:3; >=1\.5\.0 by requirements\.yml:3:3/);
  });

  it('refuses an archive that is not what the server says', async () => {
    await start({ isLying: true });
    const error = await failure(
      lockOf('collections: [a.base]\n', testContext(place, { server: galaxy.url })),
    );
    assert.equal(error.code, 'content-damaged');
  });

  it('refuses an archive that is not what the lock says', async () => {
    await start();
    const lock = await lockOf('collections: [a.base]\n', testContext(place, { server: galaxy.url }));
    rmSync(join(place.folder, 'cache'), { recursive: true });
    const asset = { ...lock.collections[0]!, archive: `sha256:${'0'.repeat(64)}` };
    const error = await failure(
      obtain(asset, 'collections', testContext(place, { server: galaxy.url }), {
        folder: '/',
        addresses: new Map(),
      }),
    );
    assert.equal(error.code, 'content-damaged');
  });

  it('shows the token of a server to it', async () => {
    await start({ authorization: 'Token t0k3n' });
    const environment = {
      ANSIBLE_GALAXY_SERVER_LIST: 'hub',
      ANSIBLE_GALAXY_SERVER_HUB_URL: `${galaxy.url}/api/`,
      ANSIBLE_GALAXY_SERVER_HUB_TOKEN: 't0k3n',
    };
    const lock = await lockOf('collections: [a.base]\n', testContext(place, { server: 'hub', environment }));
    assert.equal(lock.collections[0]?.release, '10.0.0');
    assert.ok(!JSON.stringify(lock).includes('t0k3n'));
    const error = await failure(
      lockOf('collections: [a.base]\n', testContext(place, { server: galaxy.url })),
    );
    assert.equal(error.code, 'source-credentials');
  });

  it('says that a server is none', async () => {
    await start();
    const error = await failure(
      lockOf('collections: [a.base]\n', testContext(place, { server: `${galaxy.url}/elsewhere/` })),
    );
    assert.equal(error.code, 'source-unreachable');
    assert.match(error.message, /no Galaxy server/);
  });

  it('resolves a collection of a repository with one of Galaxy that it needs', async () => {
    await start();
    const own = makeRepository(join(place.folder, 'own'), {
      'coll/galaxy.yml': "namespace: my\nname: own\nversion: 0.1.0\ndependencies: {a.base: '<2.0.0'}\n",
      'coll/roles/r/tasks/main.yml': '[]\n',
    });
    const context = testContext(place, { server: galaxy.url });
    for (const text of [
      `collections: ['git+file://${own.folder}#/coll/']\n`,
      `collections: ['git+file://${own.folder},main']\n`,
    ]) {
      const lock = await lockOf(text, context);
      assert.deepEqual(
        lock.collections.map(({ name, type, release, path }) => [name, type, release, path]),
        [
          ['a.base', 'galaxy', '1.5.0', undefined],
          ['my.own', 'git', '0.1.0', 'coll'],
        ],
      );
      const again = await lockOf(text, context, { before: lock });
      assert.deepEqual(again, lock);
      rmSync(join(place.folder, 'cache'), { recursive: true });
      for (const asset of lock.collections)
        await obtain(asset, 'collections', context, { folder: '/', addresses: new Map() });
    }
  });

  it('resolves archives by path and by URL', async () => {
    await start();
    const path = join(place.folder, 'web.tar.gz');
    writeFileSync(path, packed('web-1', role('packed')));
    const context = testContext(place, { server: galaxy.url });
    const url = `${galaxy.url}/roles/ns.web/1.9.0.tar.gz`;
    const lock = await lockOf(
      `roles:\n- {src: '${url}', name: far}\n- {src: 'file://${path}', name: near}\ncollections:\n- {name: '${galaxy.url}/download/a/base/1.0.0.tar.gz', type: url}\n`,
      context,
    );
    assert.deepEqual(
      [...lock.roles, ...lock.collections].map(({ name, type }) => [name, type]),
      [
        ['far', 'archive'],
        ['near', 'archive'],
        ['a.base', 'archive'],
      ],
    );
    for (const { archive } of lock.roles) assert.match(archive ?? '', /^sha256:/);
  });

  describe('refuses links that lead out of what is taken of an archive or a repository', () => {
    const passwd = { 'files/passwd': { link: '../../../../etc/passwd' } };
    const below = (folder: string, files: Files): Files =>
      Object.fromEntries(Object.entries(files).map(([path, text]) => [`${folder}/${path}`, text]));
    const refused = async (requirements: string): Promise<void> => {
      const error = await failure(lockOf(requirements, testContext(place, { server: galaxy.url })));
      assert.equal(error.code, 'source-refused');
      assert.match(error.message, /“files\/passwd” leads out of it/);
    };

    it('of a role', async () => {
      await start();
      const path = join(place.folder, 'role.tar.gz');
      writeFileSync(path, packed('a', below('b/c', { ...role('x'), ...passwd })));
      await refused(`roles:\n- {src: 'file://${path}', name: deep}\n`);
    });

    it('of a collection', async () => {
      await start();
      const path = join(place.folder, 'collection.tar.gz');
      const link = { 'files/passwd': { link: '../../passwd' } };
      writeFileSync(
        path,
        packed('a', { 'galaxy.yml': 'namespace: my\nname: own\nversion: 1.0.0\n', ...link }),
      );
      await refused(`collections:\n- {name: '${path}', type: file}\n`);
    });

    it('of a collection of several', async () => {
      await start();
      const metadata = { 'galaxy.yml': 'namespace: my\nname: own\nversion: 1.0.0\n' };
      const { folder } = makeRepository(
        join(place.folder, 'several'),
        below('own', { ...metadata, 'files/passwd': { link: '../../passwd' } }),
      );
      await refused(`collections: ['git+file://${folder}']\n`);
    });

    it('when it is fetched again for a lock', async () => {
      await start();
      const path = join(place.folder, 'role.tar.gz');
      const content = packed('a', below('b/c', { ...role('x'), ...passwd }));
      writeFileSync(path, content);
      const sum = createHash('sha256').update(content).digest('hex');
      const tree = roleInArchive(await readArchive(content, 'It'), 'It');
      const asset: LockedAsset = {
        name: 'deep',
        type: 'archive',
        src: `file://${path}`,
        archive: `sha256:${sum}`,
        digest: digestTree(tree),
        for: [],
      };
      const options = { folder: '/', addresses: new Map<string, string>() };
      const error = await failure(obtain(asset, 'roles', testContext(place), options));
      assert.equal(error.code, 'source-refused');
    });
  });

  it('says what to write where the address of a repository is taken for an archive', async () => {
    await start();
    const error = await failure(
      lockOf(
        `roles: ['${galaxy.url}/']\n`.replace("/']", "/x.git']"),
        testContext(place, { server: galaxy.url }),
      ),
    );
    assert.equal(error.code, 'source-missing');
    const page = await failure(
      lockOf(`roles: [{src: '${galaxy.url}/', name: x}]\n`, testContext(place, { server: galaxy.url })),
    );
    assert.match(page.diagnostic.help ?? '', /git\+/);
  });

  it('reads the servers of ansible.cfg in their order', () => {
    const text =
      '[galaxy]\nserver_list = hub, public\n[galaxy_server.hub]\nurl = https://hub.example.org/api/galaxy/\ntoken = abc\n[galaxy_server.public]\nurl = https://galaxy.ansible.com\nusername = u\npassword = p\n';
    const { servers } = galaxyConfiguration({
      environment: {},
      file: { path: 'ansible.cfg', text },
      chosen: undefined,
      tokenFile: undefined,
    });
    assert.deepEqual(servers, [
      { name: 'hub', url: 'https://hub.example.org/api/galaxy/', authorization: 'Token abc' },
      {
        name: 'public',
        url: 'https://galaxy.ansible.com',
        authorization: `Basic ${Buffer.from('u:p').toString('base64')}`,
      },
    ]);
    const only = galaxyConfiguration({
      environment: {},
      file: undefined,
      chosen: undefined,
      tokenFile: 'token: xyz\n',
    });
    assert.deepEqual(only.servers, [
      { name: 'https://galaxy.ansible.com', url: 'https://galaxy.ansible.com', authorization: 'Token xyz' },
    ]);
    return start();
  });

  it('goes back to older versions where only they go together', async () => {
    await start();
    const all: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, string>>>>>> = {
      'x.a': { '1.0.0': { 'x.c': '1.0.0' }, '2.0.0': { 'x.c': '2.0.0' } },
      'x.b': { '1.0.0': { 'x.c': '2.0.0' }, '2.0.0': { 'x.c': '1.0.0' }, '3.0.0': { 'x.c': '3.0.0' } },
      'x.c': { '1.0.0': {}, '2.0.0': {} },
    };
    const asked: readonly Constraint[] = [
      { name: 'x.a', range: '*', by: 'r' },
      { name: 'x.b', range: '*', by: 'r' },
    ];
    const chosen = await chooseReleases(asked, {
      source: {
        versions: (name) => Promise.resolve(Object.keys(all[name] ?? {})),
        dependencies: (name, version) => Promise.resolve(all[name]?.[version] ?? {}),
      },
      fixed: new Map(),
      before: new Map(),
    });
    assert.deepEqual([...chosen].sort(), [
      ['x.a', '2.0.0'],
      ['x.b', '1.0.0'],
      ['x.c', '2.0.0'],
    ]);
  });
});
