import assert from 'node:assert/strict';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { CommandOutcome, Connection } from '../../../engine/module.ts';
import { localConnection } from '../../../engine/transport/local.ts';
import { reboot } from '../../../modules/host/reboot.ts';
import { waitForConnection } from '../../../modules/host/wait-for-connection.ts';
import { callModule } from '../harness.ts';

type Answer = CommandOutcome | 'unreachable';

const said = (stdout: string, rc = 0, stderr = ''): Answer => ({ rc, stdout, stderr });

/** A machine that is known by its answers, one after another; the last one is given for ever. */
function machine(answers: readonly Answer[]): { readonly connection: Connection; readonly asked: string[] } {
  const asked: string[] = [];
  const left = [...answers];
  const connection: Connection = {
    kind: 'ssh',
    files: localConnection({}).files,
    execute: (words) => {
      asked.push(words.at(-1) ?? '');
      const answer = (left.length > 1 ? left.shift() : left[0]) ?? 'unreachable';
      if (answer !== 'unreachable') return Promise.resolve(answer);
      return Promise.reject(new DroverError('host-unreachable', { detail: 'no route', help: 'Wait.' }));
    },
  };
  return { connection, asked };
}

describe('modules/host/restart', () => {
  it('starts the machine anew and waits until it is back', async () => {
    const { connection, asked } = machine([said('a\n'), 'unreachable', said('b\n'), said('root\n')]);
    const { result } = await callModule(
      reboot,
      { msg: "it's time", pre_reboot_delay: 120 },
      { context: { connection } },
    );
    assert.deepEqual([result.changed, result['rebooted'], asked.length], [true, true, 4]);
    assert.match(asked[1] ?? '', /exec shutdown -r 2 'it'\\''s time'/);
    assert.equal(asked[3], 'whoami');
  });

  it('waits as long as the machine has not gone, and until the test command succeeds', async () => {
    const { connection, asked } = machine([
      ...[said('a'), said(''), said('a'), said('b')],
      ...[said('', 1, 'not yet'), said('root')],
    ]);
    const { result } = await callModule(
      reboot,
      { reboot_command: 'kexec -e', test_command: 'systemctl is-system-running' },
      { context: { connection } },
    );
    assert.equal(result['rebooted'], true);
    const id = 'cat /proc/sys/kernel/random/boot_id';
    const test = 'systemctl is-system-running';
    assert.deepEqual(asked, [id, 'kexec -e', id, id, test, test]);
  });

  it('tells when the machine does not come back', async () => {
    const { connection } = machine([said('a'), said(''), 'unreachable']);
    const { result } = await callModule(reboot, { reboot_timeout: 1 }, { context: { connection } });
    assert.deepEqual(
      [result.failed, result['rebooted'], result.msg],
      [true, false, 'Timed out waiting for last boot time check (timeout=1)'],
    );
  });

  it('tells when it cannot be begun', async () => {
    const { connection } = machine([said('a'), said('', 1, 'must be root\n')]);
    const { result } = await callModule(reboot, {}, { context: { connection } });
    assert.equal(result.msg, "Reboot command failed. Error was: ', must be root'");
  });

  it('starts nothing in check mode', async () => {
    const { connection, asked } = machine([said('a')]);
    const { result } = await callModule(reboot, {}, { checkMode: true, context: { connection } });
    assert.deepEqual([result.changed, result['rebooted'], asked], [true, true, []]);
  });

  it('waits for a connection', async () => {
    const { connection, asked } = machine(['unreachable', said('', 1, 'no'), said('')]);
    const { result } = await callModule(waitForConnection, { sleep: 0 }, { context: { connection } });
    assert.deepEqual([result.failed, asked.length], [undefined, 3]);
  });

  it('gives a connection up', async () => {
    const { connection } = machine(['unreachable']);
    const { result } = await callModule(waitForConnection, { timeout: 1 }, { context: { connection } });
    assert.deepEqual(
      [result.failed, result.msg, result['elapsed']],
      [true, 'timed out waiting for ping module test: no route', 1],
    );
  });
});
