import type { Infer, Schema } from '../../../../engine/schema/types.ts';
import { withHiddenArguments } from '../../../../engine/text/hidden-arguments.ts';
import type { Command } from './distribution.ts';

/** How a host of RHEL is registered, so that it may install packages. */
export const subscriptionArguments = {
  manage: {
    type: 'boolean',
    description: 'False: hosts of RHEL are not registered, nor taken out again.',
    default: true,
  },
  username: { type: 'string', description: 'Who registers, with a password.', nullable: true },
  password: { type: 'string', description: 'The password.', secret: true, nullable: true },
  org_id: { type: 'string', description: 'The organization, with an activation key.', nullable: true },
  activationkey: {
    type: 'string',
    description: 'The activation key, in place of user and password.',
    secret: true,
    nullable: true,
  },
  repositories: {
    type: 'array',
    items: { type: 'string', description: 'The id of a repository, or a pattern.' },
    description: 'Repositories that are switched on.',
    nullable: true,
  },
  release: { type: 'string', description: 'The release that packages are taken of.', nullable: true },
  rhsm_baseurl: { type: 'string', description: 'Where packages are taken from.', nullable: true },
  server_hostname: { type: 'string', description: 'The server of subscriptions.', nullable: true },
  server_insecure: {
    type: 'boolean',
    description: 'True: its certificate is not checked. Only for networks that nobody else uses.',
    nullable: true,
  },
  server_proxy_hostname: { type: 'string', description: 'The proxy on the way there.', nullable: true },
  server_proxy_port: { type: 'integer', description: 'Its port.', nullable: true },
  server_proxy_user: { type: 'string', description: 'Its user.', nullable: true },
  server_proxy_password: {
    type: 'string',
    description: 'The password of that user.',
    secret: true,
    nullable: true,
  },
} as const satisfies Readonly<Record<string, Schema>>;

export type Subscription = Infer<{ type: 'object'; properties: typeof subscriptionArguments }>;

/** A program with what it reads. */
export interface Step {
  readonly command: Command;
  readonly stdin?: string;
  /** What it is called in messages; default: the command. */
  readonly called?: string;
}

/** Whether there is anything to register with. */
export function canRegister({ manage, username, activationkey }: Subscription): boolean {
  return manage && (username != null || activationkey != null);
}

/** It takes an activation key as an argument alone. */
function hidden(...words: readonly string[]): Step {
  return {
    ...withHiddenArguments('subscription-manager', words),
    called: `"subscription-manager ${words[0] ?? ''}"`,
  };
}

/**
 * What registers a host. Password and activation key go in through the standard input: the arguments of programs can be
 * seen by all who are on the machine. Source: subscription-manager(8).
 */
export function registration(given: Subscription): readonly Step[] {
  const { username, password, org_id: org, activationkey, repositories, release } = given;
  const settings = configuration(given);
  const register: Step =
    activationkey == null
      ? {
          command: ['subscription-manager', 'register', `--username=${username ?? ''}`, ...named('org', org)],
          stdin: `${password ?? ''}\n`,
        }
      : hidden('register', `--activationkey=${activationkey}`, ...named('org', org));
  return [
    ...(settings.length === 0 ? [] : [{ command: ['subscription-manager', 'config', ...settings] as const }]),
    register,
    ...(release == null
      ? []
      : [{ command: ['subscription-manager', 'release', `--set=${release}`] as const }]),
    ...(repositories == null || repositories.length === 0
      ? []
      : [
          {
            command: [
              'subscription-manager',
              'repos',
              ...repositories.map((name) => `--enable=${name}`),
            ] as const,
          },
        ]),
  ];
}

function configuration(given: Subscription): readonly string[] {
  return [
    ...named('rhsm.baseurl', given.rhsm_baseurl),
    ...named('server.hostname', given.server_hostname),
    ...(given.server_insecure == null ? [] : [`--server.insecure=${given.server_insecure ? 1 : 0}`]),
    ...named('server.proxy_hostname', given.server_proxy_hostname),
    ...named('server.proxy_port', given.server_proxy_port),
    ...named('server.proxy_user', given.server_proxy_user),
  ];
}

function named(option: string, value: string | number | null | undefined): readonly string[] {
  return value == null ? [] : [`--${option}=${value}`];
}

/** Says by its status whether a host is registered. */
export const IDENTITY: Command = ['subscription-manager', 'identity'];
/** Takes it out. */
export const UNREGISTER: Command = ['subscription-manager', 'unregister'];
