import type { Infer, Schema } from '../../../engine/schema/types.ts';

export const subscriptionArguments = {
  state: {
    type: 'string',
    enum: ['present', 'absent'],
    description: 'Whether the machine is registered.',
    default: 'present',
  },
  username: { type: 'string', description: 'Who registers it, with a password.' },
  password: { type: 'string', description: 'The password.', secret: true },
  token: { type: 'string', description: 'A token of sso.redhat.com, in their place.', secret: true },
  activationkey: { type: 'string', description: 'An activation key, in their place.', secret: true },
  org_id: { type: 'string', description: 'The organization; an activation key needs it.' },
  environment: { type: 'string', description: 'The environment of the organization, of a Satellite.' },
  auto_attach: {
    type: 'boolean',
    description: 'Take subscriptions that fit.',
    aliases: ['autosubscribe'],
  },
  force_register: {
    type: 'boolean',
    description: 'Register it anew where it is registered.',
    default: false,
  },
  release: { type: 'string', description: 'The release that packages are taken of: 9.4.' },
  consumer_type: { type: 'string', description: 'What is registered; default: a system.' },
  consumer_name: { type: 'string', description: 'Its name; default: that of the machine.' },
  consumer_id: { type: 'string', description: 'An identity that it had before, and is to have again.' },
  server_hostname: { type: 'string', description: 'The server of subscriptions.' },
  server_insecure: {
    type: 'string',
    description: '1: its certificate is not checked. Only for networks that nobody else uses.',
  },
  server_port: { type: 'string', description: 'Its port.' },
  server_prefix: { type: 'string', description: 'The path there.' },
  server_proxy_hostname: { type: 'string', description: 'The proxy on the way there.' },
  server_proxy_port: { type: 'string', description: 'Its port.' },
  server_proxy_scheme: { type: 'string', description: 'How it is spoken with: http, https.' },
  server_proxy_user: { type: 'string', description: 'Its user.' },
  server_proxy_password: { type: 'string', description: 'The password of that user.', secret: true },
  rhsm_baseurl: { type: 'string', description: 'Where packages are taken from.' },
  rhsm_repo_ca_cert: { type: 'string', description: 'The certificate that signs those of that server.' },
  syspurpose: {
    type: 'object',
    description: 'What the machine is for. What is left out is taken away.',
    properties: {
      role: { type: 'string', description: 'Its role.' },
      usage: { type: 'string', description: 'Its use: Production.' },
      service_level_agreement: { type: 'string', description: 'How it is supported: Premium.' },
      addons: {
        type: 'array',
        items: { type: 'string', description: 'An add-on.' },
        description: 'Add-ons that it has.',
      },
      sync: { type: 'boolean', description: 'Tell the server at once.', default: false },
    },
  },
} as const satisfies Readonly<Record<string, Schema>>;

export type AskedSubscription = Infer<{
  type: 'object';
  properties: typeof subscriptionArguments;
}>;

type Name = keyof AskedSubscription;

const together: readonly (readonly [Name, Name])[] = [
  ['username', 'password'],
  ['server_proxy_hostname', 'server_proxy_port'],
  ['server_proxy_user', 'server_proxy_password'],
];

const apart: readonly (readonly [Name, Name])[] = [
  ['activationkey', 'username'],
  ['activationkey', 'token'],
  ['token', 'username'],
  ['activationkey', 'consumer_id'],
  ['activationkey', 'environment'],
  ['activationkey', 'auto_attach'],
];

/** What is wrong with the arguments, before anything runs. */
export function subscriptionProblems(asked: AskedSubscription): readonly string[] {
  const has = (name: Name): boolean => asked[name] !== undefined;
  const clashes = apart.filter((pair) => pair.every(has));
  const halves = together.filter((pair) => pair.some(has) && !pair.every(has));
  return [
    ...clashes.map((pair) => `parameters are mutually exclusive: ${pair.join('|')}`),
    ...halves.map((pair) => `parameters are required together: ${pair.join(', ')}`),
    ...(asked.force_register && !hasCredentials(asked)
      ? ['force_register is True but any of the following are missing: username, activationkey, token']
      : []),
    ...(has('activationkey') && !has('org_id') ? ['org_id is required when using activationkey'] : []),
  ];
}

/** Whether there is anything to register with. */
export function hasCredentials({ username, activationkey, token }: AskedSubscription): boolean {
  return [username, activationkey, token].some((value) => value !== undefined && value !== '');
}
