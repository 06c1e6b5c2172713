import { dirname, isAbsolute, join } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Schema } from '../../../engine/schema/types.ts';
import type { RoleArgument } from '../kind/kind.ts';
import type { ConversionHost, HostRecord, Side } from './conversion-host.types.ts';
import { ownHost, ownHostSchema } from './host-record.ts';
import { readHosts } from './hosts-file.ts';
import { slotsOf } from './slots.ts';

/** How many volumes a host copies at once when nobody says. */
const VOLUMES = 6;

/** The arguments by which a module is told of the conversion hosts. */
export const conversionHostArguments = {
  conversion_hosts_file: {
    type: 'string',
    format: 'path',
    description: 'The file of the conversion hosts: conversion/hosts.yml of the data directory.',
    nullable: true,
  },
  source_conversion_hosts: {
    type: 'array',
    items: ownHostSchema,
    description: "Hosts of one's own at the source, in place of those of the file.",
    nullable: true,
  },
  destination_conversion_hosts: {
    type: 'array',
    items: ownHostSchema,
    description: "Hosts of one's own at the destination, in place of those of the file.",
    nullable: true,
  },
  conversion_host_volumes: {
    type: 'integer',
    minimum: 1,
    maximum: 24,
    description: 'How many volumes may be attached to a conversion host at once. Default: 6.',
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

const ownHostsVariable = (cloud: string): Schema => ({
  type: 'array',
  items: ownHostSchema,
  description: `Conversion hosts of your own at the ${cloud}: drover deploys none there then.`,
});

/** The same, as roles give them to import modules. */
export const conversionHostRoleArguments: readonly RoleArgument[] = [
  {
    name: 'conversion_hosts_file',
    of: 'import',
    value: '{{ os_migrate_data_dir }}/conversion/hosts.yml',
  },
  {
    name: 'source_conversion_hosts',
    of: 'import',
    value: '{{ os_migrate_src_conversion_hosts | default(omit) }}',
    variables: { os_migrate_src_conversion_hosts: ownHostsVariable('source') },
  },
  {
    name: 'destination_conversion_hosts',
    of: 'import',
    value: '{{ os_migrate_dst_conversion_hosts | default(omit) }}',
    variables: { os_migrate_dst_conversion_hosts: ownHostsVariable('destination') },
  },
  {
    name: 'conversion_host_volumes',
    of: 'import',
    value: '{{ os_migrate_conversion_host_volumes }}',
    variables: {
      os_migrate_conversion_host_volumes: {
        type: 'integer',
        minimum: 1,
        maximum: 24,
        description: 'How many volumes may be attached to a conversion host at once.',
        default: VOLUMES,
      },
    },
  },
];

type HostArguments = Readonly<Partial<Record<keyof typeof conversionHostArguments, unknown>>>;
type HostContext = Pick<TaskContext, 'controller' | 'machine' | 'pool'>;

/**
 * The conversion hosts of a cloud: those of the user's own if the arguments name any, else those of the file; none where
 * there are none. One object a host for the whole run. No machine is connected to before it is used. Throws
 * `conversion-hosts-file` for a file that cannot be used.
 */
export async function hostsOf(
  side: Side,
  args: HostArguments,
  context: HostContext,
): Promise<readonly ConversionHost[]> {
  const volumes = args.conversion_host_volumes;
  const slots = typeof volumes === 'number' ? volumes : VOLUMES;
  const records = await recordsOf(side, args, context);
  return Promise.all(records.map((record) => hostFor(record, dataDirOf(args), slots, context)));
}

/** The same as they are written, without a way to their machines. */
export async function recordsOf(
  side: Side,
  args: HostArguments,
  { controller }: Pick<HostContext, 'controller'>,
): Promise<readonly HostRecord[]> {
  const own = args[`${side}_conversion_hosts`];
  if (Array.isArray(own) && own.length > 0) return own.map((host) => ownHost(side, host));
  const path = args.conversion_hosts_file;
  if (typeof path !== 'string') return [];
  return (await readHosts(path, controller.files)).filter((host) => host.side === side);
}

/** The data directory, which paths in the file are relative to: the file is in a folder of it. */
function dataDirOf({ conversion_hosts_file: path }: HostArguments): string {
  return typeof path === 'string' ? dirname(dirname(path)) : '.';
}

/** A way to a host's machine, as root. */
export function hostFor(
  record: HostRecord,
  dataDir: string,
  slots: number,
  context: Pick<HostContext, 'machine' | 'pool'>,
): Promise<ConversionHost> {
  const { side, name, address, port, user, private_key: key, host_keys: hostKeys, jump } = record;
  const label = `conversion host "${name}" of the ${side}`;
  const privateKeyFile = isAbsolute(key) ? key : join(dataDir, key);
  return context.pool.get(
    `openstack:conversion-host:${JSON.stringify([record, privateKeyFile, slots])}`,
    () => {
      const way = {
        ...{ name: label, address, port, user, privateKeyFile, hostKeys, asRoot: true },
        ...(jump == null ? {} : { jump }),
      };
      const connection = context.machine(way);
      return Promise.resolve({ ...record, machine: { name: label, connection }, slots: slotsOf(slots) });
    },
  );
}

/**
 * The host that has least to do, and among equals the one that was chosen least often. Throws `conversion-host-missing`
 * where there is none.
 */
export function chooseHost(hosts: readonly ConversionHost[], side: Side): ConversionHost {
  const [best] = [...hosts].sort(
    ({ slots: one }, { slots: other }) =>
      one.load / one.limit - other.load / other.limit || one.chosen - other.chosen,
  );
  if (best === undefined) {
    const variable =
      side === 'source' ? 'os_migrate_src_conversion_hosts' : 'os_migrate_dst_conversion_hosts';
    throw new DroverError('conversion-host-missing', {
      detail: `The ${side} has no conversion host: conversion/hosts.yml of the data directory names none.`,
      help: `Run deploy_conversion_hosts.yml, or name hosts of your own in ${variable}.`,
    });
  }
  best.slots.choose();
  return best;
}
