import assert from 'node:assert/strict';
import type { Body } from '../../../../../modules/openstack/api/session.types.ts';
import { servers } from '../../../../../modules/openstack/compute/collections.ts';
import { toRecord } from '../../../../../modules/openstack/files/record.ts';
import type { Direct } from '../../../../../modules/openstack/workload/direct/direct.types.ts';
import type { DiskPlan, MovedDisk } from '../../../../../modules/openstack/workload/disks/plan-disks.ts';
import { preflight } from '../../../../../modules/openstack/workload/preflight/preflight.ts';
import type {
  Preflight,
  PreflightRequest,
} from '../../../../../modules/openstack/workload/preflight/preflight-request.ts';
import type {
  MigrationParams,
  WantedServer,
} from '../../../../../modules/openstack/workload/workload.types.ts';
import type { CloudOptions } from '../../../../clouds/openstack/cloud.ts';
import { at } from '../../../../clouds/contract/words.ts';
import { diskOf, MAC, openRun, startDestination, type Destination } from '../server/destination.ts';
import { USUAL_PARAMS } from '../usual-params.ts';

interface Asked {
  readonly wanted?: Partial<WantedServer>;
  readonly params?: Partial<MigrationParams>;
  readonly disks?: Partial<DiskPlan>;
  readonly direct?: Direct;
  readonly record?: Body;
  readonly server?: Body;
  readonly atOnce?: number;
  readonly mayStop?: boolean;
  /** What the run has read of the source; if not said, nothing yet. */
  readonly source?: PreflightRequest['source'];
  readonly label?: string;
  readonly found?: Body;
}

