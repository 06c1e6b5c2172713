import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import { server } from '../../../../modules/openstack/compute/server.ts';
import { gatherImport } from '../../../../modules/openstack/kind/gather-import.ts';
import { memoryIdMap } from '../../../../modules/openstack/kind/id-map.ts';
import { indexOfCloud } from '../../../../modules/openstack/kind/index-of-cloud.ts';
import type { NameMaps } from '../../../../modules/openstack/kind/name-maps.ts';
import { bodyOf } from '../../../../modules/openstack/kind/wanted.ts';
import type { WantedServer } from '../../../../modules/openstack/workload/workload.types.ts';
import { cannedCloud } from '../support/canned-cloud.ts';

/* What a record asks of a destination that does not have the server: values of the wire, with ids of the destination. */

type Have = Record<string, Record<string, unknown>[]>;
interface Params extends Record<string, unknown> {
  ports: { params: Record<string, unknown> }[];
  volumes: { params: Record<string, unknown>; _migration_params?: Body }[];
}

interface Given {
  readonly have: Have;
  readonly params: Params;
  readonly migration: Record<string, unknown>;
}

function given(): Given {
  const file = new URL('../import-server/nothing-to-do.yml', import.meta.url);
  const { cloud, params } = parse(readFileSync(file, 'utf8')) as { cloud: { have: Have }; params: Params };
  const { '/servers': _servers, ...have } = cloud.have;
  return { have, params, migration: {} };
}

interface Asked {
  readonly wanted: WantedServer;
  readonly warnings: readonly string[];
}

async function ask(
  { have, params, migration }: Given,
  options: { readonly nameMaps?: NameMaps; readonly without?: readonly string[] } = {},
): Promise<Asked> {
  const { nameMaps = {}, without = [] } = options;
  const index = indexOfCloud(cannedCloud({ speaks: '2.93', have, without }).session);
  const facts = await gatherImport({
    kind: server,
    record: { type: server.type, params, _info: { id: 'src-vm' }, _migration_params: migration },
    index,
    place: 'workloads.yml:3:3',
    filters: undefined,
    options: { fields: undefined, siblings: [] },
    earlier: () => Promise.resolve([]),
    idMap: memoryIdMap([]),
    nameMaps,
    isAnnounced: () => false,
  });
  assert.equal(facts.found, undefined);
  return {
    // Boundary: the codecs of the table write this shape.
    wanted: bodyOf(server, facts.wanted.values) as WantedServer,
    warnings: facts.wanted.warnings,
  };
}

async function refused(all: Given): Promise<string> {
  const error: unknown = await ask(all).then(
    () => assert.fail('it was taken'),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof DroverError && error.code === 'reference-missing', String(error));
  return error.message;
}

