import assert from 'node:assert/strict';
import { setTimeout as pause } from 'node:timers/promises';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Aws } from '../../../../modules/aws/api/aws.types.ts';
import { gatherSnapshot } from '../../../../modules/aws/snapshot/gather-snapshot.ts';
import { baseRegion, discoveryWith, TRANSIT, VPC } from './base.ts';

const tables = ['tgw-rtb-1', 'tgw-rtb-2', 'tgw-rtb-3'];
const answers: Readonly<Record<string, readonly object[]>> = {
  DescribeVpcs: [{ VpcId: VPC }],
  DescribeTransitGateways: [{ TransitGatewayId: TRANSIT }],
  DescribeTransitGatewayRouteTables: tables.map((id) => ({
    TransitGatewayRouteTableId: id,
    TransitGatewayId: TRANSIT,
  })),
};

/** An AWS that does not say what is in tables of transit gateways; `waitFor` says how late it denies that. */
function denying(waitFor: (table: string) => number): Aws {
  const answer = async (
    _place: unknown,
    _service: string,
    action: string,
    input: Record<string, unknown>,
  ) => {
    const table = input['TransitGatewayRouteTableId'];
    if (typeof table !== 'string') return answers[action] ?? [];
    await pause(waitFor(table));
    throw new DroverError('aws-denied', { detail: `${action} of ${table}`, help: 'Allow it.' });
  };
  return {
    all: answer,
    call: () => Promise.resolve({}),
    partitionOf: () => 'aws',
  } as unknown as Aws;
}

describe('what a snapshot lacks', () => {
  const gapsOf = async (waitFor: (table: string) => number) => {
    const told: string[] = [];
    const { regions } = await gatherSnapshot(denying(waitFor), discoveryWith(), {
      warn: (message) => told.push(message),
    });
    return { gaps: regions[0]?.gaps, told };
  };

  it('is in the same order, whichever call failed first', async () => {
    const first = await gapsOf((table) => Number(table.at(-1)));
    const second = await gapsOf((table) => 10 - 3 * Number(table.at(-1)));
    assert.equal(first.gaps?.length, 4 * tables.length);
    assert.deepEqual(first, second);
    assert.equal(first.told[0]?.startsWith(`${baseRegion.account}/${baseRegion.region}: `), true);
  });
});
