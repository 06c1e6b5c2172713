import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import pLimit from 'p-limit';
import { buildCommand, type BuiltCommand, type Ended } from './built.ts';

const play = `- hosts: all
  gather_facts: false
  tasks:
    - name: one
      debug: {msg: "x is {{ x | default('none') }}"}
      tags: [first]
    - name: two
      debug: {msg: second}
      tags: always
    - name: three
      copy: {content: "a\\n", dest: "{{ playbook_dir }}/made"}
      tags: [never, make]
`;

interface Case {
  readonly title: string;
  readonly args: readonly string[];
  readonly code: number;
  readonly says?: readonly (string | RegExp)[];
  readonly not?: readonly string[];
}

/** The exit codes are what `ansible-playbook` 2.14 gives for the same words. */
const cases: readonly Case[] = [
  { title: 'says its version', args: ['--version'], code: 0, says: [/^drover \d+\.\d+\.\d+\n$/] },
  { title: 'guesses a command', args: ['rnu', 'a.yml'], code: 2, says: ['Did you mean run?'] },
  { title: 'wants a playbook', args: ['run'], code: 2, says: ["missing required argument 'playbooks'"] },
  ...['0', '-1', 'many', '1.5'].map((forks) => ({
    title: `refuses --forks=${forks}`,
    args: ['run', 'a.yml', '-i', 'h1,', `--forks=${forks}`],
    code: 2,
    says: ['--forks takes a whole number of at least 1', forks],
  })),
  { title: 'takes --forks=3', args: ['run', 'a.yml', '--forks=3'], code: 0 },
  { title: 'takes -f3 and combined short flags', args: ['run', '-CDvf3', 'a.yml'], code: 0 },
  { title: 'takes playbooks after --', args: ['run', '-i', 'h1,', '--', 'a.yml'], code: 0 },
  { title: 'refuses a form of output', args: ['run', 'a.yml', '--output', 'xml'], code: 2, says: ['xml'] },
  { title: 'refuses a value of a switch', args: ['run', 'a.yml', '--check=yes'], code: 2 },
  {
    title: 'refuses -e that is no dictionary',
    args: ['run', 'a.yml', '-e', 'x'],
    code: 5,
    says: ["'x' could not be made into a dictionary"],
  },
  {
    title: 'takes the last of many -e',
    args: ['run', '-i', 'h1,', '-c', 'local', 'a.yml', '-e', 'x=1', '-e', '{"x": 2}', '-e', 'y=3'],
    code: 0,
    says: ['x is 2'],
  },
  {
    title: 'tells a folder in place of a file of -e',
    args: ['run', 'a.yml', '-e', '@.'],
    code: 1,
    says: ['-e @. names a folder'],
  },
  {
    title: 'tells a circle of links',
    args: ['run', 'a.yml', '-e', '@round'],
    code: 1,
    says: ['round', 'symbolic links'],
  },
  {
    title: 'runs what is tagged always where --tags is empty',
    args: ['run', '-i', 'h1,', '-c', 'local', 'a.yml', '--tags='],
    code: 0,
    says: ['second'],
    not: ['x is'],
  },
  {
    title: 'only checks with --syntax-check, whatever is to be listed',
    args: ['run', '-i', 'h1,', 'a.yml', '--syntax-check', '--list-tasks', '--list-tags'],
    code: 0,
    says: [/^\nplaybook: a\.yml\n$/],
  },
  {
    title: 'lists hosts, tasks and tags',
    args: ['run', '-i', 'h1,h2', 'a.yml', '--list-hosts', '--list-tasks', '--list-tags'],
    code: 0,
    says: ['hosts (2):\n      h1\n      h2', 'one\tTAGS: [first]', 'TASK TAGS: [always, first]'],
  },
  {
    title: 'shows a difference before its result, as Ansible does',
    args: ['run', '-i', 'h1,', '-c', 'local', 'a.yml', '-CD', '-t', 'make'],
    code: 0,
    says: [/@@ -0,0 \+1 @@\n\+a\n\nchanged: \[h1\]\n/],
  },
  {
    title: 'tells a task that is not there',
    args: ['run', '-i', 'h1,', 'a.yml', '--start-at-task', 'nobody'],
    code: 0,
    says: ['[WARNING]: No matching task "nobody" found'],
  },
  {
    title: 'does not ask without a terminal',
    args: ['run', '-i', 'h1,', 'a.yml', '--ask-vault-pass'],
    code: 2,
    says: ['its standard input is no terminal'],
  },
  {
    title: 'knows --refresh',
    args: ['run', '-i', 'h1,', '-c', 'local', 'refresh.yml', '--refresh'],
    code: 0,
    says: ['"msg": true'],
  },
  {
    title: 'says why schemas cannot be written',
    args: ['schema', '--write', 'a.yml'],
    code: 1,
    says: ['a.yml', 'is no folder'],
  },
  { title: 'guesses a schema', args: ['schema', 'playbok'], code: 2, says: ['Did you mean', 'playbook'] },
  { title: 'guesses a module', args: ['doc', 'copi'], code: 1, says: ['Did you mean copy?'] },
  {
    title: 'tells what the records of an export file hold',
    args: ['doc', 'networks.yml'],
    code: 0,
    says: ['openstack.network.Network', '  mtu (required): integer'],
  },
  {
    title: 'tells what a playbook does and takes',
    args: ['doc', 'playbooks/export_networks.yml'],
    code: 0,
    says: ['Exports networks of the source project.', 'os_migrate_data_dir (required): string'],
  },
  { title: 'guesses a kind', args: ['doc', 'netwroks'], code: 1, says: ['Did you mean networks?'] },
  {
    title: 'lists modules, kinds and playbooks',
    args: ['doc'],
    code: 0,
    says: [/^core\.debug +Shows/m, /^routers\.yml +A router/m, /^validate_data_dir\.yml +Looks/m],
  },
  { title: 'refuses a form of doc', args: ['doc', '--output', 'xml'], code: 2, says: ['text or json'] },
];

