import assert from 'node:assert/strict';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { localConnection } from '../../../engine/transport/local.ts';

const local = localConnection({ PATH: process.env['PATH'], BASE: 'base', OVER: 'base' });
const shell = (line: string): readonly [string, ...string[]] => ['/bin/sh', '-c', line];

describe('programs on the local machine', () => {
  it('give their exit status and output', async () => {
    assert.deepEqual(await local.execute(shell('echo out; echo err >&2; exit 3')), {
      rc: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    });
  });
  it('are started without a shell', async () => {
    const { stdout } = await local.execute(['printf', '%s|', 'a b', '$HOME', ';ls']);
    assert.equal(stdout, 'a b|$HOME|;ls|');
  });
  it('get the environment with the task on top, the folder and the input', async () => {
    const outcome = await local.execute(shell('echo "$BASE $OVER $OWN"; pwd; cat'), {
      environment: { OVER: 'task', OWN: 'own' },
      cwd: '/usr',
      stdin: 'typed',
    });
    assert.equal(outcome.stdout, 'base task own\n/usr\ntyped');
  });
  it('have no input where none is given', async () => {
    assert.equal((await local.execute(['cat'])).stdout, '');
  });
  it('may end without reading their input', async () => {
    assert.equal((await local.execute(['true'], { stdin: 'x'.repeat(1 << 20) })).rc, 0);
  });
  it('may print much', async () => {
    const { stdout } = await local.execute(shell('head -c 20000000 /dev/zero | tr "\\0" x'));
    assert.equal(stdout.length, 20_000_000);
  });
  it('tell the signal that ended them', async () => {
    assert.deepEqual(await local.execute(shell('kill -9 $$')), {
      rc: -9,
      signal: 'SIGKILL',
      stdout: '',
      stderr: '',
    });
  });
  it('are killed with all that they started when their time is up', async () => {
    const begun = performance.now();
    const nap = `sleep 31.${process.pid}`;
    await assert.rejects(
      local.execute(shell(`${nap} & ${nap}; true`), { timeoutMs: 100 }),
      (error) => error instanceof DroverError && error.code === 'command-timeout',
    );
    assert.ok(performance.now() - begun < 2000);
    assert.equal((await local.execute(['pgrep', '-x', '-f', nap])).stdout, '');
  });
  it('are killed when the task is aborted', async () => {
    const controller = new AbortController();
    setTimeout(() => {
      controller.abort();
    }, 30);
    await assert.rejects(
      local.execute(['sleep', '30'], { signal: controller.signal }),
      (error) => error instanceof DroverError && error.code === 'interrupted',
    );
    await assert.rejects(local.execute(['true'], { signal: controller.signal }));
  });
  it('are not awaited in the background', async () => {
    const begun = performance.now();
    const nap = `sleep 32.${process.pid}`;
    const { stdout } = await local.execute(shell(`echo started; ${nap} &`));
    assert.equal(stdout, 'started\n');
    assert.ok(performance.now() - begun < 3000);
    assert.equal((await local.execute(['pkill', '-x', '-f', nap])).rc, 0);
  });
  it('that are not there throw, saying so', async () => {
    await assert.rejects(
      local.execute(['no-such-program-here', 'x']),
      (error) =>
        error instanceof DroverError &&
        error.code === 'command-not-started' &&
        error.message === '[Errno 2] No such file or directory: "no-such-program-here"',
    );
    await assert.rejects(local.execute(['/etc/passwd']), { message: /\[Errno 13\] Permission denied/ });
  });
});
