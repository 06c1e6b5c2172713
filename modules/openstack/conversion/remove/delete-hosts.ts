import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type AnyConvergingModule,
  type Change,
  type Plan,
  type TaskContext,
} from '../../../../engine/module.ts';
import { authArguments } from '../../api/auth-arguments.ts';
import type { Body } from '../../api/session.types.ts';
import { claimProject } from '../../claim-project.ts';
import { cloudOfTask } from '../../cloud-of-task.ts';
import { servers } from '../../compute/collections.ts';
import { awaitGone } from '../../kind/await-state.ts';
import { pathOf, type Collection } from '../../kind/collection.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { bodiesAt, idOf, projectOf, textOf } from '../../kind/wire.ts';
import { deleteOne, writerFor } from '../../kind/write.ts';
import { floatingIps, ports } from '../../network/collections.ts';
import { isNotFound } from '../../api/errors.ts';
import { unregister } from '../content/unregister.ts';
import type { HostRecord } from '../conversion-host.types.ts';
import { ipLabelOf, isOf, labelOf, portLabelOf } from '../deploy/host-facts.ts';
import { changeHosts, hostsPath, isSameHost, readHosts } from '../hosts-file.ts';
import { hostOf, isHostName } from '../marks.ts';

interface Doomed {
  readonly name: string;
  readonly server: Body;
}

interface Facts {
  readonly servers: readonly Doomed[];
  /** Floating IPs that drover made for the hosts, each with its host. */
  readonly ips: readonly { readonly name: string; readonly body: Body }[];
  /** Their ports, likewise. */
  readonly ports: readonly { readonly name: string; readonly body: Body }[];
  readonly entries: readonly HostRecord[];
}

const AGAIN = { impossible: 'it was a conversion host: deploy_conversion_hosts.yml makes a new one.' };

