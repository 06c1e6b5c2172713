import assert from 'node:assert/strict';
import { createServer as createTcpServer } from 'node:net';
import { createServer } from '../../../../../modules/openstack/workload/server/create-server.ts';
import { verifyServer } from '../../../../../modules/openstack/workload/server/verify-server.ts';
import type {
  MigrationParams,
  WantedFloatingIp,
} from '../../../../../modules/openstack/workload/workload.types.ts';
import type { CloudOptions } from '../../../../clouds/openstack/cloud.ts';
import { MAC, openRun, requestOf, startDestination, type Destination } from './destination.ts';

const ADDRESS = '172.24.4.5';

describe('The floating IP of a server', () => {
  let there: Destination;
  const start = async (options: CloudOptions = {}, user?: readonly [string, string]): Promise<void> => {
    there = await startDestination(options, user);
  };
  afterEach(() => there.close());

  const asked = (further: Partial<WantedFloatingIp> = {}): WantedFloatingIp => ({
    source_id: 'fip-1',
    source_port_id: 'port-1',
    floating_network_id: there.external,
    floating_ip_address: ADDRESS,
    fixed_ip_address: '10.7.0.50',
    ...further,
  });
  const requestWith = (
    floatingIpMode: MigrationParams['floatingIpMode'],
    further: Partial<WantedFloatingIp> = {},
  ): ReturnType<typeof requestOf> =>
    requestOf(there, { params: { floatingIpMode }, wanted: { floating_ips: [asked(further)] } });
  const all = () => there.tenant.list('floatingips');
  const admin = () => there.cloud.tenant('admin', 'admin');
  /** As an administrator allocates it to the project. */
  const allocate = (values: Readonly<Record<string, unknown>> = {}) =>
    admin().create('floatingips', {
      floating_network_id: there.external,
      floating_ip_address: ADDRESS,
      tenant_id: there.tenant.projectId,
      ...values,
    });

  it('is none with skip', async () => {
    await start();
    await createServer(requestWith('skip'));
    assert.deepEqual(all(), []);
  });

  it('is a new one with new, also where the project has that of the source', async () => {
    await start();
    allocate();
    const server = await createServer(requestWith('new', { description: 'shop', tags: ['t'] }));
    const made = all().find((one) => one['floating_ip_address'] !== ADDRESS);
    const [port] = there.tenant.list('ports', `device_id=${String(server['id'])}`);
    assert.equal(made?.['port_id'], port?.id);
    assert.equal(made?.['fixed_ip_address'], '10.7.0.50');
    assert.equal(made['description'], 'shop');
    assert.deepEqual(made['tags'], ['t']);
  });

  it('is that of the source with existing and auto, where the project has it', async () => {
    for (const mode of ['existing', 'auto'] as const) {
      await start();
      const { id } = allocate({ description: 'stays' });
      await createServer(requestWith(mode));
      assert.deepEqual(
        all().map((one) => [one.id, one['fixed_ip_address'], one['description']]),
        [[id, '10.7.0.50', 'stays']],
      );
      if (mode === 'existing') await there.close();
    }
  });

  it('is an error with existing where the project has it not: the server stays', async () => {
    await start();
    await assert.rejects(createServer(requestWith('existing')), {
      code: 'resource-missing',
      message: `server "web": floating_ip_mode is existing, but the project has no floating IP ${ADDRESS}.`,
    });
    assert.equal(there.cloud.state.compute.servers.size(), 1);
  });

  it('is a new one with auto, where that of the source is somebody’s already', async () => {
    await start();
    const port = there.tenant.create('ports', { network_id: there.network });
    allocate({ port_id: port.id });
    const request = requestWith('auto');
    await createServer(request);
    const made = all().find((one) => one['floating_ip_address'] !== ADDRESS);
    assert.equal(made?.['fixed_ip_address'], '10.7.0.50');
    assert.match(request.warnings.join(), /another floating IP than 172\.24\.4\.5: .* leads to port/);
  });

  it('is a new one with auto, where a tenant may not ask for the address', async () => {
    await start();
    const request = requestWith('auto');
    await createServer(request);
    assert.equal(all().length, 1);
    assert.match(request.warnings.join(), /only an administrator may ask for an address/);
  });

  it('keeps its address with auto, where an administrator asks for it', async () => {
    await start({}, ['admin', 'admin']);
    await createServer(requestWith('auto'));
    assert.deepEqual(
      all().map((one) => one['floating_ip_address']),
      [ADDRESS],
    );
  });

  it('is a new one with auto, where the external network has no such address', async () => {
    await start({}, ['admin', 'admin']);
    const request = requestWith('auto', { floating_ip_address: '198.51.100.7' });
    await createServer(request);
    assert.equal(all().length, 1);
    assert.match(request.warnings.join(), /no subnet of the external network has it/);
  });

  it('leads to the port that it led to, at the address that stands for the old one', async () => {
    await start();
    const request = requestOf(there, {
      params: { floatingIpMode: 'new', keepFixedIp: false },
      wanted: {
        ports: [
          { source_id: 'port-0', network_id: there.network, mac_address: 'fa:16:3e:aa:bb:00' },
          {
            source_id: 'port-1',
            network_id: there.network,
            mac_address: MAC,
            fixed_ips: [{ subnet_id: there.subnet, ip_address: '10.7.0.50' }],
          },
        ],
        floating_ips: [asked()],
      },
    });
    await createServer(request);
    const [port] = there.tenant.list('ports', `mac_address=${MAC}`);
    assert.equal(all()[0]?.['port_id'], port?.id);
  });

  it('is given once: a run that goes on finds it there', async () => {
    await start();
    await createServer(requestWith('new'));
    const later = { ...there, ...(await openRun(there.cloud, ['dst', 'dst'], there.run)) };
    await createServer(
      requestOf(later, { params: { floatingIpMode: 'new' }, wanted: { floating_ips: [asked()] } }),
    );
    assert.equal(all().length, 1);
    await later.run.close();
  });

  it('is left out with a word where no port can be meant', async () => {
    await start();
    const request = requestOf(there, {
      params: { floatingIpMode: 'new' },
      wanted: {
        ports: [],
        floating_ips: [asked()],
      },
    });
    await createServer(request);
    assert.deepEqual(all(), []);
    assert.match(request.warnings.join(), /no port of the server has the address 10\.7\.0\.50/);
  });

  it('says what to do where no router leads outside', async () => {
    await start();
    const network = there.tenant.create('networks', { name: 'island' }).id;
    there.tenant.create('subnets', { network_id: network, cidr: '10.8.0.0/24', ip_version: 4 });
    const request = requestOf(there, {
      params: { floatingIpMode: 'new' },
      wanted: {
        ports: [{ source_id: 'port-1', network_id: network }],
        floating_ips: [asked({ fixed_ip_address: '10.8.0.9' })],
      },
    });
    await assert.rejects(createServer(request), (error: { diagnostic?: { help?: string } }) => {
      assert.match(error.diagnostic?.help ?? '', /import_routers/);
      return true;
    });
  });
});

