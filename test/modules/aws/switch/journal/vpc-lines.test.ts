import assert from 'node:assert/strict';
import type { JournalLine } from '../../../../../modules/aws/switch/journal/lines.types.ts';
import { foldSwitch } from '../../../../../modules/aws/switch/journal/fold-switch.ts';
import {
  knownVpcs,
  levelVpcLines,
  readVpcLines,
  writeVpcLine,
  type RemoteLines,
} from '../../../../../modules/aws/switch/journal/vpc-lines.ts';
import type { Operation } from '../../../../../modules/aws/switch/operation.types.ts';
import { linesInMemory } from '../support/operator.ts';

const place = { account: '123456789012', vpc: 'vpc-a' };
const stamp = { at: '2026-11-22T05:00:00.000Z', run: 'run-1' };
const operation = (id: string): Operation => ({
  id,
  kind: 'association',
  vpc: 'vpc-a',
  title: id,
  place: 'here',
  target: {},
  before: 1,
  after: 2,
  does: [],
  undoes: [],
  risk: 'path',
});
const begin = (number: number, ...ids: readonly string[]): JournalLine => ({
  ...stamp,
  number,
  state: 'begin',
  purpose: 'switch',
  cycle: number,
  config: 'sha256:0',
  operations: ids.map(operation),
});
const done = (number: number, id: string, way: 'do' | 'undo' = 'do'): JournalLine => ({
  ...stamp,
  number,
  state: 'done',
  operation: id,
  way,
});

function remoteOf(
  ...lines: readonly JournalLine[]
): RemoteLines & { readonly numbers: () => readonly number[] } {
  const objects = new Map(lines.map((line) => [line.number, JSON.stringify(line)]));
  return {
    read: () => Promise.resolve([...objects].map(([number, text]) => ({ number, text }))),
    put: (number, text) => {
      if (objects.has(number)) return Promise.reject(new Error('taken'));
      objects.set(number, text);
      return Promise.resolve();
    },
    numbers: () => [...objects.keys()],
  };
}

describe('the lines of a VPC', () => {
  it('are those of both places, and both get what they lack', async () => {
    const state = linesInMemory();
    await writeVpcLine(place, { state }, begin(1, 'a', 'b'));
    const remote = remoteOf(done(2, 'a'), done(3, 'b'));
    await assert.doesNotReject(levelVpcLines(place, { state, remote }));
    assert.deepEqual(remote.numbers().toSorted(), [1, 2, 3]);
    const alone = foldSwitch(await readVpcLines(place, { state }));
    assert.deepEqual(
      alone.operations.map(({ status }) => status),
      ['done', 'done'],
    );
    assert.deepEqual(await knownVpcs(state), [place]);
  });

  it('are those of the bucket where a number stands for two', async () => {
    const state = linesInMemory();
    await writeVpcLine(place, { state }, begin(1, 'a'));
    await writeVpcLine(place, { state }, done(2, 'a'));
    const remote = remoteOf(begin(1, 'a'), {
      ...stamp,
      number: 2,
      state: 'intend',
      operation: 'a',
      way: 'do',
    });
    const lines = await levelVpcLines(place, { state, remote });
    assert.equal(foldSwitch(lines).operations[0]?.status, 'intended');
    assert.equal(foldSwitch(await readVpcLines(place, { state })).operations[0]?.status, 'intended');
  });

  it('are in the bucket before they are here, and nowhere if they cannot be there', async () => {
    const state = linesInMemory();
    const remote = remoteOf(begin(1, 'a'));
    await assert.rejects(writeVpcLine(place, { state, remote }, begin(1, 'b')), /taken/);
    assert.deepEqual(await readVpcLines(place, { state }), []);
  });

  it('are refused where they are damaged, with their place', async () => {
    for (const text of ['{', '{"number": "x"}', '{"number": 1, "state": "other"}']) {
      const state = linesInMemory();
      await state.append('vpc-switch/123456789012--vpc-a.jsonl', text);
      await assert.rejects(
        readVpcLines(place, { state }),
        /journal of a VPC is damaged: line 1 of vpc-switch\/123456789012--vpc-a\.jsonl/,
      );
    }
  });
});

