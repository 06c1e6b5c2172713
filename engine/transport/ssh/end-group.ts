import { randomBytes } from 'node:crypto';
import { openChannel } from './client.ts';
import type { Way } from './link.ts';
import { ownShell, type RemoteShell } from './remote-shell.ts';

/** How long ending a group may take, network and all. */
const patienceMs = 5_000;

/** Ends a process group of the machine: asks it to go, and kills what is there after two seconds. Never throws. */
export async function endGroup(way: Way, shell: RemoteShell, group: number | undefined): Promise<void> {
  if (group === undefined) return;
  const all = `-- -${group}`;
  const wait = `i=0;while kill -s 0 ${all} 2>/dev/null&&[ $i -lt 20 ];do sleep 0.1||sleep 1;i=$((i+1));done`;
  await runQuietly(way, shell, `kill -s TERM ${all} 2>/dev/null;${wait};kill -s KILL ${all} 2>/dev/null`);
}

/** Ends when the machine has answered: what it sent before has come by then. Never throws. */
export function roundTrip(way: Way): Promise<void> {
  return runQuietly(way, ownShell, ':');
}

function runQuietly(way: Way, shell: RemoteShell, script: string): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      forget();
      resolve();
    };
    const timer = setTimeout(() => {
      done();
    }, patienceMs);
    const forget = way.whenClosed(() => {
      clearTimeout(timer);
      resolve();
    });
    const mark = `drover-${randomBytes(9).toString('hex')}`;
    openChannel(way, shell.line(mark)).then(({ channel }) => {
      channel.on('error', () => undefined);
      channel.on('close', done);
      channel.resume();
      channel.stderr.resume();
      void shell.ready(channel, mark).then(() => channel.end(`${shell.opening(mark)}${script}\n`));
    }, done);
  });
}
