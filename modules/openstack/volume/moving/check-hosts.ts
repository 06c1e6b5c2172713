import { DroverError, messageOf } from '../../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import { checkTools } from '../../../disk/check-tools.ts';
import type { ConversionHost, Side } from '../../conversion/conversion-host.types.ts';
import { hostsOf } from '../../conversion/hosts-of.ts';
import type { Arguments } from '../../kind/kind.ts';

/**
 * Looks whether the hosts of both clouds are there, can be reached and have what copies take: once a run, before
 * anything is stopped. Throws `conversion-host-missing` and `conversion-host-unready`.
 */
export async function checkHosts(args: Arguments, context: TaskContext, label: string): Promise<void> {
  for (const side of ['source', 'destination'] as const) {
    const hosts = await hostsOf(side, args, context);
    if (hosts.length === 0) throw missing(side, label);
    for (const host of hosts) await checkHost(host, context);
  }
}

function missing(side: Side, label: string): DroverError {
  const variable = `os_migrate_${side === 'source' ? 'src' : 'dst'}_conversion_hosts`;
  return new DroverError('conversion-host-missing', {
    detail: `${label}: the ${side} has no conversion host, through which data are moved.`,
    help: `Run playbooks/deploy_conversion_hosts.yml first, or name hosts of your own in ${variable}.`,
  });
}

function checkHost(host: ConversionHost, { pool }: Pick<TaskContext, 'pool'>): Promise<void> {
  return pool.get(`openstack:conversion-host-check:${host.side}:${host.server_id}`, async () => {
    const problems = await problemsOf(host);
    if (problems.length === 0) return;
    throw new DroverError('conversion-host-unready', {
      detail: `The conversion host "${host.name}" of the ${host.side} is not fit for copies: ${problems.join('; ')}.`,
      help: 'Run playbooks/deploy_conversion_hosts.yml again, which brings what is missing, or mend it by hand.',
    });
  });
}

async function problemsOf({ machine, side }: ConversionHost): Promise<readonly string[]> {
  try {
    return await checkTools(machine, side);
  } catch (error) {
    return [messageOf(error)];
  }
}
