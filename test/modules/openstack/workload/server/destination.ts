import { USUAL_PARAMS } from '../usual-params.ts';
import { localConnection } from '../../../../../engine/transport/local.ts';
import type { Body } from '../../../../../modules/openstack/api/session.types.ts';
import { sessionFor } from '../../../../../modules/openstack/api/session-for.ts';
import { indexOfCloud, type IndexOfCloud } from '../../../../../modules/openstack/kind/index-of-cloud.ts';
import { writerFor, type Writer } from '../../../../../modules/openstack/kind/write.ts';
import type { ServerRequest } from '../../../../../modules/openstack/workload/server/server-request.ts';
import type {
  BootDisk,
  MigrationParams,
  WantedServer,
} from '../../../../../modules/openstack/workload/workload.types.ts';
import {
  startOpenStackCloud,
  type CloudOptions,
  type LoopbackCloud,
  type Tenant,
} from '../../../../clouds/openstack/cloud.ts';
import { at } from '../../../../clouds/contract/words.ts';
import { testRun, type TestRun } from '../../support/run-module.ts';

/** A cloud with a network that a router leads out of, and who works with it. */
export interface Destination {
  readonly cloud: LoopbackCloud;
  readonly tenant: Tenant;
  readonly network: string;
  readonly subnet: string;
  readonly external: string;
  readonly run: TestRun;
  readonly index: IndexOfCloud;
  readonly writer: Writer;
  /** An image that servers boot from. */
  readonly image: string;
  /** What a service answers: of compute, if nobody says. */
  readonly get: (path: string, service?: string) => unknown;
  readonly volume: (values?: Body) => string;
  readonly close: () => Promise<void>;
}

export const SOURCE = '5f1d9a3c-0000-4000-8000-000000000001';

/** Milliseconds that servers of these tests have for whatever they do. */
export const PATIENCE = 2000;

export async function startDestination(
  options: CloudOptions = {},
  user: readonly [string, string] = ['dst', 'dst'],
): Promise<Destination> {
  const cloud = await startOpenStackCloud(options);
  const tenant = cloud.tenant(...user);
  const network = tenant.create('networks', { name: 'inside' }).id;
  const subnet = tenant.create('subnets', {
    name: 'inside4',
    network_id: network,
    cidr: '10.7.0.0/24',
    ip_version: 4,
    // Addresses that tests ask for lie outside, so that no other port gets them by chance.
    allocation_pools: [{ start: '10.7.0.100', end: '10.7.0.200' }],
  }).id;
  const external = tenant.list('networks', 'router:external=true')[0]?.id ?? '';
  const router = tenant.create('routers', { name: 'out', external_gateway_info: { network_id: external } });
  tenant.act('routers', router.id, 'add_router_interface', { subnet_id: subnet });
  cloud.resetCalls();
  const opened = await openRun(cloud, user);
  const get: Destination['get'] = (path, service = 'compute') =>
    tenant.call('GET', path, undefined, service, {
      'openstack-api-version': `${service === 'block-storage' ? 'volume' : service} latest`,
    }).body;
  return {
    cloud,
    tenant,
    network,
    subnet,
    external,
    ...opened,
    image: cloud.state.image.images.all()[0]!.id,
    get,
    volume: (values = {}) => {
      const path = `/v3/${tenant.projectId}/volumes`;
      const made = tenant.call('POST', path, { volume: { size: 1, ...values } }, 'block-storage').body;
      const id = String(at(made, 'volume.id'));
      for (let looks = 0; looks < 3; looks += 1) get(`${path}/${id}`, 'block-storage');
      tenant.call('POST', `${path}/${id}/action`, { 'os-set_bootable': { bootable: true } }, 'block-storage');
      return id;
    },
    close: async () => {
      await opened.run.close();
      await cloud.close();
    },
  };
}

/** A run of its own at a cloud: with an index that knows nothing yet. */
export async function openRun(
  cloud: LoopbackCloud,
  user: readonly [string, string] = ['dst', 'dst'],
  history?: TestRun,
): Promise<Pick<Destination, 'run' | 'index' | 'writer'>> {
  const run = testRun();
  const session = await sessionFor({ auth: cloud.auth(...user) }, run.context, { label: 'destination' });
  const index = indexOfCloud(session);
  const earlier = history?.journal ?? [];
  const journal = { ...run.context.journal, earlier: () => Promise.resolve(operationsOf(earlier)) };
  Object.assign(run.context, { journal });
  return {
    run,
    index,
    writer: writerFor({ index, journal: run.context.journal, name: 'server "web"', source: SOURCE }),
  };
}

/** The operations of a journal, as a later run reads them. */
function operationsOf(
  lines: TestRun['journal'],
): Awaited<ReturnType<TestRun['context']['journal']['earlier']>> {
  return lines.flatMap((line) => {
    if (line.state !== 'intended') return [];
    const end = lines.find((other) => other.number === line.number && other.state !== 'intended');
    if (end === undefined) return [{ number: line.number, entry: line.entry, state: 'intended' as const }];
    const { at: _at, ...known } = end;
    return [{ ...known, entry: line.entry }];
  });
}

export const MAC = 'fa:16:3e:aa:bb:01';

/** What is asked for if nobody says otherwise: a server that boots from the image, with a port. */
export function requestOf(
  there: Pick<Destination, 'network' | 'subnet' | 'image' | 'writer' | 'run'>,
  options: {
    readonly wanted?: Partial<WantedServer>;
    readonly params?: Partial<MigrationParams>;
    readonly disks?: readonly BootDisk[];
    readonly timeoutMs?: number;
    readonly signal?: AbortSignal;
  } = {},
): ServerRequest & { readonly warnings: string[]; readonly stages: string[] } {
  const warnings: string[] = [];
  const stages: string[] = [];
  return {
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
      ...options.wanted,
    },
    params: { ...USUAL_PARAMS, ...options.params },
    disks: options.disks ?? [diskOf({ image: there.image }, { bootIndex: 0 })],
    writer: there.writer,
    journal: there.run.context.journal,
    label: 'server "web"',
    source: SOURCE,
    timeoutMs: options.timeoutMs ?? PATIENCE,
    signal: options.signal ?? new AbortController().signal,
    controller: localConnection(process.env),
    onStage: (text) => void stages.push(text),
    warn: (message) => void warnings.push(message),
    warnings,
    stages,
  };
}

export function diskOf(from: BootDisk['from'], further: Partial<BootDisk> = {}): BootDisk {
  return {
    bootIndex: undefined,
    device: undefined,
    deleteOnTermination: false,
    tag: undefined,
    ...further,
    from,
  };
}
