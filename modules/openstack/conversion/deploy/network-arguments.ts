import type { Infer, Schema } from '../../../../engine/schema/types.ts';

/** What the network of the conversion hosts of a cloud is told. */
export const networkArguments = {
  side: {
    type: 'string',
    enum: ['source', 'destination'],
    description: 'Which cloud it is.',
  },
  network: {
    type: 'string',
    description: 'The name or id of a network that is there: none is made then.',
    nullable: true,
  },
  manage_network: {
    type: 'boolean',
    description: 'False: the network of net_name is there already, and none is made.',
    default: true,
  },
  net_name: { type: 'string', description: 'The name of the network.', default: 'os_migrate_conv' },
  net_mtu: { type: 'integer', minimum: 68, description: 'Its MTU.', nullable: true },
  subnet_name: { type: 'string', description: 'The name of its subnet.', default: 'os_migrate_conv' },
  subnet_cidr: {
    type: 'string',
    format: 'cidr',
    description: 'The addresses of the subnet.',
    default: '192.168.10.0/24',
  },
  subnet_alloc_start: {
    type: 'string',
    format: 'ipv4',
    description: 'The first address that hosts get.',
    default: '192.168.10.10',
  },
  subnet_alloc_end: {
    type: 'string',
    format: 'ipv4',
    description: 'The last one.',
    default: '192.168.10.99',
  },
  subnet_dns_nameservers: {
    type: 'array',
    items: { type: 'string', format: 'ip', description: 'An address.' },
    description: 'The name servers that hosts ask. Without any, those that the cloud gives.',
    default: [],
  },
  router_name: { type: 'string', description: 'The name of the router.', default: 'os_migrate_conv' },
  router_ip: {
    type: 'string',
    format: 'ipv4',
    description: 'Its address in the subnet.',
    default: '192.168.10.1',
  },
  external_network: {
    type: 'string',
    description: 'The name or id of the network that leads outside.',
    nullable: true,
  },
  secgroup_name: {
    type: 'string',
    description: 'The name of the security group.',
    default: 'os_migrate_conv',
  },
  keypair_name: { type: 'string', description: 'The name of the keypair.', default: 'os_migrate_conv' },
  private_key: {
    type: 'string',
    format: 'path',
    description: 'The private key that opens the hosts: conversion_key makes it.',
  },
} as const satisfies Readonly<Record<string, Schema>>;

export type NetworkSettings = Infer<{
  type: 'object';
  properties: typeof networkArguments;
  required: ['side', 'private_key'];
}>;

/** What variables of a cloud begin with. */
export function variable(side: NetworkSettings['side'], name: string): string {
  return `os_migrate_${side === 'source' ? 'src' : 'dst'}_conversion_${name}`;
}
