import { posix } from 'node:path';
import type { DescribedObjectSchema, Schema } from '../../../engine/schema/types.ts';
import { isBody, textOf } from '../kind/wire.ts';
import type { HostRecord, Side } from './conversion-host.types.ts';

/** Where the private key of the link stands on the hosts of the destination: root's alone, whatever his home is. */
export const LINK_KEY = '/etc/drover/link.key';

/** What a host is told by. */
export const hostFields = {
  name: { type: 'string', description: 'What messages call it.' },
  server_id: {
    type: 'string',
    description: 'The id of its server at the cloud: volumes are attached to it.',
  },
  address: { type: 'string', description: 'Where drover, and the hosts of the other cloud, reach it.' },
  port: { type: 'integer', minimum: 1, maximum: 65_535, description: 'The port of its SSH server.' },
  user: { type: 'string', description: 'Who logs in there: root, or one who may `sudo` without a password.' },
  private_key: {
    type: 'string',
    description: 'The private key that opens it: a path, from the data directory or absolute.',
  },
  host_keys: {
    type: 'array',
    items: { type: 'string', description: 'A line of a public key: ssh-ed25519 AAAA...' },
    minItems: 1,
    description: "The host's own public keys: no other one is accepted.",
  },
  jump: {
    type: 'string',
    description:
      'A host that drover goes through to reach it: user@host:port, or several with commas between them. Their keys have to stand in known_hosts.',
    nullable: true,
  },
  link_key: {
    type: 'string',
    description:
      'At the destination: the path on the host of the private key that opens the hosts of the source.',
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

/** An entry of hosts.yml. */
export const hostSchema: DescribedObjectSchema = {
  type: 'object',
  description: 'A conversion host.',
  properties: {
    side: { type: 'string', enum: ['source', 'destination'], description: 'Which cloud it is of.' },
    ...hostFields,
  },
  required: ['side', 'name', 'server_id', 'address', 'port', 'user', 'private_key', 'host_keys'],
};

/** A host of the user's own, as a variable has it: the variable says which cloud it is of. */
export const ownHostSchema: DescribedObjectSchema = {
  type: 'object',
  description: 'A conversion host.',
  properties: {
    ...hostFields,
    name: { ...hostFields.name, description: 'What messages call it. Default: its address.', nullable: true },
    port: { ...hostFields.port, description: 'The port of its SSH server. Default: 22.', nullable: true },
    private_key: {
      ...hostFields.private_key,
      description:
        'The private key that opens it: a path, from the data directory or absolute. Default: conversion/ssh.key.',
      nullable: true,
    },
  },
  required: ['server_id', 'address', 'user', 'host_keys'],
};

/** Where drover keeps the key that opens the hosts that it deploys, below the data directory. */
export const HOSTS_KEY = posix.join('conversion', 'ssh.key');

/** A host of the user's own with what he need not say. Its schema has let it pass. */
export function ownHost(side: Side, given: unknown): HostRecord {
  const body = isBody(given) ? given : {};
  const { port, host_keys: keys } = body;
  const address = textOf(body, 'address') ?? '';
  const jump = textOf(body, 'jump');
  return {
    side,
    name: textOf(body, 'name') ?? address,
    server_id: textOf(body, 'server_id') ?? '',
    address,
    port: typeof port === 'number' ? port : 22,
    user: textOf(body, 'user') ?? '',
    private_key: textOf(body, 'private_key') ?? HOSTS_KEY,
    host_keys: Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [],
    ...(jump === undefined ? {} : { jump }),
    ...(side === 'destination' ? { link_key: textOf(body, 'link_key') ?? LINK_KEY } : {}),
  };
}
