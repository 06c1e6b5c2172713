import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { Plan } from '../../../../engine/module.ts';
import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import { server } from '../../../../modules/openstack/compute/server.ts';
import { recordFor } from '../../../../modules/openstack/files/check-record.ts';
import type { ExportRecord } from '../../../../modules/openstack/files/record.ts';
import { gatherImport } from '../../../../modules/openstack/kind/gather-import.ts';
import { memoryIdMap } from '../../../../modules/openstack/kind/id-map.ts';
import { indexOfCloud } from '../../../../modules/openstack/kind/index-of-cloud.ts';
import type { NameMaps } from '../../../../modules/openstack/kind/name-maps.ts';
import { planImport, type ImportDetail } from '../../../../modules/openstack/kind/plan-import.ts';
import { cannedCloud } from '../support/canned-cloud.ts';

/*
 * A server that is there, beside its record: what a person would want to know is told, and nothing else. Each case changes
 * one thing of a cloud and a record that agree.
 */

type Have = Record<string, Record<string, unknown>[]>;

interface Params extends Record<string, unknown> {
  ports: { params: Record<string, unknown> }[];
  floating_ips: { params: Record<string, unknown> }[];
  volumes: { params: Record<string, unknown>; _migration_params: Record<string, unknown> }[];
}

interface World {
  readonly have: Have;
  readonly params: Params;
  readonly migration: Record<string, unknown>;
}

function world(): World {
  const file = new URL('../import-server/nothing-to-do.yml', import.meta.url);
  const { cloud, params } = parse(readFileSync(file, 'utf8')) as { cloud: { have: Have }; params: Params };
  return { have: cloud.have, params, migration: {} };
}

async function planOf(
  { have, params, migration }: World,
  nameMaps: NameMaps = {},
): Promise<Plan<ImportDetail>> {
  const index = indexOfCloud(cannedCloud({ speaks: '2.93', have }).session);
  const data: ExportRecord = {
    type: server.type,
    params,
    _info: { id: 'src-vm' },
    _migration_params: migration,
  };
  const facts = await gatherImport({
    // Without what moves data: the table alone.
    kind: server,
    record: recordFor(server, data, undefined).record,
    index,
    place: undefined,
    filters: undefined,
    options: { fields: undefined, siblings: [] },
    earlier: () => Promise.resolve([]),
    idMap: memoryIdMap([
      { kind: 'openstack.server', source: 'src-vm', destination: 'vm1', name: String(params['name']) },
    ]),
    nameMaps,
    isAnnounced: () => false,
  });
  return planImport(facts);
}

interface Case {
  readonly about: string;
  readonly change: (world: World) => void;
  /** The fields that drift. */
  readonly drift: readonly string[];
  /** What the reason says of it. */
  readonly says?: RegExp;
  readonly nameMaps?: NameMaps;
}

const at = (list: Record<string, unknown>[] | undefined): Record<string, unknown> => {
  const [first] = list ?? [];
  assert.ok(first !== undefined);
  return first;
};
const portOf = ({ have }: World): Record<string, unknown> => at(have['/ports']);
const volumeOf = ({ have }: World): Record<string, unknown> => at(have['/volumes']);
const fipOf = ({ have }: World): Record<string, unknown> => at(have['/floatingips']);
const serverOf = ({ have }: World): Record<string, unknown> => at(have['/servers']);
const asked = (list: readonly { params: Record<string, unknown> }[]): Record<string, unknown> => {
  assert.ok(list[0] !== undefined);
  return list[0].params;
};

