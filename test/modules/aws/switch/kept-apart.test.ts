/** What must not be mixed up: a switch and a cleanup that was not begun, a wait and its end, one operator and another. */
import assert from 'node:assert/strict';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Execution, StateRow } from '../../../../modules/aws/switch/execute/execute.types.ts';
import { runOperation } from '../../../../modules/aws/switch/execute/run-operation.ts';
import { foldSwitch } from '../../../../modules/aws/switch/journal/fold-switch.ts';
import type { JournalLine, LineContent } from '../../../../modules/aws/switch/journal/lines.types.ts';
import type { Operation } from '../../../../modules/aws/switch/operation.types.ts';
import { waitRow } from '../../../../modules/aws/switch/rows/wait-row.ts';
import { operatorOf } from './support/operator.ts';
import { routingOf, shopWorld } from './support/world.ts';

const operation = (id: string): Operation => ({
  id,
  kind: 'association',
  vpc: 'vpc-a',
  title: id,
  place: { account: '1', region: 'r' },
  target: { seconds: 60 },
  before: 'old',
  after: 'new',
  does: [{ service: 'ec2', action: 'ReplaceRouteTableAssociation', input: {} }],
  undoes: [],
  risk: 'none',
});

const idle = new AbortController().signal;

describe('the journal of a switch with a cleanup that was not begun', () => {
  const lines = (extend: LineContent): readonly JournalLine[] => {
    const head = { cycle: 1, config: 'c' };
    const contents: readonly LineContent[] = [
      { state: 'begin', purpose: 'switch', ...head, operations: [operation('vpc-a/association/1')] },
      { state: 'done', operation: 'vpc-a/association/1', way: 'do' },
      { state: 'end', as: 'switched' },
      { state: 'begin', purpose: 'cleanup', ...head, operations: [operation('vpc-a/cleanup/route-table/1')] },
      extend,
    ];
    return contents.map((content, index) => ({ ...content, number: index + 1, at: '', run: 'r' }));
  };
  const idsOf = (extend: LineContent): readonly [readonly string[], readonly string[]] => {
    const { operations, cleanup } = foldSwitch(lines(extend));
    return [operations, cleanup?.operations ?? []].map((all) => all.map((one) => one.operation.id)) as never;
  };

  for (const purpose of [{ purpose: 'switch' }, {}] as const)
    it(`has what is switched later in its switch${'purpose' in purpose ? '' : ', as earlier versions wrote it'}`, () => {
      const [switched, cleaned] = idsOf({
        state: 'extend',
        ...purpose,
        operations: [operation('vpc-a/association/2')],
      });
      assert.deepEqual(switched, ['vpc-a/association/1', 'vpc-a/association/2']);
      assert.deepEqual(cleaned, ['vpc-a/cleanup/route-table/1']);
    });

  it('has what is to be cleaned up later in its cleanup', () => {
    const later = { state: 'extend', operations: [operation('vpc-a/cleanup/subnet/1')] } as const;
    assert.deepEqual(idsOf(later)[1], ['vpc-a/cleanup/route-table/1', 'vpc-a/cleanup/subnet/1']);
    assert.deepEqual(idsOf({ ...later, purpose: 'cleanup' }), idsOf(later));
  });
});

describe('a wait between two operations', () => {
  it('counts as not waited where the run ends in it', async () => {
    const stop = new AbortController();
    const waiting = waitRow.act(operation('wait'), 'do', { signal: idle, stopping: stop.signal });
    stop.abort();
    await assert.rejects(waiting, (error: Error) => {
      assert.ok(error instanceof DroverError && error.code === 'interrupted', String(error));
      return true;
    });
  });
});

describe('a call that is tried again', () => {
  const notYet = Object.assign(new DroverError('aws-refused', { detail: 'Not yet.' }), {
    cause: Object.assign(new Error('NotYet'), { awsCode: 'NotYet' }),
  });
  /** What is seen, look by look; the first call is answered with "not yet". */
  const run = async (seen: readonly string[], guard: () => Promise<void>): Promise<number> => {
    const looks = [...seen];
    let calls = 0;
    const row: StateRow = {
      read: () => Promise.resolve({ state: looks.length > 1 ? looks.shift() : looks[0] }),
      notYet: ['NotYet'],
    };
    const execution = {
      operations: [],
      way: 'do',
      rows: { association: row },
      clients: {
        aws: {
          make: () => {
            calls += 1;
            return calls === 1 ? Promise.reject(notYet) : Promise.resolve({});
          },
        },
      },
      recorder: {
        isDone: () => false,
        found: () => Promise.resolve(),
        intend: () => Promise.resolve({ done: () => Promise.resolve(), failed: () => Promise.resolve() }),
      },
      patience: { settleMs: 200, pollMs: 1 },
      guard,
      progress: () => undefined,
      signal: idle,
      stopping: idle,
    } as unknown as Execution;
    await runOperation(operation('vpc-a/association/1'), execution);
    return calls;
  };

  it('is made again where all is as it was', async () => {
    assert.equal(await run(['old', 'old', 'new'], () => Promise.resolve()), 2);
  });

  it('is not made where somebody else has changed it meanwhile', async () => {
    await assert.rejects(
      run(['old', 'another'], () => Promise.resolve()),
      /somebody has changed it since/,
    );
  });

  it('is not made where the VPC is somebody else’s by then', async () => {
    let guards = 0;
    const guard = (): Promise<void> => {
      guards += 1;
      return guards === 1 ? Promise.resolve() : Promise.reject(new Error('The lease was lost.'));
    };
    await assert.rejects(run(['old'], guard), /lease was lost/);
    assert.equal(guards, 2);
  });
});

describe('a switch that is gone on with after a subnet was deleted', () => {
  it('is taken back without it where it fails', async () => {
    const world = shopWorld();
    const operator = operatorOf(world);
    const only = { only: 'vpc-a' } as const;
    const stopped = await operator.run('do', {
      ...only,
      faults: { write: { number: 4, how: 'refused' } },
      ports: { onFailure: 'stop' },
    });
    assert.equal(stopped.outcomes[0]?.state, 'failed');
    const moved = stopped.writes.slice(0, 3).join(' ');
    assert.match(moved, /RouteTableAssociation/);
    const gone = 'subnet-a2';
    world.subnets.splice(
      world.subnets.findIndex(({ SubnetId }) => SubnetId === gone),
      1,
    );
    for (const { Associations = [] } of world.routeTables) {
      const at = Associations.findIndex(({ SubnetId }) => SubnetId === gone);
      if (at !== -1) Associations.splice(at, 1);
    }
    const original = shopWorld();
    const again = await operator.run('do', { ...only, faults: { write: { number: 1, how: 'refused' } } });
    assert.equal(again.outcomes[0]?.state, 'taken back', JSON.stringify(again.outcomes[0]));
    assert.equal((await operator.state('vpc-a')).phase, 'reverted');
    const advertised = (of: typeof world): unknown => of.gateways.map((gateway) => gateway.advertised);
    assert.deepEqual(advertised(world), advertised(original));
    assert.doesNotMatch(JSON.stringify(routingOf(world)), /subnet-a2/);
  });
});
