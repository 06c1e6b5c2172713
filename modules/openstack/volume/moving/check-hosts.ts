import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../../engine/module.ts';
import { problemsOf, type HostProblem } from '../../conversion/check/check-hosts.ts';
import { problemsTowards } from '../../conversion/check/check-hypervisor.ts';
import type { ConversionHost, Side } from '../../conversion/conversion-host.types.ts';
import { hostsOf } from '../../conversion/hosts-of.ts';
import type { Hypervisor } from '../../conversion/hypervisors.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import type { Arguments } from '../../kind/kind.ts';

/** What data are read from: conversion hosts of the source if nobody says otherwise. */
export interface ReadFrom {
  readonly hosts: boolean;
  readonly hypervisors: readonly Hypervisor[];
}

/**
 * Looks whether the hosts of both clouds are there, run, can be reached, have what copies take and reach one another:
 * once a run, before anything is stopped. Throws `conversion-host-missing` and `conversion-host-unready`.
 */
export async function checkHosts(
  args: Arguments,
  context: TaskContext,
  clouds: Readonly<Record<Side, IndexOfCloud>>,
  label: string,
  from: ReadFrom = { hosts: true, hypervisors: [] },
): Promise<void> {
  const source = from.hosts ? await hostsOf('source', args, context) : [];
  const destination = await hostsOf('destination', args, context);
  if (from.hosts && source.length === 0) throw missing('source', label);
  if (destination.length === 0) throw missing('destination', label);
  for (const host of source) await checkHost(host, [], clouds.source, context);
  for (const host of destination) await checkHost(host, source, clouds.destination, context);
  for (const hypervisor of from.hypervisors) refuse(await problemsTowards(hypervisor, destination, context));
}

function missing(side: Side, label: string): DroverError {
  const variable = `os_migrate_${side === 'source' ? 'src' : 'dst'}_conversion_hosts`;
  return new DroverError('conversion-host-missing', {
    detail: `${label}: the ${side} has no conversion host, through which data are moved.`,
    help: `Run playbooks/deploy_conversion_hosts.yml first, or name hosts of your own in ${variable}.`,
  });
}

function checkHost(
  host: ConversionHost,
  sources: readonly ConversionHost[],
  index: IndexOfCloud,
  context: TaskContext,
): Promise<void> {
  const towards = sources.length === 0 ? '' : ':linked';
  return context.pool.get(
    `openstack:conversion-host-check:${host.side}:${host.server_id}${towards}`,
    async () => {
      refuse(await problemsOf(host, sources, index, context));
    },
  );
}

function refuse(problems: readonly HostProblem[]): void {
  if (problems.length === 0) return;
  throw new DroverError('conversion-host-unready', {
    detail: problems.map(({ detail }) => detail).join(' '),
    help: [...new Set(problems.map(({ help }) => help))].join(' '),
  });
}
