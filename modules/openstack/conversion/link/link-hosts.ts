import { dirname, join } from 'node:path/posix';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { defineModule, type AnyConvergingModule, type Change, type Plan } from '../../../../engine/module.ts';
import type { ConversionHost } from '../conversion-host.types.ts';
import { LINK_KEY } from '../host-record.ts';
import { conversionHostArguments, hostsOf } from '../hosts-of.ts';
import { PRIVATE, readKeyFile } from '../keys/key-file.ts';
import { withLinkKey } from './authorized-keys.ts';
import { loginOf, textAt, type Login } from './login.ts';

/** What is to be written on one host. */
interface Writing {
  readonly host: ConversionHost;
  readonly path: string;
  readonly text: string;
  /** Whose file it is; undefined: root's. */
  readonly login: Login | undefined;
  /** In words, for the plan. */
  readonly what: string;
}

interface Facts {
  readonly writings: readonly Writing[];
  /** Clouds that have no hosts yet. */
  readonly without: readonly string[];
  /** In check mode, they may be about to be deployed. */
  readonly isPlanned: boolean;
}

export const linkConversionHosts: AnyConvergingModule = defineModule({
  name: 'openstack.link_conversion_hosts',
  aliases: ['link_conversion_hosts'],
  summary: 'Lets the conversion hosts of the destination log in at those of the source.',
  description:
    'Puts the public key of the link into authorized_keys of the hosts of the source, in lines of its own, and the private key onto the hosts of the destination, where only root reads it.',
  args: {
    type: 'object',
    properties: {
      link_key: {
        type: 'string',
        format: 'path',
        description: 'The private key of the link: conversion_key makes it.',
      },
      ...conversionHostArguments,
    },
    required: ['link_key'],
  },
  examples: [
    {
      title: 'All hosts',
      playbook: [
        '- openstack.link_conversion_hosts:',
        '    link_key: "{{ os_migrate_data_dir }}/conversion/link-ssh.key"',
        '    conversion_hosts_file: "{{ os_migrate_data_dir }}/conversion/hosts.yml"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    hosts: {
      type: 'array',
      items: { type: 'string', description: 'A name.' },
      description: 'The hosts that were not linked yet.',
    },
  },
  connect: (_args, context) => Promise.resolve(context),
  gather: async (args, context): Promise<Facts> => {
    const [sources, destinations] = await Promise.all([
      hostsOf('source', args, context),
      hostsOf('destination', args, context),
    ]);
    const without = [
      ...(sources.length === 0 ? ['source'] : []),
      ...(destinations.length === 0 ? ['destination'] : []),
    ];
    if (without.length > 0) return { writings: [], without, isPlanned: context.checkMode };
    const { files } = context.controller;
    const key = await readKeyFile(args.link_key, files);
    if (key === undefined) {
      throw new DroverError('conversion-host-settings', {
        detail: `There is no key ${args.link_key} for the link between the conversion hosts.`,
        help: 'Run openstack.conversion_key first: it makes it. If hosts are linked with a lost key, that replaces it.',
      });
    }
    const secret = new TextDecoder().decode(await files.read(args.link_key));
    const found = await Promise.all([
      ...sources.map((host) => atSource(host, key.publicKey)),
      ...destinations.map((host) => atDestination(host, secret)),
    ]);
    return { writings: found.filter((writing) => writing !== undefined), without, isPlanned: false };
  },
  plan: (_args, facts): Plan<Facts> => {
    const { writings, without, isPlanned } = facts;
    const changes = writings.map(({ host, what }): Change => ({
      pointer: `/${host.side}/${host.name}`,
      before: undefined,
      after: what,
    }));
    const common = {
      subject: 'link between the conversion hosts',
      changes,
      result: { hosts: writings.map(({ host }) => host.name) },
      detail: facts,
    };
    if (isPlanned) return { ...common, action: 'create', reason: 'It is made when the hosts are there.' };
    if (without.length > 0) {
      const reason = `There are no conversion hosts of the ${without.join(' and of the ')} to be linked.`;
      return { ...common, action: 'unchanged', reason, warnings: [reason] };
    }
    if (writings.length === 0) return { ...common, action: 'unchanged', reason: 'It is there.' };
    const names = writings.map(({ host }) => host.name).join(', ');
    return { ...common, action: 'update', reason: `It is missing at ${names}.` };
  },
  apply: async ({ detail: { writings } }) => {
    await Promise.all(writings.map(write));
    return { changed: true };
  },
});

async function atSource(host: ConversionHost, publicKey: string): Promise<Writing | undefined> {
  const login = await loginOf(host);
  const path = join(login.home, '.ssh', 'authorized_keys');
  const before = (await textAt(host.machine.connection, path)) ?? '';
  const text = withLinkKey(before, publicKey);
  return text === before ? undefined : { host, path, text, login, what: 'public key of the link' };
}

async function atDestination(host: ConversionHost, secret: string): Promise<Writing | undefined> {
  const path = host.link_key ?? LINK_KEY;
  const { connection } = host.machine;
  const status = await connection.files.status(path);
  const isPrivate = status !== undefined && (status.mode & 0o077) === 0;
  if (isPrivate && (await textAt(connection, path)) === secret) return undefined;
  return { host, path, text: secret, login: undefined, what: 'private key of the link' };
}

async function write({ host, path, text, login }: Writing): Promise<void> {
  const { files } = host.machine.connection;
  const folder = dirname(path);
  if ((await files.status(folder, { follow: true })) === undefined) {
    await files.makeDirectory(folder, { mode: 0o700, parents: true });
    if (login !== undefined) await files.changeOwner(folder, login.uid, login.gid);
  }
  await files.write(path, text, { mode: PRIVATE });
  if (login !== undefined) await files.changeOwner(path, login.uid, login.gid);
}
