import assert from 'node:assert/strict';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Aws } from '../../../../modules/aws/api/aws.types.ts';
import { gatherBalancers } from '../../../../modules/aws/cleanup/gather-balancers.ts';
import { planCleanup } from '../../../../modules/aws/cleanup/plan/plan-cleanup.ts';
import { loadBalancerRow } from '../../../../modules/aws/cleanup/rows/other-rows.ts';
import { isSameState } from '../../../../modules/aws/switch/execute/same-state.ts';
import { account, region } from '../terraform/support/estate.ts';
import { subjectOf } from './support/scene.ts';

interface Listener {
  readonly protocol: 'HTTP' | 'TCP';
  readonly does: string;
  /** What its rules do. */
  readonly rules?: readonly string[];
}

interface Balancer {
  readonly name: string;
  readonly scheme?: string;
  readonly listeners?: readonly Listener[];
  /** Ids of targets, a group each. */
  targets?: readonly string[];
}

/** Load balancers of vpc-1, with the errors that the service gives. */
function smallBalancing(balancers: readonly Balancer[]): Aws {
  const found = (arn: string): Balancer => {
    const one = balancers.find(({ name }) => arn.startsWith(`arn:${name}`));
    if (one !== undefined) return one;
    throw failure('LoadBalancerNotFoundException');
  };
  const answers: Readonly<Record<string, (input: Record<string, string & string[]>) => unknown>> = {
    DescribeLoadBalancers: ({ LoadBalancerArns: arns }) =>
      (arns === undefined ? balancers : arns.map(found)).map(({ name, scheme = 'internal' }) => ({
        LoadBalancerArn: `arn:${name}`,
        LoadBalancerName: name,
        VpcId: 'vpc-1',
        Scheme: scheme,
      })),
    DescribeTargetGroups: ({ LoadBalancerArn = '' }) => {
      const { name, targets = [] } = found(LoadBalancerArn);
      if (targets.length === 0) throw failure('TargetGroupNotFound');
      return targets.map((target) => ({ TargetGroupArn: `arn:${name}/${target}` }));
    },
    DescribeTargetHealth: () => ({ TargetHealthDescriptions: [{}] }),
    DescribeListeners: ({ LoadBalancerArn = '' }) => {
      const { name, listeners = [] } = found(LoadBalancerArn);
      return listeners.map(({ protocol, does }, at) => ({
        ListenerArn: `arn:${name}/${at}`,
        Protocol: protocol,
        DefaultActions: [{ Type: does }],
      }));
    },
    DescribeRules: ({ ListenerArn = '' }) => {
      const { protocol, rules = [] } = found(ListenerArn).listeners![Number(ListenerArn.split('/')[1])]!;
      assert.equal(protocol, 'HTTP');
      return rules.map((Type) => ({ Actions: [{ Type }] }));
    },
  };
  const answer = async (_place: unknown, _service: unknown, action: string, input: never) =>
    Promise.resolve().then(() => answers[action]!(input));
  return { all: answer, call: answer } as unknown as Aws;
}

function failure(code: string): DroverError {
  return new DroverError('aws-failed', {
    detail: code,
    cause: Object.assign(new Error(code), { awsCode: code }),
  });
}

const idle = new AbortController().signal;
const config = { cleanup: { resources: ['INTERNAL_LB'] } };

async function planned(...balancers: readonly Balancer[]) {
  const aws = smallBalancing(balancers);
  const found = await gatherBalancers(new Set(['vpc-1']), { account, region }, aws, idle);
  const { operations, stays } = planCleanup(subjectOf({ config, dependents: { balancers: found } }));
  return { aws, stays: stays.join('\n'), goes: operations.filter(({ kind }) => kind === 'load-balancer') };
}

describe('modules/aws/cleanup: internal load balancers', () => {
  const idleOne: Balancer = { name: 'idle', listeners: [{ protocol: 'TCP', does: 'forward' }] };

  it('go where nobody is served by them', async () => {
    const elsewhere = { name: 'outer', scheme: 'internet-facing' };
    const forwarding: Balancer = {
      name: 'web',
      listeners: [{ protocol: 'HTTP', does: 'forward', rules: ['forward'] }],
    };
    const { goes, stays } = await planned(idleOne, { name: 'bare' }, elsewhere, forwarding);
    assert.deepEqual(
      goes.map(({ title }) => title),
      ['idle', 'bare', 'web'].map((name) => `load balancer ${name} is deleted`),
    );
    assert.equal(stays, '');
  });

  it('stay where they have targets', async () => {
    const { goes, stays } = await planned({ ...idleOne, targets: ['one', 'two'] });
    assert.deepEqual(goes, []);
    assert.match(stays, /idle stays: it has 2 targets/);
  });

  for (const listeners of [
    [{ protocol: 'HTTP', does: 'redirect' }],
    [
      { protocol: 'HTTP', does: 'forward' },
      { protocol: 'HTTP', does: 'forward', rules: ['forward', 'redirect'] },
    ],
  ] as const)
    it(`stay where they answer without targets (${JSON.stringify(listeners)})`, async () => {
      const { goes, stays } = await planned({ name: 'inner', listeners });
      assert.deepEqual(goes, []);
      assert.match(stays, /inner stays: its listeners need no target to answer \(redirect\)/);
    });

  it('are read in the state that they were planned in, and in another one once they have a target', async () => {
    const balancer = { ...idleOne };
    const { aws, goes } = await planned(balancer);
    const [operation] = goes;
    assert.ok(operation !== undefined);
    const clients = { aws, controller: () => Promise.reject(new Error('not used')) };
    const read = async () => (await loadBalancerRow.read(operation, clients, idle)).state;
    assert.ok(isSameState(await read(), operation.before));
    balancer.targets = ['late'];
    assert.deepEqual(await read(), { name: 'idle', targets: 1, answers: [] });
    const gone = { aws: smallBalancing([]), controller: clients.controller };
    assert.equal((await loadBalancerRow.read(operation, gone, idle)).state, null);
  });
});
