import assert from 'node:assert/strict';
import { renderTerraform } from '../../../../modules/aws/terraform/render-terraform.ts';
import { account } from './support/estate.ts';
import { shapes } from './support/shapes.ts';

const [classic, everything] = shapes;
const withNat = shapes.find(({ name }) => name === 'group-with-nat-addresses');

/** The files where a call gave no answer: what it lists is not in the snapshot. */
function render(shape: typeof classic, action: string, list: string) {
  const [seen] = shape!.snapshot.regions;
  const region = { ...seen!, [list]: [], gaps: [{ action, message: 'It is denied.' }] };
  const snapshot = { ...shape!.snapshot, regions: [region] };
  return renderTerraform({ ...shape!, snapshot, file: 'discovery.yaml', names: new Map() });
}

describe('modules/aws/terraform: what was not read', () => {
  const cases = [
    [classic, 'DescribeInternetGateways', 'internetGateways'],
    [everything, 'DescribeTransitGatewayVpcAttachments', 'attachments'],
    [withNat, 'DescribeNatGateways', 'natGateways'],
  ] as const;
  for (const [shape, action, list] of cases)
    it(`leaves the files as they are, which would lose what ${action} has`, () => {
      const { files, left, problems } = render(shape, action, list);
      assert.deepEqual(left, ['vpc-1']);
      assert.equal(files.has(`${account}/aws-us-east-1-vpc-1.tf`), false);
      assert.match(problems.join(), new RegExp(`vpc-1 has no Terraform files: ${action} gave no answer`));
    });

  it('does not matter where the files do not have it', () => {
    for (const [action, list] of [
      ['DescribeTransitGatewayVpcAttachments', 'attachments'],
      ['DescribeNatGateways', 'natGateways'],
      ['DescribeVpcPeeringConnections', 'peerings'],
    ] as const)
      assert.deepEqual(render(classic, action, list).left, [], action);
  });
});
