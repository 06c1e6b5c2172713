/** What the command line says of the way to hosts, as ansible-playbook has it. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommand, type BuiltCommand } from '../../../cli/built.ts';
import { startOwnMachine } from './own-machine.ts';
import type { Sshd } from './sshd.ts';

const who = `
- hosts: all
  gather_facts: false
  tasks:
    - ansible.builtin.shell: echo "login $(logname 2>/dev/null || printenv SUDO_USER) is $(id -un)"
      register: said
      changed_when: false
    - ansible.builtin.debug: {var: said.stdout}
`;

describe('flags that say how hosts are reached', () => {
  let sshd: Sshd;
  let drover: BuiltCommand;
  let folder = '';
  before(async function () {
    this.timeout(60_000);
    sshd = await startOwnMachine({
      users: [{ name: 'worker', password: 'open sesame' }],
      rootPassword: 'open barley',
      sudoers: ['worker ALL=(ALL:ALL) ALL'],
      server: ['PasswordAuthentication yes'],
    });
    drover = buildCommand();
  });
  after(async () => {
    drover.remove();
    await sshd.stop();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-flags-'));
    writeFileSync(join(folder, 'site.yml'), who);
    writeFileSync(
      join(folder, 'hosts.yml'),
      JSON.stringify({ all: { hosts: { web: { ansible_host: '127.0.0.1', ansible_port: sshd.port } } } }),
    );
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const environment = (): Readonly<Record<string, string>> => ({
    HOME: folder,
    SSH_AUTH_SOCK: '',
    XDG_STATE_HOME: join(folder, 'state'),
  });
  const words = ['run', 'site.yml', '-i', 'hosts.yml', '--output', 'plain'];
  const known = (): string => `-o UserKnownHostsFile=${sshd.knownHosts}`;
  const run = (...args: readonly string[]) =>
    drover.run([...words, ...args], { cwd: folder, environment: environment() });

  /** Runs it in a terminal, and types an answer to each question. */
  const typed = (args: readonly string[], answers: Readonly<Record<string, string>>) =>
    new Promise<{ readonly code: number | null; readonly shown: string }>((resolve) => {
      const line = [process.execPath, drover.main, ...words, ...args].map((word) => `'${word}'`).join(' ');
      const child = spawn('script', ['-qec', line, '/dev/null'], {
        cwd: folder,
        env: { ...process.env, ...environment(), NO_COLOR: '1' },
      });
      let shown = '';
      const left = new Map(Object.entries(answers));
      child.stdout.on('data', (chunk: Buffer) => {
        shown += chunk.toString();
        for (const [question, answer] of left)
          if (shown.endsWith(question)) {
            left.delete(question);
            child.stdin.write(`${answer}\r`);
          }
      });
      child.once('close', (code) => {
        resolve({ code, shown });
      });
    });

  it('name the user, the key, options of ssh and who is become', async () => {
    const way = ['-u', 'root', '--private-key', sshd.keys.ed25519, '--ssh-common-args', known()];
    const own = await run(...way);
    assert.match(own.stdout, /is root"/, own.stdout + own.stderr);
    const other = await run(...way, '-b', '--become-user', 'worker');
    assert.match(other.stdout, /is worker"/, other.stdout);
    const bySu = await run(...way, '-b', '--become-user', 'worker', '--become-method', 'su');
    assert.match(bySu.stdout, /is worker"/, bySu.stdout);
    assert.doesNotMatch(bySu.stdout, /login root is/);
    writeFileSync(join(folder, 'site.yml'), who.replace('gather_facts', 'become: false\n  gather_facts'));
    const play = await run(...way, '-b', '--become-user', 'worker');
    assert.match(play.stdout, /is root"/, play.stdout);
  });
  it('are less than what variables say', async () => {
    const way = ['--private-key', sshd.keys.ed25519, '--ssh-common-args', known()];
    const { stdout } = await run(...way, '-u', 'nobody-there', '-e', 'ansible_user=worker');
    assert.match(stdout, /is worker"/, stdout);
  });
  it('say how long a host may take', async () => {
    // It takes connections, and never says a word.
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const { stdout, code } = await run('-T', '1', '-e', `ansible_port=${port}`);
    silent.close();
    assert.equal(code, 4);
    assert.match(stdout, /Connection timed out: no SSH session within 1 seconds/);
    const wrong = await run('-T', 'soon', '-e', `ansible_port=${port}`);
    assert.match(wrong.stdout, /is \\"soon\\"/);
  });
  it('ask for passwords once, and show and keep none', async () => {
    const { code, shown } = await typed(
      ['-u', 'worker', '-k', '-K', '-b', '--ssh-common-args', known(), '-vvv'],
      {
        'SSH password: ': 'open sesame',
        'BECOME password[defaults to SSH password]: ': '',
      },
    );
    assert.equal(code, 0, shown);
    assert.match(shown, /is root"/);
    assert.doesNotMatch(shown, /sesame/);
    const kept = filesBelow(folder).map((path) => readFileSync(path, 'latin1'));
    assert.doesNotMatch(kept.join('\n'), /sesame/);
  });
  it('ask for the password of another user', async () => {
    const way = ['--private-key', sshd.keys.ed25519, '--ssh-common-args', known()];
    const { code, shown } = await typed(['-u', 'worker', '-K', '-b', '--become-method', 'su', ...way], {
      'BECOME password: ': 'open barley',
    });
    assert.equal(code, 0, shown);
    assert.match(shown, /is root"/);
    const wrong = await typed(['-u', 'worker', '-K', '-b', ...way], { 'BECOME password: ': 'mumble-9' });
    assert.equal(wrong.code, 2, wrong.shown);
    assert.match(wrong.shown, /Incorrect sudo password/);
    assert.doesNotMatch(wrong.shown, /mumble-9/);
  });
  it('say what to do where nobody can be asked', async () => {
    const { code, stderr } = await run('-k');
    assert.notEqual(code, 0);
    assert.match(stderr, /SSH password:.*standard input is no terminal/);
  });
});

function filesBelow(folder: string): readonly string[] {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  return names.map((name) => join(folder, name)).filter((path) => statSync(path).isFile());
}
