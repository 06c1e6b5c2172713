import assert from 'node:assert/strict';
import type { RunEvent } from '../../../engine/run/events.ts';
import type { Case } from './case-file.ts';
import { openCase, runCase } from './run-case.ts';
import { runPlaybooks } from '../../../engine/run/run-playbooks.ts';

const play = (tasks: string, args: readonly string[] = []): Case => ({
  title: '',
  files: { 'play.yml': `- hosts: localhost\n  gather_facts: no\n  tasks:\n${tasks.replace(/^/gm, '    ')}` },
  args,
  expect: { exit: 0 },
});

type Of<T extends RunEvent['type']> = Extract<RunEvent, { readonly type: T }>;
const only = <T extends RunEvent['type']>(events: readonly RunEvent[], type: T): readonly Of<T>[] =>
  events.filter((event): event is Of<T> => event.type === type);

describe('events', () => {
  it('begin with the run and end with its counts', async () => {
    const { events } = await runCase(play('- debug: msg=x', ['-C']));
    assert.deepEqual(events[0], {
      type: 'run-start',
      playbooks: ['play.yml'],
      checkMode: true,
      diffMode: false,
    });
    assert.equal(events.at(-1)?.type, 'recap');
  });

  it('never hold what is secret', async () => {
    const tasks = `
- fake.echo: {password: hunter2}
- fake.echo: {text: "{{ 'hunter' ~ '2' }} in a text", password: hunter2}
- fake.record: {name: a hunter2, value: hunter2, password: hunter2}
- fake.echo: {password: hunter2, text: throw}
  ignore_errors: true
- fake.echo: {code: "{{ 'hunter2' }}"}
  ignore_errors: true
- fake.act: {do: refuse}
  vars: {x: hunter2}
  ignore_errors: true
- debug: msg=hunter2
  no_log: true
- fake.record: {name: b, value: hunter2}
  no_log: true
- debug: msg="{{ item }}"
  loop: [hunter2]
  no_log: true
- command: cat nothing-hunter2
  no_log: true
  ignore_errors: true
`;
    const { events, journal } = await runCase(play(tasks, ['-D', '-vvv']));
    assert.ok(only(events, 'result').length >= 8);
    const spoken = events.map((event) =>
      JSON.stringify(event, (key, value: unknown) => (key === 'file' ? undefined : value)),
    );
    assert.deepEqual(
      spoken.filter((text) => text.includes('hunter2')),
      [],
    );
    assert.deepEqual(
      journal.filter((line) => line.includes('hunter2')),
      [],
    );
  });

  it('tell what a converging module planned', async () => {
    const { events } = await runCase(play('- fake.record: {name: n, value: v}'));
    const [result] = only(events, 'result');
    assert.deepEqual(result?.outcome.plan, {
      action: 'create',
      subject: 'record n',
      reason: 'It will hold v.',
      changes: [{ pointer: '/value', before: undefined, after: 'v' }],
      drift: [],
    });
    assert.deepEqual(result.outcome.result['plan'], {
      action: 'create',
      subject: 'record n',
      reason: 'It will hold v.',
      changes: [{ pointer: '/value', after: 'v' }],
      drift: [],
    });
  });

  it('tell how far long work has come', async () => {
    const { events } = await runCase(
      play('- fake.act: {do: progress}\n- debug: msg=x\n  loop: "{{ range(30) | list }}"\n'),
    );
    const steps = only(events, 'progress').map(({ progress: { done, total, unit } }) => [done, total, unit]);
    assert.deepEqual(steps.slice(0, 2), [
      [1, 3, 'steps'],
      [3, 3, 'steps'],
    ]);
    assert.deepEqual(steps.at(-1), [30, 30, 'items']);
  });

  it('tell of each thing that a call works on, until it is over or the call has failed', async () => {
    const { events } = await runCase(play('- fake.act: {do: lines, password: s3cret}\n'));
    const steps = only(events, 'progress').map(({ progress }) => progress);
    assert.deepEqual(
      steps.map(({ key, stage, done, isOver }) => [key, stage, done, isOver ?? false]),
      [
        ['web', 'wait', 0, false],
        ['web/data1', 'copy', 0, false],
        ['web/data1', 'copy', 9, false],
        ['web/data1', 'verify', 0, false],
        ['web/data1', 'verify', 9, true],
        ['web', 'wait', 0, true],
      ],
    );
    assert.equal(steps[0]?.note, 'with ********');
    assert.ok(steps.every(({ seconds }) => seconds !== undefined && seconds < 5));
    const [first, second, ...rest] = steps.map(({ line }) => line);
    assert.ok(first !== undefined && second !== undefined && first !== second);
    assert.deepEqual(rest, [second, second, second, first]);
  });

  it('tell of progress under no_log in numbers only', async () => {
    const { events } = await runCase(
      play('- fake.act: {do: lines}\n  no_log: true\n  ignore_errors: true\n'),
    );
    const steps = only(events, 'progress');
    assert.equal(steps.length, 6);
    assert.doesNotMatch(JSON.stringify(steps), /web|copy|with/);
  });

  it('say of a failure that a rescue takes up that it is rescued', async () => {
    const { events } = await runCase(play('- block:\n    - fail: msg=x\n  rescue:\n    - debug: msg=y\n'));
    assert.deepEqual(
      only(events, 'result').map(({ outcome }) => outcome.rescued ?? false),
      [true, false],
    );
  });

  it('hold the stack of a crash with -vvv only', async () => {
    const crash = '- fake.act: {do: crash}\n';
    const exception = async (args: readonly string[]): Promise<unknown> => {
      const { events } = await runCase(play(crash, args));
      return only(events, 'result')[0]?.outcome.result['exception'];
    };
    assert.equal(await exception([]), undefined);
    assert.match(String(await exception(['-vvv'])), /TypeError: x is not a function\n {4}at /);
  });

  it('name tasks by unique numbers and the place where they are written', async () => {
    const { events } = await runCase(play('- name: one\n  debug: msg=x\n- debug: msg=y\n'));
    const tasks = only(events, 'task-start').map(({ task }) => task);
    assert.deepEqual(
      tasks.map(({ name, action, handler, span }) => [name, action, handler, span?.line]),
      [
        ['one', 'core.debug', false, 4],
        ['debug', 'core.debug', false, 6],
      ],
    );
    assert.notEqual(tasks[0]?.id, tasks[1]?.id);
  });
});

describe('a run that was interrupted before it began', () => {
  it('runs nothing, and says what is left', async () => {
    const { request, world, transcript } = openCase(play('- name: one\n  debug: msg=x\n'));
    const summary = await runPlaybooks(request, { ...world, signal: AbortSignal.abort() });
    assert.deepEqual(summary.left, ['one']);
    assert.equal(summary.exitCode, 99);
    assert.deepEqual(transcript, ['INTERRUPTED']);
  });
});
