import assert from 'node:assert/strict';
import { planReport } from '../../../engine/report/plan.ts';
import { plainReport } from '../../../engine/report/plain.ts';
import type { EventSink, RunEvent } from '../../../engine/run/events.ts';

const warning = (message: string): RunEvent => ({ type: 'warning', message });
const recap: RunEvent = { type: 'recap', stats: [], elapsedMs: 0 };

function warned(events: readonly RunEvent[], verbosity = 0, report = plainReport): readonly string[] {
  const lines: string[] = [];
  const sink: EventSink = report({
    write: () => undefined,
    warn: (text) => lines.push(text.trimEnd()),
    color: false,
    verbosity,
  });
  [...events, recap].forEach((event) => {
    sink(event);
  });
  return lines;
}

describe('warnings', () => {
  const flood = Array.from({ length: 300 }, (_, index) =>
    warning(`network web-${index}: “shared” is left out, as only an administrator may set it.`),
  );

  for (const [name, report] of [
    ['plain', plainReport],
    ['plan', planReport],
  ] as const) {
    it(`of one form are shown a few times, and counted (${name})`, () => {
      const lines = warned(flood, 0, report);
      assert.equal(lines.length, 6);
      assert.match(lines[4] ?? '', /network web-4: “shared” is left out/);
      assert.equal(
        lines[5],
        '[WARNING]: 295 more of the form “… is left out, as only an administrator may set it.”. -v shows them all.',
      );
    });
  }

  it('are all shown with -v', () => {
    assert.equal(warned(flood, 1).length, 300);
  });

  it('are told apart by their words, with the place before them', () => {
    const places = Array.from({ length: 7 }, (_, index) =>
      warning(`data/networks.yml:${index}:3: Unknown key “a${index}”.`),
    );
    const lines = warned([
      ...places,
      warning('group one: mtu 1500 is too big'),
      warning('data/a.yml is old'),
    ]);
    assert.equal(lines.length, 8);
    assert.equal(lines[7], '[WARNING]: 2 more of the form “Unknown key ….”. -v shows them all.');
  });

  it('of the same text are shown once, as by Ansible', () => {
    assert.deepEqual(warned([warning('old'), warning('old'), warning('new')]), [
      '[WARNING]: old',
      '[WARNING]: new',
    ]);
  });
});

describe('a plan that was interrupted', () => {
  it('says what was not planned', () => {
    let text = '';
    const sink = planReport({
      write: (part) => {
        text += part;
      },
      warn: () => undefined,
      color: false,
      verbosity: 0,
    });
    sink({ type: 'interrupted', left: ['import_networks : Import networks'] });
    sink(recap);
    assert.match(
      text,
      /^\nInterrupted\n {2}not planned: import_networks : Import networks\n\nPlan: 0 to create/,
    );
  });
});
