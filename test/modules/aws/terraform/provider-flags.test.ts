import assert from 'node:assert/strict';
import { allowsFrom, type Version } from '../../../../modules/aws/terraform/constraint.ts';
import { providerFlags } from '../../../../modules/aws/terraform/provider-flags.ts';

const cases: readonly (readonly [constraint: string, version: Version, allows: boolean])[] = [
  ['= 2.19.5', [2, 21, 0], false],
  ['2.21.0', [2, 21, 0], true],
  ['>= 0.14', [1, 5, 0], true],
  ['>= 1.1, < 1.5', [1, 5, 0], false],
  ['>= 1.1, <= 1.5', [1, 5, 0], true],
  ['< 1.5.1', [1, 5, 0], true],
  ['~> 2.20', [2, 22, 3], true],
  ['~> 2.20', [3, 0, 0], false],
  ['~> 2.22.0', [2, 22, 3], true],
  ['~> 2.22.0', [2, 23, 0], false],
  ['~> 3.43.0', [3, 38, 0], true],
  ['~> 3', [3, 71, 0], true],
  ['!= 4.0.0', [4, 9, 0], true],
  ['> 4', [4, 9, 0], true],
  ['v1.4.6', [1, 5, 0], false],
];

describe('modules/aws/terraform/provider-flags', () => {
  for (const [constraint, version, allows] of cases)
    it(`${constraint} ${allows ? 'lets' : 'does not let'} ${version.join('.')} in`, () => {
      assert.equal(allowsFrom(constraint, version), allows);
    });

  it('are those of the newest version that is allowed', () => {
    const of = (aviatrix_provider: string) =>
      providerFlags({ terraform_version: '>= 1.5', aws_provider: '~> 5.0', aviatrix_provider });
    const aviatrix = (constraint: string) => {
      const { activeMeshAlways, maxPerformance, networkDomains, ownAttachments } = of(constraint);
      return [activeMeshAlways, maxPerformance, networkDomains, ownAttachments];
    };
    assert.deepEqual(aviatrix('= 2.20.3'), [false, false, false, false]);
    assert.deepEqual(aviatrix('= 2.21.0'), [true, false, false, false]);
    assert.deepEqual(aviatrix('= 2.22.3'), [true, true, false, false]);
    assert.deepEqual(aviatrix('~> 2.22'), [true, true, true, false]);
    assert.deepEqual(aviatrix('>= 3.0.0'), [true, true, true, true]);
  });
});
