import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { encryptVault } from '../../../engine/language/vault/vault.ts';
import { openHookWorkspace, type HookWorkspace } from './hook-workspace.ts';

const run = ['run', 'import_workloads.yml', '-e', '@plan.yml', '-vvv', '--diff'] as const;
const SECRET = 'Tr0ub4dor-and-3-horses';

/** Uses a secret in all the places where it could be told. */
const TELLING = `
- ansible.builtin.debug: { msg: "the token is {{ hook_token }}" }
- name: "a task named {{ hook_token }}"
  ansible.builtin.shell: printf '%s' "$TOKEN" | sha256sum | cut -c1-64 >> {{ notes_file }}
  environment: { TOKEN: "{{ hook_token }}" }
- ansible.builtin.shell: echo "{{ hook_token }}"; echo "{{ hook_token }}" >&2
  register: said
- ansible.builtin.debug: { var: said }
- ansible.builtin.copy: { dest: "{{ notes_file }}.kept", content: "token={{ hook_token }}", mode: "0600" }
- ansible.builtin.fail: { msg: "refused {{ hook_token }}" }
  ignore_errors: true
- ansible.builtin.set_fact: { kept: "{{ hook_token }}" }
- ansible.builtin.command: "false {{ hook_token }}"
  ignore_errors: true
`;
const HASH = execFileSync('sha256sum', { input: SECRET, encoding: 'utf8' }).slice(0, 64);

describe('Secrets of hooks', function () {
  this.timeout(120_000);
  let work: HookWorkspace;
  before(async () => {
    work = await openHookWorkspace(['web', 'db']);
    work.write('roles/telling/tasks/main.yml', TELLING);
    work.plan({ pre_migration: [{ role: 'telling' }], plan_end: [{ role: 'telling' }] });
  });
  afterEach(() => {
    work.restore();
  });
  after(() => work.close());

  /** All files of the folder that have a text in them. */
  function filesWith(text: string, folder = work.folder): readonly string[] {
    return readdirSync(folder).flatMap((name) => {
      const path = join(folder, name);
      if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return filesWith(text, path);
      return (statSync(path, { throwIfNoEntry: false })?.isFile() ?? false) &&
        readFileSync(path).includes(text)
        ? [path.slice(work.folder.length + 1)]
        : [];
    });
  }
  const check = (said: string): void => {
    assert.deepEqual(work.notes(), [HASH, HASH, HASH], said);
    assert.ok(!said.includes(SECRET), 'the secret was shown');
    assert.match(said, /the token is \*{8}/);
    assert.deepEqual(filesWith(SECRET), ['notes.kept']);
  };

  it('that are asked for are shown nowhere, and kept nowhere', async () => {
    const { stdout, status } = await askedRun(['--ask-vars', 'hook_token'], `${SECRET}\n`);
    assert.equal(status, 0, stdout);
    check(stdout);
    assert.match(stdout, /hook_token: /);
  });

  it('of a vault neither', async () => {
    const password = work.write('vault-password', 'opensesame-7\n');
    const key = { id: 'default', password: 'opensesame-7' };
    const vault = encryptVault(new TextEncoder().encode(SECRET), key, randomBytes(32));
    const sealed = `hook_token: !vault |\n${vault.trim().replaceAll(/^/gm, '  ')}\n`;
    work.write('secrets.yml', sealed);
    const { stdout, stderr } = await work.succeed(
      ...run,
      '-e',
      '@secrets.yml',
      '--vault-password-file',
      password,
    );
    check(stdout + stderr);
  });

  it('of the command line neither, where their name says what they are', async () => {
    const { stdout, stderr } = await work.succeed(...run, '-e', `hook_token=${SECRET}`);
    check(stdout + stderr);
  });

  it('are asked for again when a run goes on', async () => {
    work.write(
      'roles/telling/tasks/main.yml',
      `${TELLING}\n- ansible.builtin.command: test ! -e {{ notes_file }}.stop\n`,
    );
    writeFileSync(join(work.folder, 'notes.stop'), '');
    assert.equal((await work.drover(...run, '-e', `hook_token=${SECRET}`)).code, 2);
    const { code, stderr } = await work.drover('run', '--resume', 'last', '--data-dir', work.dataDir);
    assert.equal(code, 1);
    assert.match(stderr, /was given hook_token on the command line[^]*--ask-vars\s+hook_token/);
  });

  it('cannot be asked of nobody', async () => {
    const { code, stderr } = await work.drover(...run, '--ask-vars', 'hook_token');
    assert.equal(code, 2);
    assert.match(stderr, /its standard input is no terminal/);
  });

  it('have names', async () => {
    const { stderr } = await work.drover(...run, '--ask-vars', 'hook token');
    assert.match(stderr, /--ask-vars takes names of variables, and “hook token” is none/);
  });

  /** On a terminal of its own, with an answer once it is asked for. */
  async function askedRun(flags: readonly string[], answer: string) {
    const words = work.commandLine(...run, ...flags).map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
    const child = spawn('script', ['-qec', words.join(' '), '/dev/null'], {
      cwd: work.folder,
      env: { ...process.env, ...work.environment, TERM: 'dumb' },
    });
    let stdout = '';
    let isAnswered = false;
    child.stdout.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      if (isAnswered || !stdout.includes('hook_token: ')) return;
      isAnswered = true;
      child.stdin.write(answer);
    });
    const [status] = (await once(child, 'close')) as [number];
    return { stdout, status };
  }
});
