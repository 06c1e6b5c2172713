/** Shows lines as a run that moves many volumes would: run by the tests of the terminal, as a program of its own. */
import { plainReport } from '../../engine/report/plain.ts';
import { treeReport } from '../../engine/report/tree.ts';
import type { Outcome, Progress, RunEvent, TaskIdentity } from '../../engine/run/events.ts';
import { columns, rows } from '../../engine/cli/terminal.ts';
import { setTimeout as after } from 'node:timers/promises';

const VOLUMES = 8;
const MIB = 1024 ** 2;

const task: TaskIdentity = { id: 7, name: 'move', action: 'fake.move', handler: false };
const write = (text: string): void => void process.stdout.write(text);
const plain = plainReport({ write, warn: write, color: false, verbosity: 0, width: columns() });
const sink = process.stdout.isTTY
  ? treeReport(plain, { space: () => ({ rows: rows(), columns: columns() }) })
  : plain;
const show = (event: RunEvent): void => {
  sink(event);
};
const progress = (line: number, step: Progress): void => {
  show({ type: 'progress', task, host: 'localhost', progress: { key: `web/data${line}`, line, ...step } });
};
const outcome: Outcome = { host: 'localhost', status: 'changed', ignored: false, result: {}, durationMs: 1 };

show({ type: 'task-start', task, hosts: ['localhost'] });
for (let step = 0; step <= 10; step += 1) {
  for (let line = 1; line <= VOLUMES; line += 1) {
    progress(line, {
      done: step * 10 * MIB,
      total: 100 * MIB,
      unit: 'bytes',
      stage: 'copy',
      rate: line * MIB,
      secondsLeft: (10 - step) * line,
    });
  }
  await after(150);
  if (step === 5) show({ type: 'item', task, outcome, label: 'web0', index: 0, count: 2 });
  if (step === 7 && process.argv.includes('--leave')) process.exit(99);
}
for (let line = 1; line <= VOLUMES; line += 1) progress(line, { done: 0, isOver: true });
show({ type: 'item', task, outcome, label: 'web', index: 1, count: 2 });
show({ type: 'result', task, outcome, loop: true });
show({ type: 'recap', stats: [], elapsedMs: 1 });
