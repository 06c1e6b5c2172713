import assert from 'node:assert/strict';
import { formatPlace } from '../../../../../engine/diagnostics/span.ts';
import { checkDiscovery } from '../../../../../modules/aws/discovery/config/check-discovery.ts';
import { looksLikeDiscovery } from '../../../../../modules/aws/discovery/config/looks-like-discovery.ts';
import { readDiscovery } from '../../../../../modules/aws/discovery/config/read-discovery.ts';
import { settingsOf, transitGatewayOf } from '../../../../../modules/aws/discovery/config/settings.ts';
import { exampleText, exampleWith } from './example.ts';

function told(text: string): readonly string[] {
  return readDiscovery({ path: 'd.yaml', text }).diagnostics.map(
    ({ code, span, severity, detail, help }) =>
      `${span === undefined ? '' : formatPlace(span)} ${severity} ${code}: ${detail} ${help ?? ''}`,
  );
}

function configOf(name: 'classic' | 'group' | 'early') {
  const { config, diagnostics } = readDiscovery({ path: `${name}.yaml`, text: exampleText(name) });
  assert.ok(config !== undefined, JSON.stringify(diagnostics.map(({ detail }) => detail)));
  return { config, diagnostics };
}

/** Where early.yaml has forms of early versions. */
const LINES_OF_FORMER = [9, 10, 11, 16, 17, 18, 21];