describe('lines that are not whole', () => {
  const kept = async (...lines: readonly JournalLine[]) => {
    const state = linesInMemory();
    for (const line of lines) await writeVpcLine(place, { state }, line);
    return state;
  };

  it('are refused where one is missing, or the plan is: a revert would find nothing to do', async () => {
    const cases = [
      [[done(2, 'a')], /line 1 of vpc-a is missing/],
      [[begin(1, 'a'), done(2, 'a'), done(4, 'a', 'undo')], /line 3 of vpc-a is missing/],
      [[done(1, 'a')], /line 1 of vpc-a is not the plan of a switch/],
    ] as const;
    for (const [lines, says] of cases) {
      const state = await kept(...lines);
      await assert.rejects(readVpcLines(place, { state }), says);
      const remote = remoteOf();
      await assert.rejects(levelVpcLines(place, { state, remote }), says);
      assert.deepEqual(remote.numbers(), []);
    }
    const state = await kept(begin(1, 'a'), done(3, 'a', 'undo'));
    assert.equal((await readVpcLines(place, { state, remote: remoteOf(done(2, 'a')) })).length, 3);
  });

  it('are refused where they do not say what they have to', async () => {
    const plan = begin(1, 'a') as Extract<JournalLine, { readonly state: 'begin' }>;
    const { operations: _operations, ...withoutPlan } = plan;
    for (const line of [
      [],
      withoutPlan,
      { ...plan, operations: [{ id: 'a' }] },
      { ...done(1, 'a'), way: 'sideways' },
      { ...done(1, 'a'), operation: 7 },
      { ...stamp, number: 1, state: 'end', as: 'gone' },
      { ...stamp, number: 1, state: 'toString' },
    ]) {
      const state = linesInMemory();
      await state.append('vpc-switch/123456789012--vpc-a.jsonl', JSON.stringify(line));
      await assert.rejects(readVpcLines(place, { state }), { code: 'switch-journal' }, JSON.stringify(line));
    }
  });
});

describe('the state of a VPC', () => {
  it('follows from its lines', () => {
    const end = (number: number, as: 'switched' | 'reverted' | 'cleaned'): JournalLine => ({
      ...stamp,
      number,
      state: 'end',
      as,
    });
    const phases = [
      begin(1, 'a', 'b'),
      done(2, 'a'),
      done(3, 'b'),
      end(4, 'switched'),
      { ...stamp, number: 5, state: 'extend', operations: [operation('c')] } as const,
      done(6, 'c'),
      end(7, 'switched'),
      { ...stamp, number: 8, state: 'intend', operation: 'c', way: 'undo' } as const,
      done(9, 'c', 'undo'),
      end(10, 'reverted'),
    ].map((_line, index, all) => foldSwitch(all.slice(0, index + 1)));
    assert.deepEqual(
      phases.map(({ phase }) => phase),
      [
        'switching',
        'switching',
        'switching',
        'switched',
        'switching',
        'switching',
        'switched',
        'reverting',
        'reverting',
        'reverted',
      ],
    );
    assert.deepEqual(
      phases.at(-1)?.operations.map(({ status }) => status),
      ['done', 'done', 'undone'],
    );
    assert.equal(phases.at(-1)?.last, 10);
  });

  it('keeps what an operation was planned with first', () => {
    const again = { ...operation('a'), before: 'later' };
    const state = foldSwitch([begin(1, 'a'), { ...stamp, number: 2, state: 'extend', operations: [again] }]);
    assert.deepEqual(
      state.operations.map(({ operation: { before } }) => before),
      [1],
    );
  });

  it('has a cleanup of its own beside the switch', () => {
    const cleanup: JournalLine = { ...begin(5, 'x'), purpose: 'cleanup' } as JournalLine;
    const state = foldSwitch([
      begin(1, 'a'),
      done(2, 'a'),
      { ...stamp, number: 3, state: 'end', as: 'switched' },
      cleanup,
      done(6, 'x'),
    ]);
    assert.equal(state.phase, 'switched');
    assert.deepEqual(
      state.cleanup?.operations.map(({ status }) => status),
      ['done'],
    );
    assert.deepEqual(
      state.operations.map(({ status }) => status),
      ['done'],
    );
  });
});
