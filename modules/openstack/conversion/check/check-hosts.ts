import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { defineAction, type AnyActingModule, type TaskContext } from '../../../../engine/module.ts';
import { checkTools } from '../../../disk/check-tools.ts';
import { authArguments } from '../../api/auth-arguments.ts';
import { cloudOfTask } from '../../cloud-of-task.ts';
import { servers } from '../../compute/collections.ts';
import { readNow } from '../../kind/await-state.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import { textOf } from '../../kind/wire.ts';
import { distributionOf } from '../content/install.ts';
import { helpFor, refusalOf } from '../content/reach.ts';
import type { ConversionHost } from '../conversion-host.types.ts';
import { chooseHost, conversionHostArguments, hostsOf } from '../hosts-of.ts';
import { helpBetween, refusalBetween } from './ssh-between.ts';

/** What stands against the use of a host, and what to do. */
export interface HostProblem {
  readonly detail: string;
  readonly help: string;
}

export const checkConversionHosts: AnyActingModule = defineAction({
  name: 'openstack.check_conversion_hosts',
  aliases: ['check_conversion_hosts'],
  summary: 'Looks whether the conversion hosts of a cloud are ready for work.',
  description:
    'Their servers run, they answer over SSH with the keys that are known, drover becomes root there, the tools are there; and at the destination, each reaches each host of the source with the key of the link. Changes nothing.',
  args: {
    type: 'object',
    properties: {
      side: { type: 'string', enum: ['source', 'destination'], description: 'Which cloud it is.' },
      ...conversionHostArguments,
      ...authArguments,
    },
    required: ['side'],
  },
  examples: [
    {
      title: 'At the destination',
      playbook: [
        '- openstack.check_conversion_hosts:',
        '    side: destination',
        '    conversion_hosts_file: "{{ os_migrate_data_dir }}/conversion/hosts.yml"',
        '    auth: "{{ os_migrate_dst_auth }}"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    hosts: {
      type: 'array',
      items: { type: 'object', description: 'A host.', properties: {}, additionalProperties: true },
      description: 'The hosts, each with name, address and distribution.',
    },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const index = await cloudOfTask(args, context, args.side);
    const hosts = await hostsOf(args.side, args, context);
    if (hosts.length === 0) chooseHost(hosts, args.side);
    const sources = args.side === 'destination' ? await hostsOf('source', args, context) : [];
    const found = await Promise.all(hosts.map((host) => problemsOf(host, sources, index, context)));
    const problems = found.flat();
    if (problems.length > 0) {
      throw new DroverError('conversion-host-unready', {
        detail: problems.map(({ detail }) => detail).join(' '),
        help: [...new Set(problems.map(({ help }) => help))].join(' '),
      });
    }
    return {
      changed: false,
      hosts: await Promise.all(
        hosts.map(async (host) => ({
          name: host.name,
          address: host.address,
          distribution: (await distributionOf(host)).title,
        })),
      ),
    };
  },
});

/**
 * The first thing that stands against a host: what comes after it would only follow from that. `sources`: the hosts that
 * one of the destination has to reach.
 */
export async function problemsOf(
  host: ConversionHost,
  sources: readonly ConversionHost[],
  index: IndexOfCloud,
  { signal }: Pick<TaskContext, 'signal'>,
): Promise<readonly HostProblem[]> {
  const called = `Conversion host "${host.name}" of the ${host.side}`;
  const atCloud = await problemAtCloud(called, host, index);
  if (atCloud !== undefined) return [atCloud];
  const refusal = await refusalOf(host, signal);
  if (refusal !== undefined)
    return [
      { detail: `${called} (${host.address}) cannot be worked on: ${refusal}`, help: helpFor(refusal) },
    ];
  const tools = await checkTools(host.machine, host.side);
  if (tools.length > 0)
    return [
      {
        detail: `${called} lacks tools: ${tools.join(' ')}`,
        help: 'Run deploy_conversion_hosts.yml, which installs them, or put them into the image.',
      },
    ];
  const between = await Promise.all(
    sources.map(async (source): Promise<readonly HostProblem[]> => {
      const why = await refusalBetween(host, source, signal);
      if (why === undefined) return [];
      const detail = `${called} does not reach "${source.name}" of the source (${source.address}) over SSH: ${why}.`;
      return [{ detail, help: helpBetween(why) }];
    }),
  );
  return between.flat();
}

async function problemAtCloud(
  called: string,
  { server_id: id }: ConversionHost,
  index: IndexOfCloud,
): Promise<HostProblem | undefined> {
  const server = await readNow({ index, collection: servers, id });
  if (server === undefined) {
    return {
      detail: `${called} has no server: ${index.session.label} knows no ${id}.`,
      help: 'Run deploy_conversion_hosts.yml, which makes a new one; for a host of your own, correct its server_id.',
    };
  }
  const status = textOf(server, 'status') ?? 'in no state';
  if (status === 'ACTIVE') return undefined;
  return {
    detail: `${called} does not run: its server ${id} is ${status}.`,
    help: 'Run deploy_conversion_hosts.yml, which starts one that is switched off; one in ERROR has to be deleted first.',
  };
}
