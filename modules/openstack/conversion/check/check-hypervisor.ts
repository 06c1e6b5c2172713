import type { TaskContext } from '../../../../engine/module.ts';
import { checkTools } from '../../../disk/check-tools.ts';
import { refusalOf } from '../content/reach.ts';
import type { ConversionHost } from '../conversion-host.types.ts';
import type { Hypervisor } from '../hypervisors.ts';
import type { HostProblem } from './check-hosts.ts';
import { refusalBetween } from './ssh-between.ts';

type CheckContext = Pick<TaskContext, 'signal' | 'pool'>;

/** What stands against reading from a hypervisor: it lets drover in as root, and has the tools. Looked at once a run. */
export function hypervisorProblems(
  hypervisor: Hypervisor,
  { pool, signal }: CheckContext,
): Promise<readonly HostProblem[]> {
  return pool.get(`openstack:hypervisor-check:${hypervisor.name}`, async () => {
    const called = `Hypervisor "${hypervisor.name}" of the source`;
    const refusal = await refusalOf(hypervisor, signal);
    if (refusal !== undefined)
      return [
        {
          detail: `${called} (${hypervisor.address}) cannot be worked on: ${refusal}`,
          help: helpFor(refusal),
        },
      ];
    return (await checkTools(hypervisor.machine, 'hypervisor')).map((detail) => ({
      detail,
      help: 'drover installs nothing on hypervisors.',
    }));
  });
}

/** What stands between the hosts of the destination and a hypervisor: each reads from it by itself. */
export async function problemsTowards(
  hypervisor: Hypervisor,
  destinations: readonly ConversionHost[],
  { pool, signal }: CheckContext,
): Promise<readonly HostProblem[]> {
  const all = await Promise.all(
    destinations.map((host) =>
      pool.get(
        `openstack:hypervisor-link:${host.server_id}:${hypervisor.name}`,
        async (): Promise<readonly HostProblem[]> => {
          const why = await refusalBetween(host, hypervisor, signal);
          if (why === undefined) return [];
          const detail = `Conversion host "${host.name}" of the destination does not reach hypervisor "${hypervisor.name}" (${hypervisor.address}) over SSH: ${why}.`;
          return [{ detail, help: helpBetween(why, hypervisor) }];
        },
      ),
    ),
  );
  return all.flat();
}

/** What to do where drover itself is refused. */
function helpFor(refusal: string): string {
  if (/host key/i.test(refusal))
    return 'Its key is not the one in host_keys of os_migrate_src_hypervisors: correct it if the hypervisor was installed anew; else somebody may stand between you and it.';
  if (/sudo|root/i.test(refusal)) return 'Let its user sudo without a password, or name another user.';
  if (/denied|authentication|publickey/i.test(refusal))
    return 'Name the key that opens it as private_key in os_migrate_src_hypervisors.';
  return 'Correct address, port and user in os_migrate_src_hypervisors, and see that this machine is let in.';
}

/** What to do where a host of the destination is refused. */
function helpBetween(refusal: string, { name, user }: Hypervisor): string {
  if (/permission denied|publickey/i.test(refusal))
    return `Put the public half of the link's key (conversion/link-ssh.key.pub of the data directory) into authorized_keys of ${user} on ${name}, with restrict,port-forwarding before it.`;
  if (/host key verification/i.test(refusal))
    return 'Its key is not the one in host_keys of os_migrate_src_hypervisors: correct it, or find out who answers there.';
  if (/timed out|no route|unreachable|refused/i.test(refusal))
    return 'A way has to lead from the hosts of the destination to the address in os_migrate_src_hypervisors, and its firewall has to let them in.';
  return 'Look at both machines, then plan again.';
}