const cases: readonly Case[] = [
  { about: 'nothing', change: () => undefined, drift: [] },
  {
    about: 'another MAC address',
    change: (all) => (portOf(all)['mac_address'] = 'fa:16:3e:00:00:02'),
    drift: ['ports'],
    says: /Of port fa:16:3e:00:00:02, mac_address differ/,
  },
  {
    about: 'another MAC address where it was not to be kept',
    change: (all) => {
      portOf(all)['mac_address'] = 'fa:16:3e:00:00:02';
      all.migration['keep_mac'] = false;
    },
    drift: [],
  },
  {
    about: 'another MAC address where Nova made the port',
    change: (all) => {
      portOf(all)['mac_address'] = 'fa:16:3e:00:00:02';
      all.migration['port_creation_mode'] = 'nova';
    },
    drift: [],
  },
  {
    about: 'another address',
    change: (all) => {
      portOf(all)['fixed_ips'] = [{ subnet_id: 's1', ip_address: '10.0.0.99' }];
      fipOf(all)['fixed_ip_address'] = '10.0.0.99';
    },
    drift: ['ports', 'floating_ips'],
    says: /fixed_ips_refs/,
  },
  {
    about: 'another address where it was not to be kept',
    change: (all) => {
      portOf(all)['fixed_ips'] = [{ subnet_id: 's1', ip_address: '10.0.0.99' }];
      fipOf(all)['fixed_ip_address'] = '10.0.0.99';
      all.migration['keep_fixed_ip'] = false;
    },
    drift: [],
  },
  {
    about: 'other security groups of a port',
    change: (all) => {
      all.have['/security-groups']?.push({
        id: 'g2',
        name: 'wide-open',
        tenant_id: 'p-dst',
        security_group_rules: [],
      });
      portOf(all)['security_groups'] = ['g2'];
    },
    drift: ['ports'],
    says: /security_group_refs/,
  },
  {
    about: 'the security groups of the server, for ports that say none of their own',
    change: ({ params }) => delete asked(params.ports)['security_group_refs'],
    drift: [],
  },
  {
    about: 'no port security',
    change: (all) => (portOf(all)['port_security_enabled'] = false),
    drift: ['ports'],
    says: /is_port_security_enabled/,
  },
  {
    about: 'names, descriptions and tags of ports, which have a life of their own',
    change: (all) =>
      Object.assign(portOf(all), { name: 'x', description: 'y', tags: ['z'], dns_name: 'web' }),
    drift: [],
  },
  {
    about: 'a port that nobody asked for',
    change: ({ have }) =>
      have['/ports']?.push({
        ...at(have['/ports']),
        id: 'p2',
        mac_address: 'fa:16:3e:00:00:09',
        fixed_ips: [],
      }),
    drift: ['ports'],
    says: /has port fa:16:3e:00:00:09, of which the record says nothing/,
  },
  {
    about: 'no port at all',
    change: ({ have }) => Object.assign(have, { '/ports': [], '/floatingips': [] }),
    drift: ['ports', 'floating_ips'],
    says: /lacks port fa:16:3e:00:00:01/,
  },
  {
    about: 'another floating IP, as the cloud chose it',
    change: (all) => (fipOf(all)['floating_ip_address'] = '172.24.4.200'),
    drift: [],
  },
  {
    about: 'another floating IP where it was to be the same',
    change: (all) => (all.migration['floating_ip_mode'] = 'existing'),
    drift: ['floating_ips'],
    says: /floating_ip_address/,
  },
  {
    about: 'no floating IP',
    change: ({ have }) => (have['/floatingips'] = []),
    drift: ['floating_ips'],
    says: /lacks floating IP 192.0.2.9/,
  },
  {
    about: 'no floating IP, and no external network, where it was to have none',
    change: ({ have, migration }) => {
      have['/floatingips'] = [];
      have['/networks'] = (have['/networks'] ?? []).filter(({ name }) => name !== 'public');
      migration['floating_ip_mode'] = 'skip';
    },
    drift: [],
  },
  {
    about: 'a larger volume of another type that stays',
    change: (all) => Object.assign(volumeOf(all), { size: 3, volume_type: 'slow' }),
    drift: ['volumes'],
    says: /Of volume data, volume_type, size differ/,
  },
  {
    about: 'a volume that stays when the server goes',
    change: (all) =>
      (serverOf(all)['os-extended-volumes:volumes_attached'] = [{ id: 'v1', delete_on_termination: false }]),
    drift: ['volumes'],
    says: /delete_on_termination/,
  },
  {
    about: 'no volume',
    change: (all) => (serverOf(all)['os-extended-volumes:volumes_attached'] = []),
    drift: ['volumes'],
    says: /lacks volume data/,
  },
  {
    about: 'other volumes where they were given',
    change: (all) => {
      serverOf(all)['os-extended-volumes:volumes_attached'] = [];
      all.migration['data_copy'] = false;
      all.have['/types'] = [];
    },
    drift: [],
  },
  {
    about: 'a given volume of another size',
    change: (all) => {
      volumeOf(all)['size'] = 9;
      const [volume] = all.params.volumes;
      assert.ok(volume !== undefined);
      volume._migration_params = { data_copy: false, uuid: '0b6f0f0e-6f5b-4d8e-9d6e-3f4c2f4f8a11' };
    },
    drift: [],
  },
  {
    about: 'the copy of the disk that was none of its volumes, and no image',
    change: (all) => {
      const { have, migration } = all;
      migration['boot_disk_copy'] = true;
      have['/images'] = [];
      have['/volumes']?.unshift({
        id: 'boot',
        name: 'web-boot',
        'os-vol-tenant-attr:tenant_id': 'p-dst',
        size: 10,
        bootable: 'true',
        attachments: [{ server_id: 'vm1', device: '/dev/vda' }],
      });
      Object.assign(serverOf(all), {
        image: '',
        'os-extended-volumes:volumes_attached': [
          { id: 'v1', delete_on_termination: true },
          { id: 'boot', delete_on_termination: true },
        ],
      });
    },
    drift: [],
  },
  {
    about: 'another flavor, zone, keypair and image',
    change: (all) => {
      all.have['/flavors']?.push({ id: 'f2', name: 'large' });
      all.have['/images']?.push({ id: 'i2', name: 'ubuntu', owner: 'p-dst', status: 'active' });
      Object.assign(serverOf(all), {
        flavor: { original_name: 'large' },
        image: { id: 'i2' },
        key_name: 'other',
        'OS-EXT-AZ:availability_zone': 'west',
        config_drive: 'True',
      });
      all.params['config_drive'] = false;
    },
    drift: ['availability_zone', 'config_drive', 'key_name', 'flavor_ref', 'image_ref'],
  },
  {
    about: 'what maps say that things are called there',
    change: (all) => {
      all.have['/flavors'] = [{ id: 'f9', name: 'medium' }];
      all.have['/types'] = [{ id: 't9', name: 'gold' }];
      volumeOf(all)['volume_type'] = 'gold';
      Object.assign(serverOf(all), {
        flavor: { original_name: 'medium' },
        'OS-EXT-AZ:availability_zone': 'west',
      });
      at(all.have['/networks']?.slice(1))['name'] = 'outside';
    },
    nameMaps: {
      flavor: { small: 'medium' },
      volume_type: { fast: 'gold' },
      availability_zone: { nova: 'west' },
      external_network: { public: 'outside' },
    },
    drift: [],
  },
  {
    about: 'a config drive in whichever words',
    change: (all) => {
      serverOf(all)['config_drive'] = 'True';
      all.params['config_drive'] = true;
    },
    drift: [],
  },
];