describe('The checks of a server', () => {
  let there: Destination;
  beforeEach(async () => {
    there = await startDestination();
  });
  afterEach(() => there.close());

  it('pass where a command of the user says so, with the server in its environment', async () => {
    const command =
      'test "$DROVER_SERVER_NAME" = web && test -n "$DROVER_SERVER_ID" && test -z "$DROVER_SERVER_ADDRESS"';
    const request = requestOf(there, {
      params: { verify: [{ check: 'active' }, { check: 'command', command }] },
    });
    const server = await createServer(request);
    assert.equal(server['status'], 'ACTIVE');
    assert.ok(request.stages.includes('checks active'));
  });

  it('fail with what the command said, and the server stays', async () => {
    const verify = [{ check: 'command', command: 'echo no page >&2; exit 3' }] as const;
    await assert.rejects(createServer(requestOf(there, { params: { verify }, timeoutMs: 400 })), {
      code: 'server-unverified',
      message:
        /does not pass the check command "echo no page .*" within 0 seconds: it ended with status 3 \(no page\)/,
    });
    assert.equal(there.cloud.state.compute.servers.size(), 1);
  });

  it('are tried until they pass', async () => {
    const command = `f=/tmp/drover-check-$DROVER_SERVER_ID; test -e $f && rm $f || { touch $f; exit 1; }`;
    const server = await createServer(
      requestOf(there, { params: { verify: [{ check: 'command', command }] } }),
    );
    assert.equal(server['status'], 'ACTIVE');
  });

  it('say that a port cannot be reached where there is no floating IP', async () => {
    await assert.rejects(
      createServer(requestOf(there, { params: { verify: [{ check: 'port', port: 22 }] } })),
      { code: 'server-unverified', message: /port 22 cannot be checked: the server has no floating IP/ },
    );
  });

  it('reach a port over the floating IP', async () => {
    const listener = createTcpServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => listener.listen(0, '127.0.0.5', resolve));
    const bound = listener.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    await there.close();
    there = await startDestination({ publicNetwork: { name: 'public', cidr: '127.0.0.0/24' } }, [
      'admin',
      'admin',
    ]);
    const floating = {
      source_port_id: 'port-1',
      floating_network_id: there.external,
      floating_ip_address: '127.0.0.5',
      fixed_ip_address: '10.7.0.50',
    };
    const request = (one: number): ReturnType<typeof requestOf> =>
      requestOf(there, {
        params: { verify: [{ check: 'port', port: one }] },
        wanted: { floating_ips: [floating] },
        timeoutMs: 600,
      });
    try {
      const server = await createServer(request(port));
      assert.equal(server['status'], 'ACTIVE');
    } finally {
      listener.close();
    }
    const late = requestOf(there, {
      params: { verify: [{ check: 'port', port }] },
      wanted: { name: 'late', ports: [], floating_ips: [] },
      timeoutMs: 300,
    });
    const server = await createServer({ ...late, params: { ...late.params, verify: [] } });
    await assert.rejects(verifyServer(server, ['127.0.0.5'], late), {
      code: 'server-unverified',
      message: /nothing answers at 127\.0\.0\.5 port/,
    });
  });
});