describe('what a record asks of a destination', () => {
  it('is told in ids of the destination', async () => {
    const { wanted, warnings } = await ask(given());
    assert.deepEqual(warnings, []);
    const { ports, floating_ips: floating, volumes, ...own } = wanted;
    assert.deepEqual(own, {
      name: 'web',
      description: null,
      availability_zone: 'nova',
      disk_config: 'MANUAL',
      key_name: 'k',
      metadata: { a: 'b' },
      tags: ['x'],
      flavor_id: 'f1',
      image_id: 'i1',
      security_groups: ['g1'],
    });
    assert.deepEqual(ports, [
      {
        network_id: 'n1',
        mac_address: 'FA:16:3E:00:00:01',
        fixed_ips: [{ subnet_id: 's1', ip_address: '10.0.0.5' }],
        'binding:vnic_type': 'normal',
        name: 'front',
        security_groups: ['g1'],
        port_security_enabled: true,
        source_id: 'src-p1',
      },
    ]);
    assert.deepEqual(floating, [
      {
        floating_network_id: 'ext',
        floating_ip_address: '192.0.2.9',
        fixed_ip_address: '10.0.0.5',
        description: '',
        dns_name: '',
        dns_domain: '',
        qos_policy_id: null,
        source_id: 'src-fip',
        port_id: 'src-p1',
      },
    ]);
    assert.deepEqual(volumes, [
      {
        availability_zone: 'nova',
        name: 'data',
        description: '',
        volume_type: 'fast',
        volume_image_metadata: {},
        size: 2,
        device: '/dev/vdb',
        delete_on_termination: true,
        source_id: 'src-v1',
        migration: { dataCopy: true },
      },
    ]);
  });

  it('is told in the names that maps give', async () => {
    const all = given();
    all.have['/types'] = [{ id: 't2', name: 'gold' }];
    all.have['/flavors'] = [{ id: 'f2', name: 'medium' }];
    const nameMaps = {
      volume_type: { fast: 'gold' },
      flavor: { small: 'f2' },
      availability_zone: { nova: 'west' },
    };
    const { wanted } = await ask(all, { nameMaps });
    assert.equal(wanted.flavor_id, 'f2');
    assert.equal(wanted.availability_zone, 'west');
    assert.equal(wanted.volumes[0]?.['volume_type'], 'gold');
    assert.equal(wanted.volumes[0]['availability_zone'], 'west');
  });

  it('has no MAC address in pairs that have that of the port itself', async () => {
    const all = given();
    const [port] = all.params.ports;
    assert.ok(port !== undefined);
    port.params['allowed_address_pairs'] = [
      { ip_address: '10.0.0.9', mac_address: 'fa:16:3e:00:00:01' },
      { ip_address: '10.0.0.9', mac_address: 'fa:16:3e:00:00:99' },
    ];
    const { wanted } = await ask(all);
    assert.deepEqual(wanted.ports[0]?.['allowed_address_pairs'], [
      { ip_address: '10.0.0.9' },
      { ip_address: '10.0.0.9', mac_address: 'fa:16:3e:00:00:99' },
    ]);
  });

  it('has no profile of the host that the port is on', async () => {
    const all = given();
    const [port] = all.params.ports;
    assert.ok(port !== undefined);
    port.params['binding_profile'] = { pci_slot: '0000:04:00.1', capabilities: ['switchdev'] };
    const { wanted } = await ask(all);
    assert.deepEqual(wanted.ports[0]?.['binding:profile'], { capabilities: ['switchdev'] });
  });

  it('has the trunk of a port, with the ports of the destination', async () => {
    const all = given();
    const [port] = all.params.ports;
    assert.ok(port !== undefined);
    const own = { project_name: '%auth%', domain_name: '%auth%' };
    port.params['trunk'] = {
      name: 't',
      description: '',
      is_admin_state_up: true,
      tags: ['a'],
      sub_ports: [{ port_ref: { name: 'sub', ...own }, segmentation_type: 'vlan', segmentation_id: 7 }],
    };
    assert.match(await refused(all), /ports\/0\/params\/trunk\/sub_ports\/0\/port_ref/);
    all.have['/ports']?.push({
      id: 'p-sub',
      name: 'sub',
      tenant_id: 'p-dst',
      network_id: 'n1',
      device_id: '',
    });
    const { wanted } = await ask(all);
    assert.deepEqual(wanted.ports[0]?.trunk, {
      name: 't',
      description: '',
      admin_state_up: true,
      tags: ['a'],
      sub_ports: [{ port_id: 'p-sub', segmentation_type: 'vlan', segmentation_id: 7 }],
    });
  });

  it('leaves out what the destination has no extension for, and says so', async () => {
    const all = given();
    const [port] = all.params.ports;
    assert.ok(port !== undefined);
    port.params['qos_policy_ref'] = { name: 'gold', project_name: '%auth%', domain_name: '%auth%' };
    assert.match(await refused(all), /QoS policy "gold"/);
    const { wanted, warnings } = await ask(all, { without: ['qos'] });
    assert.equal(wanted.ports[0]?.['qos_policy_id'], undefined);
    assert.deepEqual(warnings, [
      'ports[0]: qos_policy_ref left out, as the destination does not know of such.',
    ]);
  });

  const missing: readonly (readonly [string, (all: Given) => void, RegExp])[] = [
    [
      'its flavor',
      (all) => (all.have['/flavors'] = []),
      /workloads.yml:3:3: Server "web" refers to flavor "small"/,
    ],
    ['its image', (all) => (all.have['/images'] = []), /refers to image "debian"/],
    ['a network', (all) => (all.have['/networks'] = []), /network "web" .*\(ports\/0\/params\/network_ref\)/],
    [
      'a subnet',
      (all) => (all.have['/subnets'] = []),
      /subnet "web" .*ports\/0\/params\/fixed_ips_refs\/0\/subnet_ref/,
    ],
    [
      'a type of volumes',
      (all) => (all.have['/types'] = []),
      /volume type "fast".*volumes\/0\/params\/volume_type/,
    ],
  ];
  for (const [what, change, says] of missing) {
    it(`is refused where the destination lacks ${what}`, async () => {
      const all = given();
      change(all);
      assert.match(await refused(all), says);
    });
  }

  const unneeded: readonly (readonly [string, (all: Given) => void])[] = [
    [
      'its image, where its disk is copied',
      (all) => {
        all.have['/images'] = [];
        all.migration['boot_disk_copy'] = true;
      },
    ],
    [
      'its image and the types of its volumes, where volumes are given',
      (all) => {
        Object.assign(all.have, { '/images': [], '/types': [] });
        Object.assign(all.migration, {
          data_copy: false,
          boot_volume: { uuid: '0b6f0f0e-6f5b-4d8e-9d6e-3f4c2f4f8a11' },
        });
      },
    ],
    [
      'the type of a volume that is given',
      (all) => {
        all.have['/types'] = [];
        const [volume] = all.params.volumes;
        assert.ok(volume !== undefined);
        volume._migration_params = { data_copy: false, uuid: '0b6f0f0e-6f5b-4d8e-9d6e-3f4c2f4f8a11' };
      },
    ],
    [
      'the external network, where it is to have no floating IP',
      (all) => {
        all.have['/networks'] = (all.have['/networks'] ?? []).filter(({ name }) => name !== 'public');
        all.migration['floating_ip_mode'] = 'skip';
      },
    ],
  ];
  for (const [what, change] of unneeded) {
    it(`does not need ${what}`, async () => {
      const all = given();
      change(all);
      await ask(all);
    });
  }
});
