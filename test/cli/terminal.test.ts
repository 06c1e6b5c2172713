import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startOpenStackCloud } from '../clouds/openstack/cloud.ts';
import { buildCommand, type BuiltCommand } from './built.ts';
import { screenOf } from './screen.ts';

interface Shown {
  readonly code: number | null;
  readonly raw: string;
  /** What stands on the terminal at the end. */
  readonly screen: string;
}

const slow = `- hosts: localhost
  gather_facts: false
  tasks:
    - name: many
      command: sleep 0.03
      loop: "{{ range(0, 25) | list }}"
    - name: bad
      command: "sh -c 'sleep 0.2; exit {{ item }}'"
      loop: [0, 3, 0]
      ignore_errors: true
`;
const asking = `- hosts: localhost
  gather_facts: false
  vars_prompt:
    - {name: who, prompt: Who, private: false}
    - {name: word, prompt: Word, private: true}
  tasks:
    - pause: {prompt: Really}
      register: answer
    - debug: {msg: "{{ who }}, {{ answer.user_input }}"}
`;

describe('a terminal', function () {
  this.timeout(30_000);
  let command: BuiltCommand;
  let folder = '';

  before(() => {
    command = buildCommand();
    folder = mkdtempSync(join(tmpdir(), 'drover-terminal-'));
    writeFileSync(join(folder, 'slow.yml'), slow);
    writeFileSync(join(folder, 'asking.yml'), asking);
  });
  after(() => {
    command.remove();
    rmSync(folder, { recursive: true });
  });

  /** Runs the command on a pseudo-terminal; each key is sent when the text before it has been shown. */
  function onTerminal(
    args: readonly string[],
    keys: readonly (readonly [after: string, key: string])[] = [],
    columns = 80,
  ): Promise<Shown> {
    const words = [process.execPath, command.main, ...args].map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', `stty cols ${columns} rows 50; exec ${words}`, '/dev/null'], {
      cwd: folder,
      env: { ...process.env, NO_COLOR: '1', TERM: 'xterm' },
    });
    let raw = '';
    let seen = 0;
    const left = [...keys];
    child.stdout.setEncoding('utf8').on('data', (part: string) => {
      raw += part;
      const [next] = left;
      if (next === undefined || !raw.slice(seen).includes(next[0])) return;
      seen = raw.length;
      left.shift();
      child.stdin.write(next[1]);
    });
    return new Promise((resolve, reject) => {
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, raw, screen: screenOf(raw) }));
    });
  }

  it('shows how far a loop is and a failed item at once, and leaves nothing of its line behind', async () => {
    const { code, raw, screen } = await onTerminal(['run', 'slow.yml']);
    assert.equal(code, 0, raw);
    const failed = raw.indexOf('failed: [localhost] (item=3)');
    assert.ok(failed > 0 && raw.slice(failed).includes('bad  3 of 3'), raw);
    assert.match(raw, /many {2}\d+ of 25 items, \d+\/s/);
    assert.doesNotMatch(screen, /✔|⠋|\d+ of 25/);
    assert.match(screen, /TASK \[many\] \*+\nchanged: \[localhost\] => \(item=0\)\n/);
    assert.match(screen, /\.\.\.ignoring\n\nPLAY RECAP \*+\nlocalhost +: ok=2 +changed=2 .*ignored=1/);
  });

  it('shows what a plan is at', async () => {
    writeFileSync(
      join(folder, 'plan.yml'),
      '- hosts: localhost\n  gather_facts: false\n  tasks: [{name: wait, pause: {seconds: 0.4}}]\n',
    );
    const { code, raw, screen } = await onTerminal(['plan', 'plan.yml']);
    assert.equal(code, 0, raw);
    assert.match(raw, /wait {2}0 of 0\.4 seconds/);
    assert.match(screen.trim(), /^Plan: 0 to create, 0 to update, 0 unchanged\. Nothing was written\.$/);
  });

  it('fits into 20 columns', async () => {
    const { code, raw, screen } = await onTerminal(['run', 'slow.yml'], [], 20);
    assert.equal(code, 0, raw);
    assert.match(screen, /^TASK \[many\] \*+$/m);
    assert.ok(
      screen.split('\n').every((line) => !line.endsWith('*') || line.length <= 21),
      screen,
    );
    assert.doesNotMatch(screen, /✔|⠋|\d+ of 25/);
  });

  it('asks where a person can see it, and hides a secret', async () => {
    const { code, screen } = await onTerminal(
      ['run', 'asking.yml'],
      [
        ['Who: ', 'bob\r'],
        ['Word: ', 's3cret\r'],
        ['Really: ', 'yes\r'],
      ],
    );
    assert.equal(code, 0);
    assert.match(screen, /^Who: bob\nWord:/);
    assert.match(screen, /Really: yes/);
    assert.match(screen, /"msg": "bob, yes"/);
    assert.doesNotMatch(screen, /s3cret/);
  });

  for (const [title, args, question] of [
    ['a prompt of a play', ['run', 'asking.yml'], 'Who: '],
    ['the question for a vault password', ['run', 'slow.yml', '--ask-vault-pass'], 'Vault password: '],
    ['a step', ['run', 'slow.yml', '--step'], 'ontinue: '],
    ['a pause', ['run', 'asking.yml', '-e', 'who=a word=b'], 'Really: '],
  ] as const) {
    it(`ends with 99 on Ctrl-C at ${title}`, async () => {
      const { code, screen } = await onTerminal(args, [[question, '\u0003']]);
      assert.equal(code, 99, screen);
      assert.match(screen, /Interrupted\.|INTERRUPTED/);
      assert.doesNotMatch(screen, /defect|crashed/);
    });
  }

  it('asks for a vault password once, however many stages a command has', async () => {
    const clouds = await Promise.all([startOpenStackCloud(), startOpenStackCloud()]);
    try {
      const variables = {
        os_migrate_src_auth: clouds[0].auth('src', 'src'),
        os_migrate_dst_auth: clouds[1].auth('dst', 'dst'),
        os_migrate_data_dir: join(folder, 'data'),
      };
      writeFileSync(join(folder, 'vars.json'), JSON.stringify(variables));
      const args = ['migrate', '--yes', '--kinds', 'networks', '-e', '@vars.json', '--ask-vault-pass'];
      const { code, screen } = await onTerminal(args, [['Vault password: ', 'secret\r']]);
      assert.equal(code, 0, screen);
      assert.equal(screen.match(/Vault password:/g)?.length, 1, screen);
    } finally {
      await Promise.all(clouds.map((cloud) => cloud.close()));
    }
  });

  it('says so when the input ends at a question', async () => {
    const { code, screen } = await onTerminal(['run', 'asking.yml'], [['Who: ', '\u0004']]);
    assert.equal(code, 1, screen);
    assert.match(screen, /was not answered/);
  });

  it('stops on Ctrl-C with a whole recap, the indentation kept', async () => {
    const { code, screen } = await onTerminal(['run', 'slow.yml'], [[' of 25', '\u0003']]);
    assert.equal(code, 99, screen);
    assert.match(screen, /\n\nINTERRUPTED \*+\n {2}not done: many\n {2}not done: bad\n\nPLAY RECAP/);
    assert.match(screen, /Stopping: /);
  });
});
