/** What holds for programs on any connection; run for each of them by its own test. The machine is this one. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../engine/module.ts';

const shell = (line: string): readonly [string, ...string[]] => ['/bin/sh', '-c', line];

/** `open` gives the connection; `marker` makes the programs of one run of this other ones than those of another. */
export function executeContract(name: string, open: () => Connection, marker: string): void {
  describe(name, () => {
    let machine: Connection;
    beforeEach(() => {
      machine = open();
    });
    it('give their exit status and output', async () => {
      assert.deepEqual(await machine.execute(shell('echo out; echo err >&2; exit 3')), {
        rc: 3,
        stdout: 'out\n',
        stderr: 'err\n',
      });
    });
    it('are started without a shell', async () => {
      const { stdout } = await machine.execute(['printf', '%s|', 'a b', '$HOME', ';ls']);
      assert.equal(stdout, 'a b|$HOME|;ls|');
    });
    it('get the environment of the task, the folder and the input', async () => {
      const outcome = await machine.execute(shell('echo "$OVER $OWN"; pwd; cat'), {
        environment: { OVER: 'task', OWN: 'it\'s "own"\n$HOME' },
        cwd: '/usr',
        stdin: 'typed',
      });
      assert.equal(outcome.stdout, 'task it\'s "own"\n$HOME\n/usr\ntyped');
    });
    it('get variables of any name', async () => {
      const { stdout } = await machine.execute(['env'], { environment: { 'a.b-c': 'x y' } });
      assert.ok(stdout.split('\n').includes('a.b-c=x y'));
    });
    it('get any arguments as they are', async () => {
      const odd = [
        '',
        ' ',
        '-n',
        "it's",
        '"',
        '\\',
        '\\n',
        '$HOME',
        '`id`',
        '!',
        '#',
        '*',
        'a\nb\n',
        '\r',
        '\t',
        'Áćéß€😀',
        '~',
        '{a,b}',
        '%s',
        '\u007f',
      ];
      const { stdout } = await machine.execute([
        '/bin/sh',
        '-c',
        'for a; do printf "<%s>" "$a"; done',
        'sh',
        ...odd,
      ]);
      assert.equal(stdout, odd.map((word) => `<${word}>`).join(''));
    });
    it('get many arguments', async () => {
      const many = Array.from({ length: 3000 }, (_, index) => `argument-${index}-${'x'.repeat(60)}`);
      const { stdout } = await machine.execute(['/bin/sh', '-c', 'echo $#', 'sh', ...many]);
      assert.equal(stdout, '3000\n');
    });
    it('get bytes as their input', async () => {
      const bytes = Uint8Array.from({ length: 70_000 }, (_, index) => index & 255);
      const { stdout } = await machine.execute(['md5sum'], { stdin: bytes });
      assert.equal(stdout.slice(0, 32), createHash('md5').update(bytes).digest('hex'));
    });
    it('have no input where none is given', async () => {
      assert.equal((await machine.execute(['cat'])).stdout, '');
    });
    it('may end without reading their input', async () => {
      assert.equal((await machine.execute(['true'], { stdin: 'x'.repeat(1 << 20) })).rc, 0);
    });
    it('may print much', async () => {
      const { stdout } = await machine.execute(shell('head -c 20000000 /dev/zero | tr "\\0" x'));
      assert.equal(stdout.length, 20_000_000);
    });
    it('tell the signal that ended them', async () => {
      assert.deepEqual(await machine.execute(shell('kill -9 $$')), {
        rc: -9,
        signal: 'SIGKILL',
        stdout: '',
        stderr: '',
      });
    });
    it('are killed with all that they started when their time is up', async () => {
      const begun = performance.now();
      const nap = `sleep 31.${process.pid}${marker}`;
      await assert.rejects(
        machine.execute(shell(`${nap} & ${nap}; true`), { timeoutMs: 100 }),
        (error) => error instanceof DroverError && error.code === 'command-timeout',
      );
      assert.ok(performance.now() - begun < 15_000);
      assert.equal((await machine.execute(['pgrep', '-x', '-f', nap])).stdout, '');
    });
    it('are killed when the task is aborted', async () => {
      const controller = new AbortController();
      setTimeout(() => {
        controller.abort();
      }, 30);
      await assert.rejects(
        machine.execute(['sleep', '30'], { signal: controller.signal }),
        (error) => error instanceof DroverError && error.code === 'interrupted',
      );
      await assert.rejects(machine.execute(['true'], { signal: controller.signal }));
    });
    it('are not awaited in the background', async () => {
      const begun = performance.now();
      const nap = `sleep 32.${process.pid}${marker}`;
      const { stdout } = await machine.execute(shell(`echo started; ${nap} &`));
      assert.equal(stdout, 'started\n');
      assert.ok(performance.now() - begun < 15_000);
      assert.equal((await machine.execute(['pkill', '-x', '-f', nap])).rc, 0);
    });
    it('hand on their lines as they come', async () => {
      const lines: string[] = [];
      let firstAt = 0;
      const begun = performance.now();
      const { stdout, rc } = await machine.execute(
        shell(
          'echo one; sleep 0.5; printf "two\\rthree\\r\\nfo"; echo err >&2; sleep 0.2; printf "ur\\nrest"',
        ),
        {
          onLine: (line, stream) => {
            firstAt ||= performance.now() - begun;
            lines.push(`${stream} ${line}`);
          },
        },
      );
      assert.ok(firstAt < 450, `the first line came after ${firstAt} ms`);
      assert.deepEqual(
        lines.filter((line) => line.startsWith('stdout')),
        ['stdout one', 'stdout two', 'stdout three', 'stdout four'],
      );
      assert.ok(lines.includes('stderr err'));
      assert.equal(rc, 0);
      assert.equal(stdout, 'one\ntwo\rthree\r\nfour\nrest');
    });
    it('keep only the end of what they print where its lines are handed on', async () => {
      let count = 0;
      const { stdout } = await machine.execute(['seq', '200000'], { onLine: () => (count += 1) });
      assert.equal(count, 200_000);
      assert.equal(stdout.length, 65_536);
      assert.ok(stdout.endsWith('\n199999\n200000\n'));
    });
    it('that end with the connection are like others as long as it stands', async () => {
      const bound = { endsWithConnection: true };
      const said = await machine.execute(shell('cat; echo "$A $(pwd)"; echo err >&2; exit 3'), {
        ...bound,
        cwd: '/usr',
        environment: { A: "it's", 'b.c': 'd' },
      });
      assert.deepEqual(said, { rc: 3, stdout: "it's /usr\n", stderr: 'err\n' });
      const killed = await machine.execute(shell('kill -9 $$'), bound);
      assert.deepEqual([killed.rc, killed.signal], [-9, 'SIGKILL']);
      await assert.rejects(machine.execute(['no-such-program-here'], bound), {
        code: 'command-not-started',
        message: '[Errno 2] No such file or directory: "no-such-program-here"',
      });
    });
    it('that end with the connection leave nothing behind in the background', async () => {
      const nap = `sleep 34.${process.pid}${marker}`;
      await machine.execute(shell(`${nap} & echo started`), { endsWithConnection: true });
      await sleep(300);
      assert.equal((await machine.execute(['pgrep', '-x', '-f', nap])).stdout, '');
    });
    it('that end with the connection are killed when the task is aborted', async () => {
      const nap = `sleep 35.${process.pid}${marker}`;
      const controller = new AbortController();
      setTimeout(() => {
        controller.abort();
      }, 200);
      const begun = performance.now();
      await assert.rejects(
        machine.execute(shell(`${nap} & ${nap}; true`), {
          endsWithConnection: true,
          signal: controller.signal,
        }),
        { code: 'interrupted' },
      );
      assert.ok(performance.now() - begun < 15_000);
      assert.equal((await machine.execute(['pgrep', '-x', '-f', nap])).stdout, '');
    });
    it('that are not there throw, saying so', async () => {
      await assert.rejects(
        machine.execute(['no-such-program-here', 'x']),
        (error) =>
          error instanceof DroverError &&
          error.code === 'command-not-started' &&
          error.message === '[Errno 2] No such file or directory: "no-such-program-here"',
      );
      await assert.rejects(machine.execute(['/etc/passwd']), { message: /\[Errno 13\] Permission denied/ });
    });
  });
}
