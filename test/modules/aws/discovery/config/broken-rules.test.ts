import assert from 'node:assert/strict';
import { checkDiscovery } from '../../../../../modules/aws/discovery/config/check-discovery.ts';
import {
  accountRules,
  regionRules,
} from '../../../../../modules/aws/discovery/config/rules/account-rules.ts';
import { fileRules } from '../../../../../modules/aws/discovery/config/rules/file-rules.ts';
import { policyRules } from '../../../../../modules/aws/discovery/config/rules/policy-rules.ts';
import { vpcRules } from '../../../../../modules/aws/discovery/config/rules/vpc-rules.ts';
import { brokenRules } from './broken-rules.ts';
import { exampleWith } from './example.ts';

describe('keys of a discovery.yaml that do not go together', () => {
  for (const { of, changes, at, says, isWarning = false } of brokenRules) {
    it(`${of}: ${at} where ${JSON.stringify(changes)}`, () => {
      const { config, findings } = checkDiscovery(exampleWith(of, changes));
      const own = findings.filter(({ code }) => code !== 'discovery-former');
      assert.deepEqual(
        own.map(({ path }) => path.join('.')),
        [at],
        JSON.stringify(own, null, 1),
      );
      assert.match(own.map(({ detail, help }) => `${detail} ${help}`).join(), says);
      assert.equal(own[0]?.isWarning === true, isWarning);
      assert.equal(config !== undefined, isWarning);
    });
  }

  it('has a case for every rule', () => {
    const rules = [fileRules, accountRules, regionRules, policyRules, vpcRules].flat();
    const helps = new Set(
      brokenRules.flatMap(({ of, changes }) =>
        checkDiscovery(exampleWith(of, changes)).findings.map(
          ({ help, path }) => `${String(path.at(-1))} ${help}`,
        ),
      ),
    );
    const said = [...helps].map((help) => help.slice(help.indexOf(' ') + 1));
    assert.deepEqual(
      rules.map(({ help }) => help).filter((help) => !said.includes(help)),
      [],
    );
    // Rules that share a way out are told apart by their number: each case breaks one.
    assert.ok(brokenRules.length >= rules.length, `${brokenRules.length} cases, ${rules.length} rules`);
  });

  it('takes what the newest version knows that a constraint allows', () => {
    for (const [constraint, isTaken] of [
      ['~> 2.20', true],
      ['>= 2.20', true],
      ['~> 2.22.0', true],
      ['>= 2.20, < 2.22.3', false],
      ['~> 2.21.1', false],
    ] as const) {
      const { config } = checkDiscovery(
        exampleWith('classic', { 'terraform.aviatrix_provider': constraint }),
      );
      assert.equal(config !== undefined, isTaken, constraint);
    }
  });

  it('asks less for an inventory', () => {
    const changes = {
      aviatrix: undefined,
      'terraform.terraform_version': undefined,
      'terraform.aws_provider': undefined,
      'account_info.0.regions.0.vpcs.0.spoke_gw_name': undefined,
      'account_info.0.regions.0.vpcs.0.transit_gw_name': undefined,
      'account_info.0.regions.0.vpcs.0.avtx_cidr': undefined,
    };
    const file = exampleWith('classic', changes);
    assert.equal(checkDiscovery(file).findings.length, Object.keys(changes).length);
    const { config, findings } = checkDiscovery(file, { isInventory: true });
    assert.deepEqual(findings, []);
    assert.equal(config?.aviatrix, undefined);
  });
});