describe('the command line', function () {
  this.timeout(30_000);
  let command: BuiltCommand;
  let folder = '';
  const running: Promise<Ended>[] = [];
  before(() => {
    command = buildCommand();
    folder = mkdtempSync(join(tmpdir(), 'drover-words-'));
    writeFileSync(join(folder, 'a.yml'), play);
    writeFileSync(
      join(folder, 'refresh.yml'),
      '- hosts: all\n  gather_facts: false\n  tasks:\n    - debug: {msg: "{{ os_migrate_refresh | bool }}"}\n',
    );
    symlinkSync('round', join(folder, 'round'));
    // Most of their time is the start of Node: as many at a time as there are processors.
    const limit = pLimit(availableParallelism());
    for (const { args } of cases) {
      const ended = limit(() => command.run(args, { cwd: folder }));
      ended.catch(() => undefined);
      running.push(ended);
    }
  });
  after(() => {
    command.remove();
    rmSync(folder, { recursive: true });
  });

  for (const [index, { title, code, says = [], not = [] }] of cases.entries()) {
    it(title, async () => {
      const ended = await running[index];
      assert.ok(ended !== undefined);
      const said = ended.stdout + ended.stderr;
      assert.equal(ended.code, code, said);
      for (const part of says)
        assert.ok(
          typeof part === 'string' ? said.includes(part) : part.test(said),
          `${String(part)}:\n${said}`,
        );
      for (const part of not) assert.ok(!said.includes(part), said);
      assert.ok(!existsSync(join(folder, 'made')));
    });
  }

  it('reads variables from a pipe', () => {
    const { stdout } = spawnSync(
      'bash',
      ['-c', `${process.execPath} ${command.main} run -i h1, -c local a.yml -e @<(echo 'x: piped')`],
      { cwd: folder, encoding: 'utf8' },
    );
    assert.match(stdout, /x is piped/);
  });

  it('ends with 99 where nobody reads the output any more, and begins nothing new', () => {
    const made = join(folder, 'unread');
    writeFileSync(
      join(folder, 'unread.yml'),
      `- hosts: all\n  gather_facts: false\n  tasks:\n    - command: sleep 0.2\n    - command: sleep 0.2\n    - command: touch ${made}\n`,
    );
    const run = `${process.execPath} ${command.main} run -i h1, -c local unread.yml`;
    const { stdout } = spawnSync('bash', ['-c', `(${run}; echo $? >code) | head -2; cat code`], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.match(stdout, /^\nPLAY \[all\] \*+\n99\n$/);
    assert.ok(!existsSync(made));
  });

  it('tells a full disk below its output', async () => {
    const full = openSync('/dev/full', 'w');
    const child = spawn(process.execPath, [command.main, 'doc'], { stdio: ['ignore', full, 'pipe'] });
    closeSync(full);
    let stderr = '';
    child.stderr?.setEncoding('utf8').on('data', (part: string) => {
      stderr += part;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    assert.equal(code, 1);
    assert.match(stderr, /The output cannot be written: the file system is full/);
  });

  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    it(`finishes on ${signal} and ends with 99`, async () => {
      writeFileSync(
        join(folder, 'slow.yml'),
        '- hosts: all\n  gather_facts: false\n  tasks:\n    - {name: slow, command: sleep 20}\n    - {name: next, debug: {}}\n',
      );
      const child = spawn(process.execPath, [command.main, 'run', '-i', 'h1,', '-c', 'local', 'slow.yml'], {
        cwd: folder,
      });
      let stdout = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        stdout += part;
        if (part.includes('TASK [slow]')) setTimeout(() => child.kill(signal), 50);
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      assert.equal(code, 99);
      assert.match(stdout, /INTERRUPTED \*+\n {2}not done: slow\n {2}not done: next\n\nPLAY RECAP/);
    });
  }
});