export const deleteConversionHosts: AnyConvergingModule = defineModule({
  name: 'openstack.delete_conversion_hosts',
  aliases: ['delete_conversion_hosts'],
  summary: 'Removes the conversion hosts that drover has deployed at a cloud.',
  description:
    'Their servers, their floating IPs where drover made them, and their entries in hosts.yml. A host that volumes of a migration are attached to is not removed.',
  args: {
    type: 'object',
    properties: {
      side: { type: 'string', enum: ['source', 'destination'], description: 'Which cloud it is.' },
      name: { type: 'string', description: 'The name of the first; others are called NAME-2, NAME-3 ...' },
      data_dir: { type: 'string', format: 'path', description: 'The data directory.' },
      delete_fip: {
        type: 'boolean',
        description: 'False: floating IPs stay with the project.',
        default: true,
      },
      rhsm_manage: {
        type: 'boolean',
        description: 'Whether hosts of RHEL are taken out of the subscription before.',
        default: true,
      },
      delete_timeout: {
        type: 'integer',
        minimum: 1,
        description: 'How many seconds it may take until a server is gone.',
        default: 180,
      },
      ...authArguments,
    },
    required: ['side', 'name', 'data_dir'],
  },
  examples: [
    {
      title: 'At the source',
      playbook: [
        '- openstack.delete_conversion_hosts:',
        '    side: source',
        '    name: os_migrate_conv_src',
        '    data_dir: "{{ os_migrate_data_dir }}"',
        '    auth: "{{ os_migrate_src_auth }}"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    hosts: {
      type: 'array',
      items: { type: 'string', description: 'A name.' },
      description: 'The hosts that are removed.',
    },
  },
  connect: async (args, context) => {
    const index = await cloudOfTask(args, context, args.side);
    await claimProject(index, context.journal);
    return { index, args };
  },
  gather: async ({ side, name, data_dir: dataDir, delete_fip: takesIps }, { index }, context) => {
    const entries = (await readHosts(hostsPath(dataDir), context.controller.files)).filter(
      (host) => host.side === side && isHostName(name, host.name),
    );
    const { projectId } = await index.identity();
    const own = (await index.load(servers)).all().filter((body) => projectOf(body) === projectId);
    const doomed = own.flatMap((server): readonly Doomed[] => {
      const called = hostOf(server);
      return called !== undefined && isHostName(name, called) ? [{ name: called, server }] : [];
    });
    for (const one of doomed) refuseInUse(one, index);
    const names = [...new Set([...doomed.map((one) => one.name), ...entries.map((host) => host.name)])];
    const ofHosts = async (collection: Collection): Promise<Facts['ips']> =>
      (await index.load(collection))
        .all()
        .filter((body) => projectOf(body) === projectId)
        .flatMap((body) => {
          const host = [name, ...names].find((one) => isOf(body, one));
          return host === undefined ? [] : [{ name: host, body }];
        });
    return {
      servers: doomed,
      ips: takesIps ? await ofHosts(floatingIps) : [],
      ports: await ofHosts(ports),
      entries,
    };
  },
  plan: ({ side }, facts): Plan<Facts> => {
    const changes: readonly Change[] = [
      ...facts.ips.map(({ name, body }) => gone(`/${name}/floating_ip`, body['floating_ip_address'])),
      ...facts.servers.map(({ name, server }) => gone(`/${name}/server`, idOf(server))),
      ...facts.ports.map(({ name, body }) => gone(`/${name}/port`, idOf(body))),
      ...facts.entries.map(({ name }) => gone(`/hosts.yml/${name}`, name)),
    ];
    const hosts = [...new Set([...facts.servers, ...facts.entries].map(({ name }) => name))];
    const common = { subject: `conversion hosts of the ${side}`, changes, result: { hosts }, detail: facts };
    if (changes.length === 0)
      return { ...common, action: 'unchanged', reason: 'There are none of drover’s.' };
    return { ...common, action: 'delete', reason: 'They are removed.' };
  },
  apply: async ({ detail }, { index, args }, context) => {
    if (args.rhsm_manage) await unregister(detail.entries, args.data_dir, context);
    for (const { name, body } of detail.ips) {
      const writer = writerFor({ index, journal: context.journal, name: ipLabelOf({ name }) });
      await unlessGone(deleteOne(writer, floatingIps, body, AGAIN));
    }
    for (const doomed of detail.servers) await removeServer(doomed, args.delete_timeout, index, context);
    for (const { name, body } of detail.ports) {
      const writer = writerFor({ index, journal: context.journal, name: portLabelOf({ name }) });
      await unlessGone(deleteOne(writer, ports, body, AGAIN));
    }
    await changeHosts(hostsPath(args.data_dir), context, (hosts) =>
      hosts.filter((host) => !detail.entries.some((entry) => isSameHost(entry, host))),
    );
    return { changed: true };
  },
  assume: ({ detail }, { index }) => {
    for (const { body } of detail.ips) index.loaded(floatingIps)?.remove(idOf(body));
    for (const { server } of detail.servers) index.loaded(servers)?.remove(idOf(server));
    for (const { body } of detail.ports) index.loaded(ports)?.remove(idOf(body));
  },
});

function gone(pointer: string, before: unknown): Change {
  return { pointer, before, after: undefined };
}

/** A volume of a migration would be torn off in the middle of its copy. */
function refuseInUse({ name, server }: Doomed, { session }: IndexOfCloud): void {
  const foreign = bodiesAt(server, 'os-extended-volumes:volumes_attached').filter(
    (volume) => volume['delete_on_termination'] !== true,
  );
  if (foreign.length === 0) return;
  throw new DroverError('conversion-host-unready', {
    detail: `Conversion host "${name}" (${idOf(server)}) of ${session.label} is not removed: volumes are attached to it (${foreign.map(idOf).join(', ')}).`,
    help: 'A migration is under way, or was cut off: let it end, or run the import again, which gives the volumes back. Or detach them by hand.',
  });
}

async function removeServer(
  { name, server }: Doomed,
  timeout: number,
  index: IndexOfCloud,
  { journal, signal }: TaskContext,
): Promise<void> {
  const id = idOf(server);
  const writer = writerFor({ index, journal, name: labelOf({ name }) });
  await unlessGone(
    writer.write({
      operation: 'delete',
      collection: servers,
      method: 'DELETE',
      path: pathOf(servers, id),
      id,
      // Not all of it: its user data are a secret.
      before: { id, name: textOf(server, 'name') },
      undo: AGAIN,
    }),
  );
  const label = `Conversion host "${name}"`;
  await awaitGone({ index, collection: servers, id, label, timeoutMs: timeout * 1000, signal });
  index.loaded(servers)?.remove(id);
}

/** Somebody else has removed it in the meantime. */
async function unlessGone(removal: Promise<unknown>): Promise<void> {
  try {
    await removal;
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
}
