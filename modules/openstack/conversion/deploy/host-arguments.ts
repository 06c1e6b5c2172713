import type { Infer, Schema } from '../../../../engine/schema/types.ts';
import { LINK_KEY } from '../host-record.ts';

/** What one conversion host is told. */
export const hostArguments = {
  side: { type: 'string', enum: ['source', 'destination'], description: 'Which cloud it is of.' },
  name: { type: 'string', description: 'The name of its server.' },
  image: { type: 'string', description: 'The name or id of the image that it boots from.' },
  flavor: { type: 'string', description: 'The name or id of its flavor.' },
  network: { type: 'string', description: 'The name or id of its network.' },
  secgroup_name: { type: 'string', description: 'The name of its security group.' },
  keypair_name: { type: 'string', description: 'The name of its keypair.' },
  manage_fip: {
    type: 'boolean',
    description:
      'Whether it gets a floating IP. False: it is reached at the address that it has in its network.',
    default: true,
  },
  external_network: {
    type: 'string',
    description:
      'The name or id of the network that its floating IP is of. Without it, and without floating_ip_address, it gets none.',
    nullable: true,
  },
  floating_ip_address: {
    type: 'string',
    format: 'ip',
    description: 'The floating IP that it gets: one that the project has, or a new one. Default: any.',
    nullable: true,
  },
  availability_zone: { type: 'string', description: 'Where it runs.', nullable: true },
  boot_from_volume: {
    type: 'boolean',
    description: 'Whether it boots from a volume, which is removed with it.',
    default: false,
  },
  volume_size: { type: 'integer', minimum: 1, description: 'The size of that volume in GiB.', default: 20 },
  config_drive: {
    type: 'boolean',
    description: 'Whether it reads what it is told from a disk, for clouds without a metadata service.',
    nullable: true,
  },
  ssh_user: { type: 'string', description: 'The user that drover logs in as.', default: 'cloud-user' },
  ssh_port: {
    type: 'integer',
    minimum: 1,
    maximum: 65_535,
    description: 'The port of the SSH server that the image has.',
    default: 22,
  },
  link_key: {
    type: 'string',
    description: 'At the destination: where on the host the private key of the link is put.',
    default: LINK_KEY,
  },
  password_hash: {
    type: 'string',
    secret: true,
    description:
      'The hash of a password (crypt(3)) that lets the user in, too. Without it, only the key does.',
    nullable: true,
  },
  private_key: {
    type: 'string',
    format: 'path',
    description: 'The private key that opens it: conversion_key makes it.',
  },
  host_keys: {
    type: 'string',
    enum: ['given', 'console'],
    description:
      'How its own key is known: given (drover makes one and hands it over in the user data), or console (it makes its own, and shows it on its console).',
    default: 'given',
  },
  deploy_timeout: {
    type: 'integer',
    minimum: 1,
    description: 'How many seconds it may take to run.',
    default: 180,
  },
  data_dir: {
    type: 'string',
    format: 'path',
    description: 'The data directory: conversion/hosts.yml is there.',
  },
} as const satisfies Readonly<Record<string, Schema>>;

/** What has to be said of it. */
export const hostRequired = [
  'side',
  'name',
  'image',
  'flavor',
  'network',
  'secgroup_name',
  'keypair_name',
  'private_key',
  'data_dir',
] as const;

export type HostSettings = Infer<{
  type: 'object';
  properties: typeof hostArguments;
  required: typeof hostRequired;
}>;
