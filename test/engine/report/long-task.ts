/** A task that works on several things for minutes, as events. */
import type { Outcome, Progress, RunEvent, TaskIdentity } from '../../../engine/run/events.ts';

const GIB = 1024 ** 3;
const MIB = 1024 ** 2;

const task: TaskIdentity = {
  id: 4,
  name: 'import_workloads : import workloads',
  action: 'openstack.import_server',
  handler: false,
};
const outcome: Outcome = {
  host: 'localhost',
  status: 'changed',
  ignored: false,
  result: { changed: true },
  durationMs: 1,
};

export const progress = (line: number, key: string, step: Progress): RunEvent => ({
  type: 'progress',
  task,
  host: 'localhost',
  progress: { key, line, ...step },
});

/** `web` waits and has two volumes copied, one fast and one that takes two minutes; an image takes no time. */
export const longTask: readonly RunEvent[] = [
  { type: 'task-start', task, hosts: ['localhost'] },
  progress(11, 'web', { done: 0, stage: 'stop', seconds: 0 }),
  progress(12, 'web/data1', { done: 0, stage: 'attach', seconds: 0 }),
  progress(12, 'web/data1', { done: 0, total: 4 * GIB, unit: 'bytes', stage: 'copy', seconds: 2 }),
  progress(13, 'web/data2', { done: 0, total: GIB, unit: 'bytes', stage: 'copy', seconds: 0 }),
  progress(12, 'web/data1', {
    done: 512 * MIB,
    total: 4 * GIB,
    unit: 'bytes',
    stage: 'copy',
    seconds: 14,
    rate: 40 * MIB,
    secondsLeft: 89.6,
  }),
  progress(14, 'image "tiny"', { done: 3, total: 3, unit: 'bytes', seconds: 0.2 }),
  progress(14, 'image "tiny"', { done: 3, total: 3, unit: 'bytes', seconds: 0.2, isOver: true }),
  ...Array.from({ length: 20 }, (_none, step) =>
    progress(12, 'web/data1', {
      done: (512 + step * 160) * MIB,
      total: 4 * GIB,
      unit: 'bytes',
      stage: 'copy',
      seconds: 15 + step * 5,
      rate: 32 * MIB,
      secondsLeft: (3584 - step * 160) / 32,
    }),
  ),
  progress(13, 'web/data2', {
    done: GIB,
    total: GIB,
    unit: 'bytes',
    stage: 'copy',
    seconds: 20,
    rate: 51.2 * MIB,
    secondsLeft: 0,
  }),
  progress(13, 'web/data2', { done: 0, total: GIB, unit: 'bytes', stage: 'verify', seconds: 20 }),
  progress(13, 'web/data2', {
    done: GIB,
    total: GIB,
    unit: 'bytes',
    stage: 'verify',
    seconds: 31,
    isOver: true,
  }),
  progress(11, 'web', { done: 0, stage: 'create', note: 'server "web"\u001B[2J of \nproject', seconds: 130 }),
  progress(11, 'web', { done: 0, stage: 'create', seconds: 131, isOver: true }),
  { type: 'item', task, outcome, label: 'web', index: 0, count: 1 },
  { type: 'result', task, outcome, loop: true },
];
