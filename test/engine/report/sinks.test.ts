import assert from 'node:assert/strict';
import { jsonLinesReport } from '../../../engine/report/json-lines.ts';
import { plainReport } from '../../../engine/report/plain.ts';
import { changeText, planReport } from '../../../engine/report/plan.ts';
import { progressText } from '../../../engine/report/progress-text.ts';
import type { EventSink, RunEvent } from '../../../engine/run/events.ts';
import { shortRun } from './events.ts';
import { longTask } from './long-task.ts';
import { matchesGolden } from './golden.ts';

function textOf(
  open: (write: (text: string) => void) => EventSink,
  events: readonly RunEvent[] = shortRun,
): string {
  let text = '';
  const sink = open((part) => {
    text += part;
  });
  events.forEach((event) => sink(event));
  return text;
}

describe('report', () => {
  it('prints the plain shape', () => {
    const text = textOf((write) => plainReport({ write, warn: write, color: false, verbosity: 0 }));
    matchesGolden('report/plain.txt', text);
  });

  it('prints results with -v and colours where they are wanted', () => {
    const text = textOf((write) => plainReport({ write, warn: write, color: true, verbosity: 1 }));
    matchesGolden('report/plain-verbose-color.txt', text);
  });

  it('prints what a plan would do, and a count', () => {
    const text = textOf((write) => planReport({ write, warn: write, color: false, verbosity: 0 }));
    matchesGolden('report/plan.txt', text);
  });

  for (const [after, shown] of [
    ['web', 'web'],
    ['a "quoted" name', 'a "quoted" name'],
    ['10.0.0.1', '10.0.0.1'],
    ['null', '"null"'],
    ['1234', '"1234"'],
    ['1e3', '"1e3"'],
    ['2024-01-01', '"2024-01-01"'],
    [' web', '" web"'],
    ['two\nlines\tand a tab', String.raw`"two\nlines\tand a tab"`],
    [1234, '1234'],
    [null, 'null'],
  ] as const) {
    it(`shows the value ${JSON.stringify(after)} of a plan so that it is taken for what it is`, () => {
      const change = { pointer: '/params/name', before: undefined, after };
      assert.equal(changeText(change, 'create'), `name: ${shown}`);
    });
  }

  it('prints one JSON object a line', () => {
    const lines = textOf((write) => jsonLinesReport({ write, now: () => 0 }))
      .trimEnd()
      .split('\n');
    assert.equal(lines.length, shortRun.length);
    const types = lines.map(
      (line) => (JSON.parse(line) as { readonly type: string; readonly time: string }).type,
    );
    assert.deepEqual(
      types,
      shortRun.map((event) => event.type),
    );
    assert.ok(lines.every((line) => line.startsWith('{"time":"1970-01-01T00:00:00.000Z"')));
  });

  it('tells of long work in a log in few lines: stages, every half minute, the end', () => {
    const text = textOf((write) => plainReport({ write, warn: write, color: false, verbosity: 0 }), longTask);
    matchesGolden('report/plain-long.txt', text);
  });

  it('tells programs of each thing that is under way, with its stage and rate', () => {
    const text = textOf((write) => jsonLinesReport({ write, now: () => 0 }), longTask.slice(0, 8));
    matchesGolden('report/json-long.txt', text);
  });

  it('leaves progress out of a plan', () => {
    const text = textOf((write) => planReport({ write, warn: write, color: false, verbosity: 0 }), longTask);
    assert.doesNotMatch(text, /data1|copy/);
  });

  it('fills banners to 79 columns as scripts expect', () => {
    const text = textOf((write) => plainReport({ write, warn: write, color: false, verbosity: 0 }));
    const banners = text.split('\n').filter((line) => line.endsWith('***'));
    assert.ok(banners.length >= 6);
    assert.ok(banners.every((line) => line.length === 80));
  });

  it('tells how far a work has come', () => {
    assert.equal(
      progressText({ done: 120, total: 1000, unit: 'rules', rate: 45.2, secondsLeft: 19.6 }),
      '120 of 1000 rules, 45/s, 20 s left',
    );
    assert.equal(progressText({ done: 3, secondsLeft: 3725 }), '3, 1 h 2 min left');
    assert.equal(
      progressText({
        done: 1.25 * 1024 ** 3,
        total: 2 ** 32,
        unit: 'bytes',
        rate: 90e6,
        note: 'image "web"',
      }),
      '1.3 GiB of 4.0 GiB, 85.8 MiB/s: image "web"',
    );
  });
});
