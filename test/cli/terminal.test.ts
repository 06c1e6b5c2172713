import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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

const program: readonly [string, ...string[]] = [
  process.execPath,
  '--import',
  createRequire(import.meta.url).resolve('tsx'),
];
const liveLines = join(import.meta.dirname, 'live-lines.ts');

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
    return inTerminal([process.execPath, command.main, ...args], keys, { columns, rows: 50 });
  }

  function inTerminal(
    program: readonly string[],
    keys: readonly (readonly [after: string, key: string])[] = [],
    { columns, rows } = { columns: 80, rows: 50 },
  ): Promise<Shown> {
    const words = program.map((word) => `'${word}'`).join(' ');
    const child = spawn('script', ['-qec', `stty cols ${columns} rows ${rows}; exec ${words}`, '/dev/null'], {
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

  /** What stands on the terminal when `last` has just been written for the last time. */
  const screenAt = (raw: string, last: string): string =>
    screenOf(raw.slice(0, raw.indexOf('\n', raw.lastIndexOf(last))));

  it('has a line for each thing that is under way, as many as there is room for, and takes them away', async () => {
    const { raw, screen, code } = await inTerminal([...program, liveLines], [], { columns: 74, rows: 10 });
    assert.equal(code, 0, raw);
    const lines = screenAt(raw, 'together')
      .split('\n')
      .filter((text) => text !== '');
    const table = lines.slice(lines.findIndex((text) => text.includes('data5')));
    assert.deepEqual(
      table.map((text) => text.trimEnd().replace(/ {2,}/g, ' ')).map((text) => text.replace(/[\d.]+/g, '#')),
      [
        ...Array.from({ length: 4 }, () => ' web/data# copy # MiB of # MiB # % # MiB/s # s left'),
        ' … and # more',
        ' together # MiB of # MiB # % # MiB/s # s left',
      ],
      raw,
    );
    assert.ok(lines.every((text) => text.length <= 74));
    // What went well meanwhile is told at once.
    assert.match(screenAt(raw, 'together'), /changed: \[localhost\] => \(item=web0\)\n.* move/);
    assert.doesNotMatch(screen, /data\d|together|more/);
    assert.match(screen, /item=web0\)\nchanged: \[localhost\] => \(item=web\)\n\nPLAY RECAP/);
  });

  it('leaves no line behind when it is ended in the middle', async () => {
    const { raw, screen, code } = await inTerminal([...program, liveLines, '--leave']);
    assert.equal(code, 99, raw);
    assert.ok(raw.includes('together'));
    assert.doesNotMatch(screen, /data\d|together|more|⠋/);
    assert.ok(raw.endsWith('\u001B[?25h'), 'the cursor is there again');
  });

  it('draws nothing where the output is no terminal', async () => {
    const [path, ...args] = [...program, liveLines];
    const child = spawn(path, args, { env: { ...process.env, NO_COLOR: '1' } });
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (out += part));
    await new Promise((resolve) => child.on('close', resolve));
    assert.match(out, /changed: \[localhost\] => \(item=web\)\n/);
    assert.doesNotMatch(out, /\u001B|together/);
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