describe('a discovery.yaml', () => {
  it('with all keys of a classic one is read as it is', () => {
    const { config, diagnostics } = configOf('classic');
    assert.deepEqual(diagnostics, []);
    assert.equal(config.switch_traffic.delete_tgw_route_delay, 10);
    assert.equal(config.aviatrix?.tf_controller_access.mode, 'SSM');
    const [account] = config.account_info;
    const vpc = account?.regions[0]?.vpcs[0];
    assert.ok(account !== undefined && vpc !== undefined);
    assert.deepEqual(settingsOf(account, vpc), {
      enable_spoke_egress: true,
      spoke_gw_size: 't3.small',
      hpe: true,
      max_hpe_performance: false,
      spoke_ha: true,
    });
  });

  it('of a group gets its defaults, and numbers stand for texts', () => {
    const { config, diagnostics } = configOf('group');
    assert.deepEqual(diagnostics, []);
    const [account] = config.account_info;
    assert.equal(account?.account_id, '123456789012');
    assert.equal(account.account_name, 'aws-123456789012');
    assert.equal(account.role_name, 'aviatrix-role-app');
    assert.equal(config.aviatrix?.controller_account, '210987654321');
    assert.deepEqual(config.aviatrix.tf_controller_access, { mode: 'ENV' });
    assert.deepEqual(config.alert, {
      expect_dest_cidrs: ['0.0.0.0/0'],
      expect_vpc_prefixes: ['0.0.0.0/0'],
      check_gateway_existence: true,
    });
    assert.equal(config.config.add_vpc_cidr, false);
    assert.equal(config.switch_traffic.delete_tgw_route_delay, 5);
    assert.equal(config.cleanup, undefined);
  });

  it('of early versions is read, with a warning for each form', () => {
    const { config, diagnostics } = configOf('early');
    assert.deepEqual(
      diagnostics.map(({ code, severity, span }) => `${span?.line ?? 0} ${severity} ${code}`),
      LINES_OF_FORMER.map((line) => `${line} warning discovery-former`),
    );
    assert.equal(config.config.configure_spoke_gw_hs, false);
    assert.equal(config.config.configure_gw_name, false);
    assert.equal(config.config.spoke_gw_name_format, 'VPC_NAME');
    assert.deepEqual(
      config.account_info.map(({ enable_spoke_egress }) => enable_spoke_egress),
      [true, false],
    );
    const regions = config.account_info[0]?.regions ?? [];
    assert.deepEqual(
      regions.map((region) => transitGatewayOf(config, region)),
      [{ id: 'tgw-1', account: '321098765432', role: 'transit' }, undefined],
    );
  });

  it('tells of a misspelt key once, with its place and what it may have been', () => {
    const found = told(exampleText('classic').replace('account_info:', 'acount_info:'));
    assert.deepEqual(found, [
      'd.yaml:68:1 error discovery-key: There is no key acount_info. Did you mean account_info?',
    ]);
    const deeper = told(exampleText('classic').replace('transit_gw_name:', 'transit_gw_nam:'));
    assert.equal(deeper.length, 1);
    assert.match(
      deeper[0] ?? '',
      /^d\.yaml:89:13 error discovery-key: .*vpcs\[0\]\.transit_gw_nam\. Did you mean transit_gw_name\?$/,
    );
  });

  it('tells where a key belongs that cannot stand where it does', () => {
    const ofGroup = told(exampleText('classic').replace('add_vpc_cidr: true', 'natgw_backup_dir: x'));
    assert.match(
      ofGroup.join(),
      /natgw_backup_dir cannot stand here\. It goes with configure_spoke_gw_hs: true/,
    );
    const ofSsm = told(exampleText('classic').replace('mode: SSM', 'mode: ENV'));
    assert.equal(ofSsm.length, 5);
    for (const line of ofSsm) assert.match(line, /It goes with mode: SSM; here it is mode: ENV/);
    assert.match(
      told(`label: AZURE\n${exampleText('classic')}`).join(),
      /^d\.yaml:1:1 .*this one is for AWS/,
    );
  });

  it('tells all at once, in the order of the file', () => {
    const text = exampleText('classic')
      .replace('name: drover-backup', 'name: Drover')
      .replace('avtx_cidr: 10.101.0.0/24', 'avtx_cidr: 10.101.0.7/24')
      .replace('  tgw_role: transit\n', '');
    assert.deepEqual(
      told(text).map((line) =>
        /^d\.yaml:(\d+:\d+) error (discovery-[a-z]+): ([\w.[\]]+):? /.exec(line)?.slice(1),
      ),
      [
        ['8:13', 'discovery-value', 'aws.s3.name'],
        ['64:1', 'discovery-missing', 'tgw.tgw_role'],
        ['84:24', 'discovery-value', 'account_info[0].regions[0].vpcs[0].avtx_cidr'],
      ],
    );
  });

  it('that is empty, a list, several documents or no YAML is refused', () => {
    assert.match(told('').join(), /discovery-shape: The file holds nothing/);
    assert.match(told('- a\n').join(), /discovery-shape: The file holds a list/);
    assert.match(told('a: 1\n---\nb: 2\n').join(), /discovery-shape: The file holds 2 YAML documents/);
    assert.match(told('a: [1\n').join(), /error yaml-/);
    assert.deepEqual(
      told('terraform:\ntgw:\naccount_info:\n').map((line) => / (\S+) is missing/.exec(line)?.[1]),
      [
        'aviatrix',
        'terraform.terraform_output',
        'terraform.terraform_version',
        'terraform.aviatrix_provider',
        'terraform.aws_provider',
        'tgw.tgw_account',
        'tgw.tgw_role',
        'account_info',
      ],
    );
  });

  it('takes a number for a version with a word of warning', () => {
    const { config, diagnostics } = readDiscovery({
      path: 'd.yaml',
      text: exampleText('group').replace('terraform_version: 1.5.0', 'terraform_version: 1.5'),
    });
    assert.equal(config?.terraform.terraform_version, '1.5');
    assert.match(diagnostics.map(({ detail }) => detail).join(), /the number 1\.5 without quotes/);
  });

  it('takes IPv6 where networks are compared, and any address of the controller', () => {
    const text = exampleText('classic')
      .replace('allow_vpc_cidrs: [10.0.0.0/8]', "allow_vpc_cidrs: [10.0.0.0/8, '2001:db8::/32']")
      .replace('filter_cidrs: [198.51.100.0/24]', "filter_cidrs: ['2001:db8::/48']")
      .replace('controller_ip: 192.0.2.10', "controller_ip: '2001:db8::10'");
    assert.deepEqual(told(text), []);
  });

  it('with anything in the place of anything is told of, and breaks nothing', () => {
    const junk = [null, [], {}, 'x', 0.5, [null]];
    for (const name of ['classic', 'early'] as const) {
      for (const path of placesOf(exampleWith(name, {}), ''))
        for (const value of junk) {
          const { config, findings } = checkDiscovery(exampleWith(name, { [path]: value }));
          const isBad = findings.some(({ isWarning }) => isWarning !== true);
          assert.equal(config === undefined, isBad, `${name} ${path}`);
        }
    }
  });

  it('is known by its keys', () => {
    for (const name of ['classic', 'group', 'early'] as const)
      assert.ok(looksLikeDiscovery(exampleText(name)));
    assert.ok(!looksLikeDiscovery('config: {}\nterraform: {}\n'));
    assert.ok(!looksLikeDiscovery('- hosts: all\n  vars:\n    aviatrix: 1\n    tgw: 2\n'));
  });
});

/** Every place of a value, as `exampleWith` takes it. */
function placesOf(value: unknown, path: string): readonly string[] {
  const inner =
    typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, held]) => placesOf(held, path === '' ? key : `${path}.${key}`))
      : [];
  return path === '' ? inner : [path, ...inner];
}
