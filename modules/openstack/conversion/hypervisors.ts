import { dirname, isAbsolute, join } from 'node:path';
import type { TaskContext } from '../../../engine/module.ts';
import type { DescribedObjectSchema, Schema } from '../../../engine/schema/types.ts';
import type { Machine } from '../../disk/disk.types.ts';
import type { RoleArgument } from '../kind/kind.ts';
import { isBody, textOf } from '../kind/wire.ts';
import type { HostRecord } from './conversion-host.types.ts';
import { hostFields, HOSTS_KEY } from './host-record.ts';

/** Where Nova keeps the disks of servers, if its `instances_path` does not say otherwise. */
const INSTANCES = '/var/lib/nova/instances';

/** A hypervisor of the source, as `os_migrate_src_hypervisors` names it. */
export interface HypervisorRecord extends Pick<
  HostRecord,
  'name' | 'address' | 'port' | 'user' | 'private_key' | 'host_keys' | 'jump'
> {
  /** The folder of the folders of servers. */
  readonly instances_path: string;
}

/** The same with a way to its machine, as root. */
export interface Hypervisor extends HypervisorRecord {
  readonly machine: Machine;
}

const { name: _name, server_id: _id, link_key: _key, ...shared } = hostFields;

const hypervisorSchema: DescribedObjectSchema = {
  type: 'object',
  description: 'A hypervisor.',
  properties: {
    ...shared,
    name: {
      type: 'string',
      description:
        'What Nova calls it: hypervisor_hostname in the records of servers (openstack hypervisor list).',
    },
    address: {
      type: 'string',
      description: 'Where drover, and the conversion hosts of the destination, reach it.',
    },
    port: { ...shared.port, description: 'The port of its SSH server. Default: 22.', nullable: true },
    private_key: {
      ...shared.private_key,
      description:
        'The private key that opens it: a path, from the data directory or absolute. Default: conversion/ssh.key.',
      nullable: true,
    },
    instances_path: {
      type: 'string',
      pattern: '^/',
      description: `The folder of Nova's servers: instances_path of its nova.conf. Default: ${INSTANCES}.`,
      nullable: true,
    },
  },
  required: ['name', 'address', 'user', 'host_keys'],
};

/** The arguments by which a module is told of disks that are read directly. */
export const hypervisorArguments = {
  source_hypervisors: {
    type: 'array',
    items: hypervisorSchema,
    description: 'Hypervisors of the source that disks are read from directly (use_nbdkit_direct).',
    nullable: true,
  },
  direct_only: {
    type: 'boolean',
    description:
      'Whether servers are passed over whose records do not say that their disks are read directly (use_nbdkit_direct). Default false.',
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

/** The same, as roles give them to import modules. */
export const hypervisorRoleArguments: readonly RoleArgument[] = [
  {
    name: 'source_hypervisors',
    of: 'import',
    value: '{{ os_migrate_src_hypervisors | default(omit) }}',
    variables: {
      os_migrate_src_hypervisors: {
        type: 'array',
        items: hypervisorSchema,
        description: hypervisorArguments.source_hypervisors.description,
      },
    },
  },
  {
    name: 'direct_only',
    of: 'import',
    value: '{{ os_migrate_workloads_direct_only }}',
    variables: {
      os_migrate_workloads_direct_only: {
        type: 'boolean',
        description:
          'Whether servers are passed over whose records do not say that their disks are read directly (use_nbdkit_direct): import_from_hypervisor.yml sets it.',
        default: false,
      },
    },
  },
];

type HypervisorArgs = Readonly<
  Partial<Record<keyof typeof hypervisorArguments | 'conversion_hosts_file', unknown>>
>;

/** The hypervisors that the arguments name. No machine is connected to before it is used. */
export function hypervisorsOf(
  args: HypervisorArgs,
  context: Pick<TaskContext, 'machine' | 'pool'>,
): Promise<readonly Hypervisor[]> {
  const { source_hypervisors: given, conversion_hosts_file: file } = args;
  // The file is in a folder of the data directory.
  const dataDir = typeof file === 'string' ? dirname(dirname(file)) : '.';
  const records = Array.isArray(given) ? given.filter(isBody).map(recordOf) : [];
  return Promise.all(records.map((record) => withMachine(record, dataDir, context)));
}

function recordOf(given: Readonly<Record<string, unknown>>): HypervisorRecord {
  const { port, host_keys: keys } = given;
  const jump = textOf(given, 'jump');
  return {
    name: textOf(given, 'name') ?? '',
    address: textOf(given, 'address') ?? '',
    port: typeof port === 'number' ? port : 22,
    user: textOf(given, 'user') ?? '',
    private_key: textOf(given, 'private_key') ?? HOSTS_KEY,
    host_keys: Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [],
    ...(jump === undefined ? {} : { jump }),
    instances_path: (textOf(given, 'instances_path') ?? INSTANCES).replace(/(?<=.)\/+$/, ''),
  };
}

function withMachine(
  record: HypervisorRecord,
  dataDir: string,
  context: Pick<TaskContext, 'machine' | 'pool'>,
): Promise<Hypervisor> {
  const { name, address, port, user, private_key: key, host_keys: hostKeys, jump } = record;
  const label = `hypervisor "${name}"`;
  const privateKeyFile = isAbsolute(key) ? key : join(dataDir, key);
  return context.pool.get(`openstack:hypervisor:${JSON.stringify([record, privateKeyFile])}`, () => {
    const way = {
      ...{ name: label, address, port, user, privateKeyFile, hostKeys, asRoot: true },
      ...(jump === undefined ? {} : { jump }),
    };
    return Promise.resolve({ ...record, machine: { name: label, connection: context.machine(way) } });
  });
}
