import assert from 'node:assert/strict';
import type { Aws } from '../../../../modules/aws/api/aws.types.ts';
import { gatherDependents } from '../../../../modules/aws/cleanup/gather-dependents.ts';
import { attachment, subjectOf } from './support/scene.ts';

describe('what depends on things that are to go', () => {
  it('is asked for by no more subnets at a time than EC2 takes', async () => {
    const SubnetIds = Array.from({ length: 450 }, (_, at) => `subnet-${at}`);
    const { view, state } = subjectOf({
      config: { 'config.filter_tgw_attachment_subnet': true },
      seen: { attachments: [{ ...attachment, SubnetIds }] },
    });
    const asked: string[][] = [];
    const all = (_place: unknown, _service: unknown, action: string, input: unknown) => {
      assert.equal(action, 'DescribeNetworkInterfaces');
      const { Filters } = input as { Filters: { Values: string[] }[] };
      asked.push(Filters[0]!.Values);
      return Promise.resolve(Filters[0]!.Values.map((SubnetId) => ({ SubnetId })));
    };
    const controller = () => Promise.reject(new Error('not used'));
    const { interfaces } = await gatherDependents(
      [{ view, state }],
      { all } as unknown as Aws,
      controller,
      new AbortController().signal,
    );
    assert.deepEqual(
      asked.map(({ length }) => length),
      [200, 200, 50],
    );
    assert.deepEqual(
      interfaces.map(({ SubnetId }) => SubnetId),
      SubnetIds,
    );
  });
});
