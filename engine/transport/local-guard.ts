import { spawn, type ChildProcess } from 'node:child_process';

/** Kills a process group when its own input ends, which it does when the process that started it is no more. */
const script = 'read -r line;kill -s TERM -- "-$1";sleep 2;kill -s KILL -- "-$1"';

/**
 * Watches over a program that leads its process group, from a group of its own: the whole group is ended when drover
 * is killed, and when the program has ended.
 */
export function guardGroup(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  const guard = spawn('/bin/sh', ['-c', script, 'sh', String(pid)], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.on('error', () => undefined);
  guard.stdin.on('error', () => undefined);
  child.once('exit', () => {
    // Once the program has gone, its number may become another one's.
    guard.kill('SIGKILL');
    try {
      process.kill(-pid, 'SIGTERM');
    } catch {
      // It has left nobody behind.
    }
  });
}
