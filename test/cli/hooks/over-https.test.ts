import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { startGitServer, type GitServer } from '../../engine/sources/support/git-server.ts';
import { createAuthority, type TestAuthority } from '../../modules/openstack/api/certificates.ts';
import { openHookWorkspace, type HookWorkspace } from './hook-workspace.ts';
import { describeAccidents, RUN, useMovingRepository } from './moving-repository.ts';

const TOKEN = 'hooks:s3cret-t0ken-0f-hooks';

/** Git's own HTTP backend, behind TLS with an authority of its own and a password. */
describe('Hooks of repositories over HTTPS', function () {
  this.timeout(120_000);
  let work: HookWorkspace;
  let server: GitServer;
  let authority: TestAuthority;
  const serve = (token: string): Promise<GitServer> => {
    const { key, cert } = authority.issue('git', 'IP:127.0.0.1');
    return startGitServer({
      root: work.folder,
      authorization: `Basic ${Buffer.from(token).toString('base64')}`,
      tls: { key: authority.read(key), cert: authority.read(cert) },
    });
  };
  before(async () => {
    authority = createAuthority();
    work = await openHookWorkspace(['web', 'db', 'app'], {
      DROVER_TOKEN_127_0_0_1: TOKEN,
      DROVER_CA_FILE: authority.ca,
    });
    server = await serve(TOKEN);
  });
  after(async () => {
    await work.close();
    await server.close();
    authority.remove();
  });
  beforeEach(() => {
    server.calls.length = 0;
  });
  const moving = useMovingRepository(
    () => work,
    () => `${server.url}/hooks.git-work`,
  );

  describeAccidents(
    () => work,
    moving,
    () => {
      const began = statSync(moving.marker()).mtimeMs;
      assert.ok(server.calls.length > 0, 'the server was never asked');
      assert.deepEqual(
        server.calls.filter(({ at }) => at > began),
        [],
        'the server was asked once servers were migrated',
      );
    },
  );

  /** All files of the folder that have a text in them. */
  const filesWith = (text: string): readonly string[] =>
    readdirSync(work.folder, { recursive: true, encoding: 'utf8' })
      .map((path) => join(work.folder, path))
      .filter(
        (path) =>
          statSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileSync(path).includes(text),
      );
  const linesWith = (text: string, ...said: readonly string[]): readonly string[] =>
    said
      .join('\n')
      .split('\n')
      .filter((line) => line.includes(text));

  it('show their password to nobody', async () => {
    work.plan({
      post_migration: [{ role: 'pinned' }],
      pre_migration: [{ playbook: moving.playbook() }],
    });
    const { stdout, stderr } = await work.succeed(...RUN, '-vvv');
    const [, secret = ''] = TOKEN.split(':');
    assert.deepEqual(filesWith(secret), []);
    assert.deepEqual(linesWith(secret, stdout, stderr), []);
  });

  it('show no password of an address, and know a hook with one again when the run goes on', async () => {
    const secret = 't0ken-0f-an-address';
    const other = await serve(`hooks:${secret}`);
    try {
      const address = other.url.replace('https://', `https://hooks:${secret}@`);
      const playbook = moving.playbook().replace(server.url, address);
      work.write('roles/failing/tasks/main.yml', '- ansible.builtin.command: test -e {{ notes_file }}.go\n');
      work.plan(
        { pre_migration: [{ playbook }, { role: 'failing' }] },
        { os_migrate_workloads_filter: ['web'] },
      );
      const first = await work.drover(...RUN, '-vvv');
      assert.equal(first.code, 2, first.stderr);
      assert.equal(moving.words().length, 1);
      work.write('notes.go', '');
      const second = await work.succeed('run', '--resume', 'last', '--data-dir', work.dataDir, '-vvv');
      assert.equal(moving.words().length, 1, 'the hook was done again');
      assert.deepEqual(linesWith(secret, first.stdout, first.stderr, second.stdout, second.stderr), []);
      assert.deepEqual(filesWith(secret), [join(work.folder, 'plan.yml')]);
    } finally {
      await other.close();
    }
  });

  it('are refused before anything is touched where the password is another', async () => {
    const other = await serve('hooks:another');
    try {
      const playbook = moving.playbook().replace(server.url, other.url);
      work.plan({ post_migration: [{ role: 'pinned' }], plan_end: [{ playbook }] });
      const { code, stderr } = await work.drover(...RUN);
      assert.notEqual(code, 0);
      assert.match(stderr, /answers 401 Unauthorized: it asks for credentials/);
      assert.deepEqual(work.notes(), []);
      assert.equal(work.there.things('/servers', 'compute').length, 0);
    } finally {
      await other.close();
    }
  });
});