describe('of a server that is there is compared', () => {
  for (const { about, change, drift, says, nameMaps } of cases) {
    it(about, async () => {
      const all = world();
      change(all);
      const plan = await planOf(all, nameMaps);
      assert.deepEqual(
        (plan.drift ?? []).map(({ pointer }) => pointer.slice('/params/'.length)),
        drift,
        plan.reason,
      );
      assert.equal(plan.action, 'unchanged');
      if (says !== undefined) assert.match(plan.reason, says);
    });
  }

  it('and one that is broken is told', async () => {
    const all = world();
    serverOf(all)['status'] = 'ERROR';
    assert.match((await planOf(all)).warnings?.join() ?? '', /has it in the state ERROR/);
  });

  it('and user data are not shown', async () => {
    const all = world();
    all.params['user_data'] = 'c2VjcmV0';
    serverOf(all)['OS-EXT-SRV-ATTR:user_data'] = 'b3RoZXI=';
    const plan = await planOf(all);
    assert.deepEqual(plan.drift, [
      { pointer: '/params/user_data', before: '(not shown)', after: '(not shown)' },
    ]);
  });

  it('and nothing of one of that name that is broken, as it is none', async () => {
    const wanted: Body = { name: 'web' };
    const index = indexOfCloud(cannedCloud({}).session);
    assert.equal(await server.isMeant?.(wanted, { name: 'web', status: 'ERROR' }, index), false);
    assert.equal(await server.isMeant?.(wanted, { name: 'web', status: 'SHUTOFF' }, index), true);
  });
});
