import assert from 'node:assert/strict';
import { createLiveTable, type LiveTable } from '../../../engine/report/live-table.ts';
import type { Progress, RunEvent } from '../../../engine/run/events.ts';
import { matchesGolden } from './golden.ts';
import { longTask, progress } from './long-task.ts';

const MIB = 1024 ** 2;
const wide = { rows: 40, columns: 100 };

function note(table: LiveTable, event: RunEvent, nowMs: number): void {
  if (event.type === 'progress') table.note(event, nowMs);
}

function copying(done: number, more: Partial<Progress> = {}): Progress {
  return { done: done * MIB, total: 100 * MIB, unit: 'bytes', stage: 'copy', ...more };
}

describe('the lines of what is under way', () => {
  it('tell stage, bytes, rate and time left of each, and of all together', () => {
    const table = createLiveTable();
    longTask.slice(0, 12).forEach((event) => {
      note(table, event, 1000);
    });
    note(table, progress(13, 'web/data2', copying(30, { rate: 2 * MIB, secondsLeft: 35 })), 4000);
    matchesGolden('report/live-table.txt', `${table.render(wide, 5000).join('\n')}\n`);
  });

  it('go when what they tell of is over', () => {
    const table = createLiveTable();
    longTask.forEach((event) => {
      note(table, event, 0);
    });
    assert.equal(table.size, 1);
    assert.match(table.render(wide, 0).join('\n'), /^web\/data1 {2}copy .* left$/);
    table.clear();
    assert.deepEqual(table.render(wide, 0), []);
  });

  it('show those that take longest where there is no room for all, in their order, and count the others', () => {
    const table = createLiveTable();
    for (let line = 1; line <= 20; line += 1) {
      const pace = line % 2 === 0 ? { rate: MIB, secondsLeft: 2 ** line } : {};
      note(table, progress(line, `v${line}`, copying(50, pace)), 0);
    }
    const lines = table.render({ rows: 6, columns: 80 }, 0);
    assert.deepEqual(
      lines.map((line) => line.split('  ')[0]),
      ['v14', 'v16', 'v18', 'v20', '… and 16 more', 'together'],
    );
    assert.match(lines.at(-1) ?? '', /1000\.0 MiB of 2\.0 GiB {2}50 % {2}10\.0 MiB\/s {2}1 min 40 s left/);
  });

  it('fill no more than the lines that there are, were it one', () => {
    for (const rows of [1, 2, 3, 5, 30]) {
      const table = createLiveTable();
      for (let line = 1; line <= 30; line += 1) note(table, progress(line, `v${line}`, copying(1)), 0);
      const { length } = table.render({ rows, columns: 80 }, 0);
      assert.ok(length <= Math.max(3, rows), `${rows}: ${length}`);
    }
  });

  it('say so when nothing comes any more', () => {
    const table = createLiveTable();
    note(table, progress(1, 'a', copying(10, { rate: MIB, secondsLeft: 90 })), 0);
    note(table, progress(2, 'b', { done: 0, stage: 'wait' }), 0);
    const [moving, waiting] = table.render(wide, 40_000);
    assert.match(moving ?? '', /^a {2}copy {2}10\.0 MiB of 100\.0 MiB {2}10 % {2}nothing new for 40 s$/);
    assert.match(waiting ?? '', /^b {2}wait +for 40 s$/);
  });

  it('name the machine where there are several, cut long names, and keep to one line', () => {
    const table = createLiveTable();
    const event = progress(1, `a\n\u001B[31m${'x'.repeat(200)}`, copying(1));
    note(table, event, 0);
    if (event.type === 'progress')
      table.note({ ...event, host: 'db', progress: { ...event.progress, line: 2 } }, 0);
    const [first = '', second = ''] = table.render({ rows: 9, columns: 90 }, 0);
    assert.match(first, /^localhost: a \[31mx+… {2}copy/);
    assert.match(second, /^db: a /);
    assert.doesNotMatch(first, /[\n\u001B]/);
    assert.equal(first.length, 90 - 4);
  });
});
