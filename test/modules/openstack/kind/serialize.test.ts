import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import { parseExportFile } from '../../../../modules/openstack/files/export-file.ts';
import type { ExportRecord } from '../../../../modules/openstack/files/record.ts';
import { indexOfCloud } from '../../../../modules/openstack/kind/index-of-cloud.ts';
import type { Kind } from '../../../../modules/openstack/kind/kind.ts';
import { namesOf } from '../../../../modules/openstack/kind/names.ts';
import { serialize } from '../../../../modules/openstack/kind/serialize.ts';
import { network } from '../../../../modules/openstack/network/network.ts';
import { routerInterface } from '../../../../modules/openstack/network/router-interface.ts';
import { router } from '../../../../modules/openstack/network/router.ts';
import { securityGroup } from '../../../../modules/openstack/network/security-group.ts';
import { securityGroupRule } from '../../../../modules/openstack/network/security-group-rule.ts';
import { subnet } from '../../../../modules/openstack/network/subnet.ts';
import { cannedCloud, PROJECT } from '../support/canned-cloud.ts';

/** Answers of a real Neutron, and what OS-Migrate 1.0.5 exported from it. */
const bodies = (name: string): Body =>
  JSON.parse(
    readFileSync(new URL(`bodies/${name}.json`, import.meta.url), 'utf8').replaceAll(
      '131559d35c10441f99b3fdf4c78f61b4',
      PROJECT,
    ),
  ) as Body;

function exported(file: string, id: string): ExportRecord {
  const text = readFileSync(new URL(`../files/exports/${file}`, import.meta.url), 'utf8');
  const found = parseExportFile({ path: file, text }).records.find(({ record }) => record._info['id'] === id);
  assert.ok(found !== undefined);
  return found.record;
}

const { session } = cannedCloud({
  forbidden: ['/projects', '/domains'],
  have: {
    '/networks': bodies('networks-list')['networks'] as Body[],
    '/subnets': bodies('subnets-list')['subnets'] as Body[],
    '/security-groups': bodies('security-groups-list')['security_groups'] as Body[],
    '/routers': [bodies('routers-show-r1')['router'] as Body],
    '/ports': bodies('ports-list-of-router')['ports'] as Body[],
  },
});
const index = indexOfCloud(session);

function recordOf(kind: Kind, body: Body): Promise<ExportRecord> {
  return serialize(
    kind,
    body,
    namesOf(index, (message) => assert.fail(message)),
  );
}

/** OS-Migrate's keys are there, with its values; further ones may stand beside them. */
function assertHolds(record: ExportRecord, theirs: ExportRecord): void {
  for (const part of ['params', '_info'] as const) {
    for (const [key, value] of Object.entries(theirs[part])) {
      const wanted = value === '131559d35c10441f99b3fdf4c78f61b4' ? PROJECT : value;
      assert.deepEqual(record[part][key], wanted, `${part}.${key}`);
    }
  }
  assert.equal(record.type, theirs.type);
  assert.deepEqual(record._migration_params, theirs._migration_params);
}

describe('serialize', () => {
  it('writes a router as OS-Migrate does, and what it leaves out beside that', async () => {
    const record = await recordOf(router, bodies('routers-show-r1')['router'] as Body);
    assertHolds(record, exported('routers.yml', '0e9c616a-18e4-4faa-8f6e-19db66bc12cf'));
    assert.deepEqual(record.params['routes'], [{ destination: '10.77.0.0/16', nexthop: '10.10.1.9' }]);
    assert.equal(record.params['enable_snat'], true);
    assert.deepEqual(record.params['external_fixed_ips'], [{ ip_address: '172.24.4.201', subnet_ref: null }]);
  });

  it('writes an interface as OS-Migrate does', async () => {
    const [port] = bodies('ports-list-of-router')['ports'] as readonly Body[];
    assert.ok(port !== undefined);
    assertHolds(
      await recordOf(routerInterface, port),
      exported('router_interfaces.yml', '50347f95-7ff8-4e35-91b1-63e0e1849ac1'),
    );
  });

  const keysOf = (file: string): ExportRecord => {
    const text = readFileSync(new URL(`../files/exports/${file}`, import.meta.url), 'utf8');
    const [first] = parseExportFile({ path: file, text }).records;
    assert.ok(first !== undefined);
    return first.record;
  };
  const lists: readonly (readonly [Kind, readonly Body[], string])[] = [
    [network, bodies('networks-list')['networks'] as Body[], 'networks.yml'],
    [subnet, bodies('subnets-list')['subnets'] as Body[], 'subnets.yml'],
    [securityGroup, bodies('security-groups-list')['security_groups'] as Body[], 'security_groups.yml'],
    [
      securityGroupRule,
      (bodies('security-groups-list')['security_groups'] as Body[]).flatMap(
        (group) => group['security_group_rules'] as Body[],
      ),
      'security_group_rules.yml',
    ],
  ];
  for (const [kind, all, file] of lists) {
    it(`writes every key of OS-Migrate for each ${kind.collection.title}, with a value of its type`, async () => {
      const theirs = keysOf(file);
      for (const body of all) {
        const { params, _info } = await recordOf(kind, body);
        for (const [part, keys] of [
          [params, theirs.params],
          [_info, theirs._info],
        ] as const) {
          for (const key of Object.keys(keys)) assert.ok(key in part, key);
        }
        const further = Object.keys(params).filter((key) => !(key in theirs.params));
        const extra = kind.fields.filter((field) => field.extra === true).map(({ name }) => name);
        assert.deepEqual(
          further.filter((key) => !extra.includes(key)),
          [],
        );
      }
    });
  }
});
