import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import type { GitRequest } from '../../../engine/sources/git/fetch-git.ts';
import type { FetchedCommit } from '../../../engine/sources/git/read-commit.ts';
import { lockText } from '../../../engine/sources/lock/lock-text.ts';
import { obtain } from '../../../engine/sources/resolve/obtain.ts';
import { digestTree } from '../../../engine/sources/tree/digest-tree.ts';
import { lockOf, testContext, testPlace, type TestContext, type TestPlace } from './support/context.ts';
import { failure } from './support/failure.ts';
import { startGitServer, type GitServer, type GitServerOptions } from './support/git-server.ts';
import { startProxy } from './support/proxy.ts';
import { makeRepository, openRepository, role, type Repository } from './support/repository.ts';

const fetchGit = (request: GitRequest, { git }: TestContext): Promise<FetchedCommit> => git.fetch(request);

describe('sources from Git', function () {
  this.timeout(60_000);
  let place: TestPlace;
  let web: Repository;
  let first = '';
  const servers: GitServer[] = [];
  const start = async (more: Partial<GitServerOptions> = {}): Promise<GitServer> => {
    const server = await startGitServer({ root: place.folder, ...more });
    servers.push(server);
    return server;
  };

  const template = testPlace();

  before(() => {
    const made = makeRepository(join(template.folder, 'web'), {
      ...role('one'),
      'files/run': { program: '#!/bin/sh\n' },
      'files/link': { link: '../tasks/main.yml' },
      'inner/deep/tasks/main.yml': '- debug:\n',
    });
    first = made.git('rev-parse', 'HEAD');
    made.git('tag', '--annotate', '--message=v1', 'v1');
    made.git('tag', 'light');
    made.commit(role('two'));
  });
  after(() => {
    template.remove();
  });
  beforeEach(() => {
    place = testPlace();
    cpSync(template.folder, place.folder, { recursive: true, verbatimSymlinks: true });
    web = openRepository(join(place.folder, 'web'));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
    place.remove();
  });

  describe('over HTTP', () => {
    for (const [version, expected] of [
      ['', 'two'],
      ['main', 'two'],
      ['v1', 'one'],
      ['light', 'one'],
      ['refs/heads/main', 'two'],
      ['origin/main', 'two'],
    ] as const) {
      it(`fetches ${version === '' ? 'the default branch' : version}`, async () => {
        const { url } = await start();
        const fetched = await fetchGit({ url: `${url}/web/.git`, path: '', version }, testContext(place));
        const tasks = fetched.tree.find(({ path }) => path === 'tasks/main.yml');
        assert.ok(tasks?.kind === 'file');
        assert.equal(Buffer.from(tasks.content).toString(), `- debug: {msg: ${expected}}\n`);
        assert.equal(fetched.commit, expected === 'one' ? first : web.git('rev-parse', 'HEAD'));
        assert.equal(fetched.treeHash, web.git('rev-parse', `${fetched.commit}^{tree}`));
      });
    }

    it('fetches a commit by its id, whole or short, though no branch ends at it', async () => {
      const { url } = await start();
      for (const version of [first, first.slice(0, 9)]) {
        const fetched = await fetchGit({ url: `${url}/web/.git`, path: '', version }, testContext(place));
        assert.equal(fetched.commit, first);
      }
    });

    it('tells a commit that is not there', async () => {
      const { url } = await start();
      const version = '0123456789012345678901234567890123456789';
      await assert.rejects(
        fetchGit({ url: `${url}/web/.git`, path: '', version }, testContext(place)),
        /no branch, tag or commit/,
      );
    });

    it('offers what is near to a branch that is not there', async () => {
      const { url } = await start();
      const error = await failure(
        fetchGit({ url: `${url}/web/.git`, path: '', version: 'mian' }, testContext(place)),
      );
      assert.equal(error.code, 'source-missing');
      assert.match(error.diagnostic.help ?? '', /Did you mean main\?/);
    });

    it('fetches a commit that was pushed away by force, where the server still has it', async () => {
      const { url } = await start();
      const lost = web.git('rev-parse', 'HEAD');
      web.git('reset', '--hard', '--quiet', 'v1');
      const fetched = await fetchGit({ url: `${url}/web/.git`, path: '', version: lost }, testContext(place));
      assert.equal(fetched.commit, lost);
    });

    it('takes one folder of the repository, with the hash that Git has for it', async () => {
      const { url } = await start();
      const fetched = await fetchGit(
        { url: `${url}/web/.git`, path: 'inner/deep', version: 'main' },
        testContext(place),
      );
      assert.deepEqual(
        fetched.tree.map(({ path }) => path),
        ['tasks/main.yml'],
      );
      assert.equal(fetched.treeHash, web.git('rev-parse', 'HEAD:inner/deep'));
      await assert.rejects(
        fetchGit({ url: `${url}/web/.git`, path: 'none', version: 'main' }, testContext(place)),
        /no folder none/,
      );
    });

    it('gives the same content as git itself, to the bit', async () => {
      const { url } = await start();
      const over = await fetchGit({ url: `${url}/web/.git`, path: '', version: 'main' }, testContext(place));
      const local = await testContext(place).git.fetch({ url: web.folder, path: '', version: 'main' });
      const file = await fetchGit(
        { url: `file://${web.folder}`, path: '', version: 'main' },
        testContext(place),
      );
      assert.equal(digestTree(over.tree), digestTree(local.tree));
      assert.equal(digestTree(over.tree), digestTree(file.tree));
    });

    it('shows credentials of the address, of a variable or of a helper, to the server that asks', async () => {
      const authorization = `Basic ${Buffer.from('me:s3cret-t0ken').toString('base64')}`;
      const server = await start({ authorization });
      const host = new URL(server.url).hostname.replaceAll('.', '_');
      const helper = join(place.folder, 'helper');
      writeFileSync(helper, '#!/bin/sh\n[ "$1" = get ] && echo username=me && echo password=s3cret-t0ken\n', {
        mode: 0o755,
      });
      writeFileSync(join(place.folder, '.gitconfig'), `[credential]\n\thelper = ${helper}\n`);
      for (const { url, environment } of [
        {
          url: server.url.replace('//', '//me:s3cret-t0ken@'),
          environment: { GIT_CONFIG_GLOBAL: '/dev/null' },
        },
        {
          url: server.url,
          environment: { GIT_CONFIG_GLOBAL: '/dev/null', [`DROVER_TOKEN_${host}`]: 'me:s3cret-t0ken' },
        },
        { url: server.url, environment: {} },
      ]) {
        const reach = testContext(place, { environment });
        assert.equal(
          (await fetchGit({ url: `${url}/web/.git`, path: '', version: 'v1' }, reach)).commit,
          first,
        );
        // What only git itself can do goes with the same credentials.
        assert.equal(
          (await fetchGit({ url: `${url}/web/.git`, path: '', version: first.slice(0, 8) }, reach)).commit,
          first,
        );
      }
      const reach = testContext(place, { environment: { GIT_CONFIG_GLOBAL: '/dev/null' } });
      const error = await failure(
        fetchGit({ url: `${server.url}/web/.git`, path: '', version: 'v1' }, reach),
      );
      assert.equal(error.code, 'source-credentials');
      assert.match(error.diagnostic.help ?? '', new RegExp(`DROVER_TOKEN_${host}`));
    });

    it('follows a redirect, but shows the other server nothing that was meant for the first', async () => {
      const other = await start();
      const authorization = `Basic ${Buffer.from('me:s3cret').toString('base64')}`;
      const server = await start({ redirects: { '/moved': `${other.url}/web/.git` }, authorization });
      const url = `${server.url.replace('//', '//me:s3cret@')}/moved`;
      const fetched = await testContext(place).git.fetch({ url, path: '', version: 'v1' });
      assert.equal(fetched.commit, first);
      assert.ok(other.calls.length >= 2);
      assert.deepEqual(new Set(other.calls.map((call) => call.authorization)), new Set([undefined]));
    });

    it('ends when the time is up', async () => {
      const { url } = await start({ isSilent: true });
      const began = Date.now();
      const error = await failure(
        fetchGit({ url: `${url}/web/.git`, path: '', version: '' }, testContext(place, { timeout: '0.3' })),
      );
      assert.equal(error.code, 'source-unreachable');
      assert.match(error.message, /within 0\.3 s/);
      assert.ok(Date.now() - began < 5000);
    });

    it('says what answers where there is no repository, and no Git at all', async () => {
      const { url } = await start();
      const error = await failure(
        fetchGit({ url: `${url}/none.git`, path: '', version: '' }, testContext(place)),
      );
      assert.equal(error.code, 'source-missing');
      const nobody = await failure(
        testContext(place).git.fetch({ url: 'http://127.0.0.1:9/x.git', path: '', version: '' }),
      );
      assert.equal(nobody.code, 'source-unreachable');
    });
  });

  const startSecure = async (): Promise<{ readonly url: string; readonly cert: string }> => {
    const [key, cert] = [join(place.folder, 'key.pem'), join(place.folder, 'cert.pem')];
    const made = `req -x509 -newkey rsa:2048 -nodes -keyout ${key} -out ${cert} -days 2 -subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1`;
    execFileSync('openssl', made.split(' '), { stdio: 'ignore' });
    const { url } = await start({
      tls: { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') },
    });
    return { url, cert };
  };

  it('trusts a server whose authority is named, and no other', async () => {
    const { url, cert } = await startSecure();
    const request = { url: `${url}/web/.git`, path: '', version: 'v1' };
    const error = await failure(testContext(place).git.fetch(request));
    assert.equal(error.code, 'source-unreachable');
    assert.match(error.diagnostic.help ?? '', /--ca-file/);
    const reach = testContext(place, { caFile: cert });
    assert.equal((await fetchGit(request, reach)).commit, first);
    assert.equal((await fetchGit({ ...request, version: first.slice(0, 8) }, reach)).commit, first);
  });

  it('goes through proxies, plain and by tunnels, with their user, unless the host is exempt', async () => {
    const proxy = await startProxy();
    try {
      const address = proxy.url.replace('//', '//me:pr0xy@');
      const plain = await start();
      const environment = { http_proxy: address, HTTPS_PROXY: address };
      const request = { url: `${plain.url}/web/.git`, path: '', version: 'v1' };
      assert.equal((await fetchGit(request, testContext(place, { environment }))).commit, first);
      assert.ok(proxy.requests.some((one) => one.startsWith(`POST ${plain.url}/web/.git/git-upload-pack`)));
      const { url, cert } = await startSecure();
      const secure = { url: `${url}/web/.git`, path: '', version: 'v1' };
      assert.equal((await fetchGit(secure, testContext(place, { environment, caFile: cert }))).commit, first);
      assert.ok(proxy.requests.includes(`CONNECT ${new URL(url).host}`));
      assert.equal(
        (await failure(fetchGit(secure, testContext(place, { environment })))).code,
        'source-unreachable',
      );
      const expected = `Basic ${Buffer.from('me:pr0xy').toString('base64')}`;
      assert.deepEqual(new Set(proxy.authorizations), new Set([expected]));
      assert.ok(plain.calls.every((call) => call.authorization === undefined));
      const before = proxy.requests.length;
      const exempt = { ...environment, no_proxy: '127.0.0.1' };
      assert.equal((await fetchGit(request, testContext(place, { environment: exempt }))).commit, first);
      assert.equal(proxy.requests.length, before);
    } finally {
      await proxy.close();
    }
  });

  it('says that a proxy refuses, or is none, and does not show its password', async () => {
    const proxy = await startProxy({ refuses: true });
    try {
      const request = { url: 'https://127.0.0.1:9/x.git', path: '', version: 'v1' };
      const refused = await failure(
        fetchGit(request, testContext(place, { environment: { https_proxy: proxy.url } })),
      );
      assert.match(
        refused.message,
        /The proxy 127\.0\.0\.1:\d+ does not let us to 127\.0\.0\.1:9: it answers 403/,
      );
      const bad = await failure(
        fetchGit(request, testContext(place, { environment: { https_proxy: 'socks5://u:pr0xy@h' } })),
      );
      assert.equal(bad.code, 'source-unreachable');
      assert.ok(!bad.message.includes('pr0xy'));
    } finally {
      await proxy.close();
    }
  });

  describe('by git itself', () => {
    it('fetches branches, tags, and commits by whole and short ids', async () => {
      for (const url of [web.folder, `file://${web.folder}`]) {
        for (const version of ['v1', 'light', first, first.slice(0, 7)])
          assert.equal((await testContext(place).git.fetch({ url, path: '', version })).commit, first);
        assert.equal(
          (await testContext(place).git.fetch({ url, path: '', version: '' })).commit,
          web.git('rev-parse', 'HEAD'),
        );
      }
    });

    it('says that there is no repository', async () => {
      const error = await failure(
        testContext(place).git.fetch({ url: join(place.folder, 'none'), path: '', version: '' }),
      );
      assert.equal(error.code, 'source-missing');
    });

    it('does not take a command for ssh that takes any key', async () => {
      const context = testContext(place, {
        environment: { GIT_SSH_COMMAND: 'ssh -o StrictHostKeyChecking=no' },
      });
      const error = await failure(
        context.git.fetch({ url: 'ssh://nobody@127.0.0.1:9/x', path: '', version: '' }),
      );
      assert.equal(error.code, 'source-refused');
    });
  });

  describe('and what it refuses', () => {
    const refusal = async (prepare: (repository: Repository) => void): Promise<string> => {
      const repository = makeRepository(join(place.folder, 'bad'), role('x'));
      prepare(repository);
      const error = await failure(
        lockOf(
          '- {src: x, name: x, scm: git}'.replace('src: x', `src: ${repository.folder}`),
          testContext(place),
        ),
      );
      assert.equal(error.code, 'source-refused');
      return error.message;
    };

    it('refuses submodules', async () => {
      const said = await refusal((one) => {
        one.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', web.folder, 'files/sub');
        one.git('commit', '--quiet', '--message', 'sub');
      });
      assert.match(said, /files\/sub” is a submodule/);
    });

    it('refuses pointers of Git LFS', async () => {
      const said = await refusal((one) => {
        one.commit({
          'files/big.iso': 'version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n',
        });
      });
      assert.match(said, /big\.iso” is kept by Git LFS/);
    });

    it('refuses links that lead out', async () => {
      const said = await refusal((one) => {
        one.commit({ 'files/shadow': { link: '../../../../etc/shadow' } });
      });
      assert.match(said, /leads out of it/);
    });

    it('refuses links that lead out by way of others', async () => {
      const said = await refusal((one) => {
        one.commit({ 'files/top': { link: '..' }, 'files/out': { link: 'top/../x' } });
      });
      assert.match(said, /files\/out” leads out of it/);
    });
  });

  it('gives two roles of one branch from one commit, fetched once', async () => {
    const server = await start();
    const context = testContext(place);
    const source = `git+${server.url}/web/.git`;
    const text = `- {src: '${source}', name: a}\n- {src: '${source}//inner/deep', name: b}\n- {src: '${source}', name: c}\n`;
    const lock = await lockOf(text, context);
    assert.equal(new Set(lock.roles.map(({ commit }) => commit)).size, 1);
    assert.equal(server.calls.filter(({ path }) => path.endsWith('/git-upload-pack')).length, 1);
  });

  it('shows no secret in the list of processes', async () => {
    const authorization = `Basic ${Buffer.from('me:s3cret-t0ken').toString('base64')}`;
    const server = await start({ authorization });
    const shim = join(place.folder, 'bin');
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim();
    mkdirSync(shim);
    writeFileSync(join(shim, 'git'), `#!/bin/sh\necho "$@" >> ${place.folder}/seen\nexec ${real} "$@"\n`, {
      mode: 0o755,
    });
    const context = testContext(place, {
      environment: { PATH: `${shim}:${process.env['PATH'] ?? ''}`, GIT_CONFIG_GLOBAL: '/dev/null' },
    });
    const url = `${server.url.replace('//', '//me:s3cret-t0ken@')}/web/.git`;
    assert.equal((await context.git.fetch({ url, path: '', version: first.slice(0, 8) })).commit, first);
    const seen = readFileSync(join(place.folder, 'seen'), 'utf8');
    assert.match(seen, /fetch .*127\.0\.0\.1/);
    for (const secret of ['s3cret-t0ken', authorization.slice('Basic '.length)])
      assert.ok(!seen.includes(secret), seen);
  });

  describe('once it is locked', () => {
    const text = (): string =>
      `- {src: 'git+${web.folder}', name: web, version: main}\n- {src: 'git+${web.folder}', name: old, version: v1}\n`;

    it('is in the cache as Git has it: files, programs and links', async () => {
      const context = testContext(place);
      const lock = await lockOf(text(), context);
      const folder = context.cache.folderOf(lock.roles.find(({ name }) => name === 'web')?.digest ?? '');
      assert.deepEqual(readdirSync(folder).sort(), ['files', 'inner', 'meta', 'tasks']);
      assert.equal(lstatSync(join(folder, 'files', 'run')).mode & 0o777, 0o755);
      assert.equal(lstatSync(join(folder, 'tasks', 'main.yml')).mode & 0o777, 0o644);
      assert.equal(readlinkSync(join(folder, 'files', 'link')), '../tasks/main.yml');
    });

    it('stays what it is when a branch moves, a tag is forced and the repository is gone', async () => {
      const lock = await lockOf(text(), testContext(place));
      web.commit(role('three'));
      web.git('tag', '--force', '--annotate', '--message=moved', 'v1');
      const again = await lockOf(text(), testContext(place), { before: lock });
      assert.equal(lockText(again), lockText(lock));
      renameSync(web.folder, `${web.folder}.gone`);
      for (const asset of lock.roles) {
        const folder = await obtain(asset, 'roles', testContext(place), {
          folder: '/',
          addresses: new Map(),
        });
        assert.match(
          readFileSync(join(folder, 'tasks', 'main.yml'), 'utf8'),
          asset.name === 'web' ? /two/ : /one/,
        );
      }
    });

    it('moves when it is asked to, and only what is asked for', async () => {
      const lock = await lockOf(text(), testContext(place));
      const moved = web.commit(role('three'));
      web.git('tag', '--force', '--annotate', '--message=moved', 'v1');
      const again = await lockOf(text(), testContext(place), { before: lock, moved: ['web'] });
      assert.equal(again.roles.find(({ name }) => name === 'web')?.commit, moved);
      assert.equal(again.roles.find(({ name }) => name === 'old')?.commit, first);
    });

    it('comes back by its commit where the cache is empty, though the branch has moved', async () => {
      const lock = await lockOf(text(), testContext(place));
      web.commit(role('three'));
      rmSync(join(place.folder, 'cache'), { recursive: true });
      const asset = lock.roles.find(({ name }) => name === 'web')!;
      const folder = await obtain(asset, 'roles', testContext(place), { folder: '/', addresses: new Map() });
      assert.match(readFileSync(join(folder, 'tasks', 'main.yml'), 'utf8'), /two/);
    });

    it('refuses what comes back with other content than the lock says', async () => {
      const lock = await lockOf(text(), testContext(place));
      const asset = { ...lock.roles[0]!, digest: `sha256:${'0'.repeat(64)}` };
      const error = await failure(
        obtain(asset, 'roles', testContext(place), { folder: '/', addresses: new Map() }),
      );
      assert.equal(error.code, 'content-damaged');
    });
  });
});