describe('What is looked at before a server is migrated', () => {
  let source: Destination;
  let there: Destination;
  /** The server at the source. */
  let id: string;

  const start = async (options: CloudOptions = {}, sourceOptions: CloudOptions = {}): Promise<void> => {
    source = await startDestination(sourceOptions, ['src', 'src']);
    there = await startDestination(options);
    id = makeServer('web');
  };
  afterEach(async () => {
    await source.close();
    await there.close();
  });

  const makeServer = (name: string): string => {
    const made = nova('POST', '/v2.1/servers', {
      server: { name, flavorRef: '1', imageRef: source.image, networks: [{ uuid: source.network }] },
    });
    const server = String(at(made, 'server.id'));
    source.get(`/v2.1/servers/${server}`);
    return server;
  };
  const nova = (method: string, path: string, body: unknown): unknown =>
    source.tenant.call(method, path, body, 'compute', { 'openstack-api-version': 'compute 2.90' }).body;
  const act = (body: Body): void => {
    nova('POST', `/v2.1/servers/${id}/action`, body);
    source.get(`/v2.1/servers/${id}`);
  };
  const stop = (): void => {
    act({ 'os-stop': null });
  };

  const moved = (values: Partial<MovedDisk> = {}, params: Body = {}): MovedDisk => ({
    way: { way: 'lend', volume: 'v1' },
    record: {
      type: 'openstack.network.ServerVolume',
      params,
      _info: { id: 'v1' },
      _migration_params: {},
    },
    size: 2,
    boot: { bootIndex: undefined, device: undefined, deleteOnTermination: false, tag: undefined },
    name: 'data1',
    ...values,
  });

  const requestOf = async (asked: Asked = {}, of = id): Promise<PreflightRequest> => {
    // What stands at the source now, and not what this run has read before.
    const index = asked.source ?? (await openRun(source.cloud, ['src', 'src'])).index;
    const server = (await index.load(servers)).byId(of) ?? {};
    const record = toRecord({
      type: 'openstack.compute.Server',
      params: { name: 'web' },
      _info: { id: of },
      _migration_params: {},
      ...asked.record,
    });
    assert.ok(record);
    return {
      record,
      wanted: {
        name: 'web',
        flavor_id: '1',
        ports: [
          {
            source_id: 'port-1',
            network_id: there.network,
            mac_address: MAC,
            fixed_ips: [{ subnet_id: there.subnet, ip_address: '10.7.0.50' }],
          },
        ],
        floating_ips: [],
        volumes: [],
        ...asked.wanted,
      },
      params: { ...USUAL_PARAMS, ...asked.params },
      disks: { moved: [], given: [diskOf({ image: there.image }, { bootIndex: 0 })], ...asked.disks },
      direct: asked.direct,
      server: { ...server, ...asked.server },
      source: index,
      destination: there.index,
      found: asked.found,
      label: asked.label ?? 'server "web"',
      context: there.run.context,
      atOnce: asked.atOnce ?? 4,
      mayStop: asked.mayStop ?? true,
    };
  };
  const look = async (asked: Asked = {}): Promise<Preflight> => preflight(await requestOf(asked));
  const refuses = async (asked: Asked, ...words: readonly RegExp[]): Promise<void> => {
    const { problems } = await look(asked);
    assert.equal(problems.length, words.length, problems.join('\n'));
    words.forEach((word, place) => {
      assert.match(problems[place] ?? '', word);
    });
  };
  const passes = async (asked: Asked = {}): Promise<Preflight> => {
    const result = await look(asked);
    assert.deepEqual(result.problems, []);
    return result;
  };

  it('finds nothing where all is there, and changes nothing', async () => {
    await start();
    there.cloud.resetCalls();
    source.cloud.resetCalls();
    const result = await passes();
    assert.deepEqual(result.warnings, []);
    assert.equal(there.cloud.calls.writes + source.cloud.calls.writes, 0);
  });

  it('reads what several servers need only once', async () => {
    await start();
    await passes();
    there.cloud.resetCalls();
    await passes({ label: 'server "again"' });
    assert.equal(there.cloud.calls.total, 0);
  });

  describe('the server at the source', () => {
    const withData = { disks: { moved: [moved()] } } as const;

    it('may run only where it may be stopped, or is copied while it runs', async () => {
      await start();
      await refuses({ ...withData, mayStop: false }, /^It runs at source|^It runs at destination/);
      await passes({ ...withData, mayStop: true });
      await passes({ ...withData, mayStop: false, params: { warm: true } });
      stop();
      await passes({ ...withData, mayStop: false });
    });

    it('goes on running where nothing of it is copied', async () => {
      await start();
      const { notes } = await passes({ mayStop: false });
      assert.match(notes.join(), /goes on running at the source/);
    });

    it('has to be ACTIVE or SHUTOFF', async () => {
      await start();
      act({ pause: null });
      await refuses(withData, /It is PAUSED at .*: Unpause it/);
    });

    it('must not be busy', async () => {
      await start();
      await refuses({ ...withData, server: { 'OS-EXT-STS:task_state': 'image_uploading' } }, /It is busy/);
    });

    it('must not be locked where it is to be stopped', async () => {
      await start();
      act({ lock: null });
      await refuses(withData, /It is locked at .*: unlock it \(openstack server unlock [\da-f-]{36}\)/);
    });

    it('has to be what was exported: flavor, image, volumes and ports', async () => {
      await start();
      const [port] = source.tenant.list('ports', `device_id=${id}`);
      const nested = (type: string, info: Body): Body => ({
        type,
        params: {},
        _info: info,
        _migration_params: {},
      });
      const same = {
        params: {
          name: 'renamed by hand',
          ports: [nested('openstack.network.ServerPort', { id: port?.id })],
          volumes: [],
        },
        _info: { id, flavor_id: 'm1.tiny', image_id: source.image },
      };
      await passes({ record: same });
      await refuses(
        {
          record: {
            params: {
              ports: [nested('openstack.network.ServerPort', { id: 'gone' })],
              volumes: [nested('openstack.network.ServerVolume', { id: 'v9', size: 3 })],
            },
            _info: { id, flavor_id: 'm1.large', image_id: 'other' },
          },
        },
        /changed at .* since it was exported: its flavor was "m1.large" and is "m1.tiny"; its image was other and is .*; volume v9 is no longer attached; its port gone is gone\. Export the workloads again/,
      );
    });

    it('must have got no volume since, and none of another size', async () => {
      await start();
      const volume = source.volume({ size: 2, name: 'late' });
      nova('POST', `/v2.1/servers/${id}/os-volume_attachments`, { volumeAttachment: { volumeId: volume } });
      source.get(`/v2.1/servers/${id}`);
      await refuses({ record: { params: { volumes: [] } } }, /volume "late" \(.*\) was attached/);
      const grown = { type: 'x', params: {}, _info: { id: volume, size: 1 }, _migration_params: {} };
      await refuses({ record: { params: { volumes: [grown] } } }, /had 1 GiB and has 2/);
    });
  });

  describe('what it is made of', () => {
    it('an image that fits into its flavor, and is ready', async () => {
      await start();
      const image = there.cloud.state.image.images.get(there.image)!;
      there.cloud.state.image.images.replace({ ...image, min_disk: 5, min_ram: 4096 });
      await refuses(
        {},
        /has a disk of 1 GiB, and image ".*" needs 5/,
        /MiB of memory, and image ".*" needs 4096/,
      );
    });

    it('an image that has its data', async () => {
      await start();
      const image = there.cloud.state.image.images.get(there.image)!;
      there.cloud.state.image.images.replace({ ...image, status: 'queued' });
      await refuses({}, /is queued, so nothing can boot from it: bring its data/);
    });

    it('an image that is there', async () => {
      await start();
      await refuses(
        { disks: { given: [diskOf({ image: 'none' }, { bootIndex: 0 })] } },
        /Its image is not at/,
      );
    });

    it('ephemeral disks that its flavor has room for', async () => {
      await start();
      const given = [
        diskOf({ image: there.image }, { bootIndex: 0 }),
        diskOf({ blank: 'ephemeral' }, { size: 10 }),
      ];
      await refuses({ disks: { given } }, /10 GiB of ephemeral disks, and flavor ".*" has 0/);
    });

    it('an ephemeral disk of the source that may become an empty one', async () => {
      await start();
      const flavor = { original_name: 'm1.local', vcpus: 1, ram: 512, disk: 1, ephemeral: 20, swap: 0 };
      const server = { flavor };
      await refuses({ server }, /an ephemeral disk of 20 GiB.* set ephemeral_disks: blank/);
      const { problems, notes } = await look({ server, params: { ephemeralDisks: 'blank' } });
      assert.deepEqual(problems, []);
      assert.match(notes.join('\n'), /ephemeral disk of 20 GiB stays behind/);
    });

    it('disks that are to be read from the hypervisor', async () => {
      await start();
      const direct = { disks: [], problems: ['Its hypervisor cannot be reached.'], notes: [] };
      await refuses({ direct }, /Its hypervisor cannot be reached/);
    });

    it('an ephemeral disk that none of the NBD servers has', async () => {
      await start();
      const params = { direct: { socketUri: 'nbd://h/', exportName: undefined, disks: [] } };
      const flavor = { original_name: 'm1.local', vcpus: 1, ram: 512, disk: 1, ephemeral: 20, swap: 0 };
      const way = { way: 'nbd', uri: 'nbd://h/', bytes: 1 } as const;
      const direct = { disks: [], problems: [], notes: [] };
      await refuses({ params, direct, server: { flavor } }, /an ephemeral disk of 20 GiB/);
      const read = await look({ params, direct, server: { flavor }, disks: { moved: [moved({ way })] } });
      assert.deepEqual(read.problems, []);
    });

    it('a keypair of the user', async () => {
      await start();
      await refuses({ wanted: { key_name: 'mine' } }, /User "dst" of .* has no keypair "mine"/);
    });

    it('availability zones of the server and its volumes', async () => {
      await start();
      const volume = { source_id: 'v1', availability_zone: 'far' };
      await refuses(
        { wanted: { availability_zone: 'moon:host', volumes: [volume] }, disks: { moved: [moved()] } },
        /no availability zone "moon" \(it has nova\)/,
        /block storage of .* has no availability zone "far" \(it has nova\)/,
      );
    });

    it('volume types', async () => {
      await start();
      await refuses(
        { wanted: { volumes: [{ source_id: 'v1', volume_type: 'gold' }] }, disks: { moved: [moved()] } },
        /has no volume type "gold"/,
      );
    });

    it('volumes that the record names, which have to be free and bootable', async () => {
      await start();
      const [free, data] = [there.volume(), there.volume()];
      const path = `/v3/${there.tenant.projectId}/volumes/${data}/action`;
      there.tenant.call('POST', path, { 'os-set_bootable': { bootable: false } }, 'block-storage');
      await passes({ disks: { given: [diskOf({ volume: free }, { bootIndex: 0 })] } });
      const given = [diskOf({ volume: data }, { bootIndex: 0 }), diskOf({ volume: 'gone' })];
      await refuses({ disks: { given } }, /is not bootable/, /has no volume gone/);
    });

    it('a server group that has room', async () => {
      await start({ computeQuotas: { server_group_members: 0 } });
      const made = there.tenant.call(
        'POST',
        '/v2.1/os-server-groups',
        { server_group: { name: 'apart', policy: 'anti-affinity' } },
        'compute',
        { 'openstack-api-version': 'compute 2.64' },
      ).body;
      await refuses(
        { wanted: { server_group_id: String(at(made, 'server_group.id')) } },
        /Server group "apart" of .* has 0 servers, and no more than 0 may be in one/,
      );
      await refuses({ wanted: { server_group_id: 'none' } }, /has no server group none/);
    });
  });

  describe('its ports', () => {
    const taken = (values: Body): void => {
      there.tenant.create('ports', {
        network_id: there.network,
        device_id: 'another',
        device_owner: 'compute:nova',
        ...values,
      });
    };

    it('have addresses that are free', async () => {
      await start();
      taken({ fixed_ips: [{ subnet_id: there.subnet, ip_address: '10.7.0.50' }] });
      await refuses({}, /Port 1: its address 10\.7\.0\.50 is held at .* of server another: free it/);
      await passes({ params: { keepFixedIp: false } });
    });

    it('have MAC addresses that are free', async () => {
      await start();
      taken({ mac_address: MAC });
      await refuses({}, /Port 1: its MAC address fa:16:3e:aa:bb:01 is held at/);
      await passes({ params: { keepMac: false } });
    });

    it('may be there already', async () => {
      await start();
      there.tenant.create('ports', { network_id: there.network, mac_address: MAC });
      await passes();
    });

    it('have addresses of their subnets', async () => {
      await start();
      const port = {
        network_id: there.network,
        fixed_ips: [{ subnet_id: there.subnet, ip_address: '10.9.0.1' }],
      };
      await refuses(
        { wanted: { ports: [port] } },
        /10\.9\.0\.1 does not lie in subnet "inside4" \(10\.7\.0\.0\/24\)/,
      );
    });

    it('are in networks that have subnets', async () => {
      await start();
      const bare = there.tenant.create('networks', { name: 'bare' }).id;
      await refuses({ wanted: { ports: [{ network_id: bare }] } }, /network "bare" of .* has no subnets/);
    });

    it('do not want what another server of the run wants', async () => {
      await start();
      await passes({ label: 'server "first"' });
      const other = makeServer('other');
      const { problems } = await preflight(await requestOf({}, other));
      assert.equal(problems.length, 2);
      assert.match(problems.join(' '), /its address 10\.7\.0\.50 is wanted by server "first", too/);
    });
  });

  describe('its floating IPs', () => {
    const floating = (values: Body = {}): { readonly floating_ips: readonly Body[] } => ({
      floating_ips: [
        {
          source_port_id: 'port-1',
          floating_network_id: there.external,
          floating_ip_address: '172.24.4.5',
          ...values,
        },
      ],
    });

    it('are there where the mode is existing', async () => {
      await start();
      await refuses(
        { wanted: floating(), params: { floatingIpMode: 'existing' } },
        /floating_ip_mode is existing, but the project has no floating IP 172\.24\.4\.5/,
      );
      await passes({ wanted: floating(), params: { floatingIpMode: 'skip' } });
    });

    it('change where they cannot be had with auto, which is told', async () => {
      await start();
      const { warnings } = await passes({ wanted: floating() });
      assert.match(warnings.join(), /another floating IP than 172\.24\.4\.5: only an administrator/);
    });

    it('have a router that leads outside', async () => {
      await start();
      const island = there.tenant.create('networks', { name: 'island' }).id;
      there.tenant.create('subnets', { network_id: island, cidr: '10.8.0.0/24', ip_version: 4 });
      await refuses(
        {
          wanted: { ports: [{ source_id: 'port-1', network_id: island }], ...floating() },
          params: { floatingIpMode: 'new' },
        },
        /No router of .* leads from network "island"/,
      );
    });
  });

  describe('quotas', () => {
    it('of servers, memory and volumes at the destination', async () => {
      await start({
        computeQuotas: { instances: 0, ram: 100 },
        volumeQuotas: { volumes: 0, gigabytes: 1, per_volume_gigabytes: 1 },
      });
      await refuses(
        { disks: { moved: [moved()] } },
        /The quota of instances of project "dst" at .* is 0, of which 0 are used: this server needs 1\. Have it raised to 1 or more\./,
        /quota of ram .* is 100/,
        /quota of volumes .* is 0/,
        /quota of gigabytes .* is 1.* needs 2/,
        /Disk "data1" has 2 GiB, and a volume at .* may have 1/,
      );
    });

    it('of ports and floating IPs at the destination', async () => {
      await start({ quotas: { port: 3, floatingip: 0 } });
      there.tenant.create('ports', { network_id: there.network });
      there.tenant.create('ports', { network_id: there.network });
      const floating_ips = [
        { source_port_id: 'port-1', floating_network_id: there.external, floating_ip_address: '172.24.4.5' },
      ];
      await refuses(
        { wanted: { floating_ips }, params: { floatingIpMode: 'new' } },
        /quota of port .* is 3/,
        /quota of floatingip .* is 0/,
      );
    });

    it('of snapshots and copies at the source', async () => {
      await start({}, { volumeQuotas: { snapshots: 0, volumes: 0, gigabytes: 3 } });
      await refuses(
        { disks: { moved: [moved({ way: { way: 'snapshot', volume: 'v1' } })] } },
        /quota of snapshots of project "src" .* is 0/,
        /quota of volumes of project "src" .* is 0/,
        /quota of gigabytes of project "src" .* is 3.* needs 4/,
      );
    });

    it('of volumes at the destination alone, of disks that are read directly', async () => {
      await start(
        { volumeQuotas: { gigabytes: 1 } },
        { volumeQuotas: { snapshots: 0, volumes: 0, gigabytes: 0 } },
      );
      const disks = { moved: [moved({ way: { way: 'nbd', uri: 'nbd://h/', bytes: 1 } })] };
      await refuses({ disks }, /quota of gigabytes of project "dst" .* is 1.* needs 2/);
      const { problems } = await look({ disks });
      assert.equal(problems.length, 1, problems.join('\n'));
    });

    it('of clones at the source, of volumes that change hands', async () => {
      await start({}, { volumeQuotas: { snapshots: 0, volumes: 0, gigabytes: 1 } });
      await refuses(
        { disks: { moved: [moved()] }, params: { storage: 'swing' } },
        /quota of volumes of project "src" .* is 0.* needs 1/,
        /quota of gigabytes of project "src" .* is 1.* needs 2/,
      );
    });

    it('of the type of a volume at the source', async () => {
      await start({}, { volumeQuotas: { snapshots_files: 0 } });
      const volume = source.volume({ name: 'typed' });
      await refuses(
        { disks: { moved: [moved({ way: { way: 'snapshot', volume } })] } },
        /quota of snapshots_files of project "src" .* is 0.* needs 1/,
      );
    });

    it('at the source have room for those that are migrated side by side', async () => {
      await start({}, { volumeQuotas: { snapshots: 4 } });
      const { index } = await openRun(source.cloud, ['src', 'src']);
      const ids = [id, ...['second', 'third', 'fourth'].map(makeServer)];
      const snapped = (name: string): MovedDisk =>
        moved({ way: { way: 'snapshot', volume: name }, name, size: 1 });
      const lookAt = async (place: number, disks: number, atOnce: number): Promise<string> => {
        const all = Array.from({ length: disks }, (_each, number) => snapped(`s${place}-${number}`));
        const asked = { disks: { moved: all }, wanted: { ports: [] }, source: index, atOnce };
        return (await preflight(await requestOf(asked, ids[place]))).problems.join();
      };
      // Two at a time never need more than three of the four that there are.
      assert.equal(await lookAt(0, 2, 2), '');
      assert.equal(await lookAt(1, 1, 2), '');
      assert.equal(await lookAt(2, 1, 2), '');
      assert.match(
        await lookAt(3, 3, 2),
        /quota of snapshots of project "src" .* is 4, .*: this server needs 3 and those that are migrated beside it 2\. Have it raised to 5 or more, or set os_migrate_workloads_at_once lower\./,
      );
      // One that is refused takes nothing away from the others; of more at a time, more count.
      assert.equal(await lookAt(2, 2, 2), '');
      assert.match(await lookAt(2, 2, 3), /this server needs 2 and those that are migrated beside it 3/);
      assert.equal(await lookAt(2, 2, 1), '');
    });

    it('have room for all servers of a run together', async () => {
      await start({ computeQuotas: { instances: 2 } });
      const wanted = { ports: [] };
      await passes({ wanted });
      const [second, third] = [makeServer('second'), makeServer('third')];
      assert.deepEqual((await preflight(await requestOf({ wanted }, second))).problems, []);
      const { problems } = await preflight(await requestOf({ wanted }, third));
      assert.match(
        problems.join(),
        /quota of instances .* is 2, .*: this server needs 1 and the servers before it 2/,
      );
      // One that is refused takes nothing away from the others.
      assert.match(
        (await preflight(await requestOf({ wanted }, third))).problems.join(),
        /the servers before it 2/,
      );
    });
  });
});
