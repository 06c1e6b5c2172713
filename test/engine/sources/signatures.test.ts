import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { disagreements } from '../../../engine/sources/lock/compare.ts';
import { lockOf, requirementsOf, testContext, testPlace, type TestPlace } from './support/context.ts';
import { failure } from './support/failure.ts';
import { startGitServer } from './support/git-server.ts';
import { makeRepository, role, type Repository } from './support/repository.ts';

describe('signatures of sources', function () {
  this.timeout(60_000);
  let place: TestPlace;
  let web: Repository;
  const sshKey = (
    name: string,
  ): { readonly file: string; readonly line: string; readonly fingerprint: string } => {
    const file = join(place.folder, name);
    execFileSync('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', name, '-f', file]);
    const fingerprint = execFileSync('ssh-keygen', ['-lf', file], { encoding: 'utf8' }).split(' ')[1] ?? '';
    return { file, line: readFileSync(`${file}.pub`, 'utf8').trim(), fingerprint };
  };
  const signed = (key: string): readonly string[] => ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${key}`];
  const text = (keys: readonly string[], version = 'main', url = `file://${web.folder}`): string =>
    `- {src: 'git+${url}', name: web, version: ${version}, verify: {keys: ${JSON.stringify(keys)}}}\n`;

  beforeEach(() => {
    place = testPlace();
    web = makeRepository(join(place.folder, 'web'), role('one'));
  });
  afterEach(() => {
    place.remove();
  });

  it('by SSH keys are checked, of commits and of tags, over HTTP too', async () => {
    const key = sshKey('key');
    web.git(...signed(key.file), 'commit', '--quiet', '--allow-empty', '-S', '--message', 'signed');
    web.git(...signed(key.file), 'tag', '--sign', '--message', 'v1', 'v1', 'HEAD~1');
    const server = await startGitServer({ root: place.folder });
    try {
      for (const url of [`file://${web.folder}`, `${server.url}/web/.git`]) {
        for (const version of ['main', 'v1']) {
          const lock = await lockOf(text([key.line], version, url), testContext(place));
          assert.equal(lock.roles[0]?.signed, `SSH ${key.fingerprint}`);
        }
      }
    } finally {
      await server.close();
    }
  });

  it('that are not there, or of another key, or of a commit below it, are refused', async () => {
    const [key, other] = [sshKey('key'), sshKey('other')];
    const bare = await failure(lockOf(text([key.line]), testContext(place)));
    assert.equal(bare.code, 'source-refused');
    assert.match(bare.message, /not signed/);
    web.git(...signed(other.file), 'commit', '--quiet', '--allow-empty', '-S', '--message', 'signed');
    assert.match(
      (await failure(lockOf(text([key.line]), testContext(place)))).message,
      /not one of those that may/,
    );
    web.git(...signed(key.file), 'commit', '--quiet', '--allow-empty', '-S', '--message', 'signed');
    web.commit(role('two'));
    assert.match((await failure(lockOf(text([key.line]), testContext(place)))).message, /not signed/);
  });

  it('by GPG keys are checked against the keys that are named, and no others', async function () {
    const home = join(place.folder, 'gnupg');
    mkdirSync(home, { mode: 0o700 });
    const gpg = (...args: string[]): string =>
      execFileSync('gpg', ['--batch', '--homedir', home, ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'pipe'],
      });
    for (const name of ['one', 'two'])
      gpg('--passphrase', '', '--quick-generate-key', `${name}@example.org`, 'ed25519', 'sign', 'never');
    const armor = (name: string): string => gpg('--armor', '--export', `${name}@example.org`);
    const wrapper = join(place.folder, 'gpg');
    execFileSync('sh', [
      '-c',
      `printf '#!/bin/sh\\nexec gpg --homedir ${home} "$@"\\n' > ${wrapper}; chmod 755 ${wrapper}`,
    ]);
    web.git(
      '-c',
      `gpg.program=${wrapper}`,
      '-c',
      'user.signingKey=one@example.org',
      'commit',
      '--quiet',
      '--allow-empty',
      '-S',
      '--message',
      'signed',
    );
    const lock = await lockOf(text([armor('one')]), testContext(place));
    assert.match(lock.roles[0]?.signed ?? '', /^GPG [0-9A-F]{40}$/);
    const error = await failure(lockOf(text([armor('two')]), testContext(place)));
    assert.match(error.message, /not one of those that may/);
    execFileSync('gpgconf', ['--homedir', home, '--kill', 'all']);
  });

  it('that are asked for later are asked of what is locked already', async () => {
    const key = sshKey('key');
    const lock = await lockOf(
      `- {src: 'git+file://${web.folder}', name: web, version: main}\n`,
      testContext(place),
    );
    assert.deepEqual(disagreements(lock, requirementsOf(text([key.line])), ['requirements.yml']).length, 2);
    assert.equal(
      (await failure(lockOf(text([key.line]), testContext(place), { before: lock }))).code,
      'source-refused',
    );
  });
});
