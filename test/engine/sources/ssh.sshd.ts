import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { startSshd, type Sshd } from '../transport/ssh/sshd.ts';
import { lockOf, testContext, testPlace, type TestContext, type TestPlace } from './support/context.ts';
import { failure } from './support/failure.ts';
import { makeRepository, role, type Repository } from './support/repository.ts';

describe('sources from Git over SSH', function () {
  this.timeout(60_000);
  let sshd: Sshd;
  let place: TestPlace;
  let web: Repository;
  let first = '';
  const context = (parts: { readonly knownHosts?: string; readonly key?: string } = {}): TestContext =>
    testContext(place, {
      knownHosts: parts.knownHosts ?? sshd.knownHosts,
      environment: {
        GIT_SSH_COMMAND: `ssh -F /dev/null -o IdentitiesOnly=yes -i ${parts.key ?? sshd.keys.ed25519}`,
      },
    });
  const url = (): string => `ssh://${userInfo().username}@127.0.0.1:${sshd.port}${web.folder}`;

  before(async () => {
    sshd = await startSshd();
  });
  after(async () => {
    await sshd.stop();
  });
  beforeEach(() => {
    place = testPlace();
    web = makeRepository(join(place.folder, 'web'), role('one'));
    first = web.git('rev-parse', 'HEAD');
    web.git('tag', '--annotate', '--message=v1', 'v1');
    web.commit(role('two'));
  });
  afterEach(() => {
    place.remove();
  });

  it('are fetched by branch, tag, whole and short id', async () => {
    for (const version of ['v1', first, first.slice(0, 8)])
      assert.equal((await context().git.fetch({ url: url(), path: '', version })).commit, first);
    assert.equal(
      (await context().git.fetch({ url: url(), path: '', version: 'main' })).commit,
      web.git('rev-parse', 'HEAD'),
    );
  });

  it('are locked with an address that names the user, and are the same when the branch moves', async () => {
    const text = `- {src: 'git+${url()}', version: main}\n`;
    const lock = await lockOf(text, context());
    web.commit(role('three'));
    const again = await lockOf(text, context(), { before: lock });
    assert.deepEqual(again, lock);
    assert.equal(lock.roles[0]?.src, url());
  });

  it('are refused where the key of the server is not known', async () => {
    const empty = join(place.folder, 'empty');
    writeFileSync(empty, '');
    const error = await failure(
      context({ knownHosts: empty }).git.fetch({ url: url(), path: '', version: '' }),
    );
    assert.equal(error.code, 'source-unreachable');
    assert.match(error.message, /not trusted/);
    assert.match(error.diagnostic.help ?? '', /--known-hosts/);
  });

  it('are refused where the server shows another key', async () => {
    const other = join(place.folder, 'other');
    const stranger = await startSshd();
    try {
      writeFileSync(other, `[127.0.0.1]:${sshd.port} ${stranger.hostKeys.ed25519}\n`);
    } finally {
      await stranger.stop();
    }
    const error = await failure(
      context({ knownHosts: other }).git.fetch({ url: url(), path: '', version: '' }),
    );
    assert.match(error.message, /another key|not trusted/);
  });

  it('are refused though ~/.ssh/config takes any key', async () => {
    mkdirSync(join(place.folder, '.ssh'));
    appendFileSync(
      join(place.folder, '.ssh', 'config'),
      `Host *\n  StrictHostKeyChecking no\n  IdentityFile ${sshd.keys.ed25519}\n`,
    );
    const empty = join(place.folder, 'empty');
    writeFileSync(empty, '');
    const own = testContext(place, {
      knownHosts: empty,
      environment: { GIT_SSH_COMMAND: `ssh -F ${join(place.folder, '.ssh', 'config')}` },
    });
    const error = await failure(own.git.fetch({ url: url(), path: '', version: '' }));
    assert.match(error.message, /not trusted/);
  });

  it('say that the server does not let us in', async () => {
    const stranger = await startSshd();
    try {
      const error = await failure(
        context({ key: stranger.keys.rsa }).git.fetch({ url: url(), path: '', version: '' }),
      );
      assert.equal(error.code, 'source-credentials');
    } finally {
      await stranger.stop();
    }
  });
});
