import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { git } from '../../../modules/host/git.ts';
import { startGitServer, type GitServer } from '../../engine/sources/support/git-server.ts';
import { makeRepository, type Repository } from '../../engine/sources/support/repository.ts';
import { callModule } from '../harness.ts';

const TOKEN = 'hunter2-secret';

describe('modules/host/git over HTTP', function () {
  this.timeout(30_000);
  let folder: string;
  let server: GitServer;
  let origin: Repository;
  let dest: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drover-git-http-'));
    origin = makeRepository(join(folder, 'tools'), { file: 'one\n' });
    origin.git('tag', 'v1');
    const authorization = `Basic ${Buffer.from(`anna:${TOKEN}`).toString('base64')}`;
    server = await startGitServer({ root: folder, authorization });
    dest = join(folder, 'out');
  });
  after(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });
  const urlWith = (credentials: string): string =>
    `${server.url.replace('://', `://${credentials}`)}/tools/.git`;
  const call = (args: Readonly<Record<string, unknown>>) =>
    callModule(git, { repo: urlWith(`anna:${TOKEN}@`), dest, ...args });

  it('clones with what stands in the address, and finds nothing to do after that', async () => {
    const { result } = await call({});
    assert.equal(result.changed, true);
    assert.equal(result['after'], origin.git('rev-parse', 'HEAD'));
    assert.equal(readFileSync(join(dest, 'file'), 'utf8'), 'one\n');
    assert.equal((await call({})).result.changed, false);
  });
  it('takes what is new, and goes back to a tag', async () => {
    const before = origin.git('rev-parse', 'HEAD');
    const after = origin.commit({ file: 'two\n' });
    const { result } = await call({});
    assert.deepEqual([result['before'], result['after']], [before, after]);
    assert.equal((await call({ version: 'v1' })).result['after'], before);
    assert.equal(readFileSync(join(dest, 'file'), 'utf8'), 'one\n');
  });
  it('fetches one commit where that is asked for', async () => {
    const shallow = join(folder, 'shallow');
    await call({ dest: shallow, depth: 1 });
    assert.equal(
      readFileSync(join(shallow, '.git', 'shallow'), 'utf8').trim(),
      origin.git('rev-parse', 'HEAD'),
    );
  });
  for (const [what, credentials] of [
    ['a wrong token', 'anna:wrong-token@'],
    ['no credentials', ''],
  ] as const)
    it(`fails with ${what}, asks nobody, and does not show it`, async () => {
      const repo = urlWith(credentials);
      await assert.rejects(call({ repo, dest: join(folder, 'none') }), (error: Error) => {
        assert.match(
          error.message,
          /Authentication failed|could not read Username|terminal prompts disabled/,
        );
        assert.doesNotMatch(error.message, /wrong-token/);
        return true;
      });
    });
  it('shows no token where the repository is not there', async () => {
    const repo = urlWith(`anna:${TOKEN}@`).replace('tools', 'nothing');
    await assert.rejects(call({ repo, dest: join(folder, 'none') }), (error: Error) => {
      assert.match(error.message, /nothing/);
      assert.ok(!error.message.includes(TOKEN), error.message);
      return true;
    });
  });
});
