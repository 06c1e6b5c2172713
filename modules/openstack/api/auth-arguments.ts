import { AUTH_KEYS } from './auth-keys.ts';

/** Only these are kept out of what is shown: names of users and projects are no secrets, and stand in every message. */
const SECRETS = {
  password: { type: 'string', description: "The user's password.", secret: true },
  token: { type: 'string', description: 'A token.', secret: true },
  auth_token: { type: 'string', description: 'A token, by an older name.', secret: true },
  application_credential_secret: {
    type: 'string',
    description: 'The secret of the application credential.',
    secret: true,
  },
} as const;

/**
 * The arguments that every OpenStack module takes, for spreading into its schema. `credentialsFromArguments` reads
 * them; unknown keys of `auth` pass the schema, as it names the right ones better.
 */
export const authArguments = {
  cloud: {
    description:
      'The name of a cloud in clouds.yaml, or a dictionary in the form that a cloud has there. ' +
      'Without it and without `auth`, OS_CLOUD or the other OS_* variables say which cloud.',
    anyOf: [
      { type: 'string', description: 'The name of a cloud in clouds.yaml.' },
      {
        type: 'object',
        description: 'A cloud in the form that it has in clouds.yaml.',
        additionalProperties: true,
        properties: {
          auth: {
            type: 'object',
            description: 'How to authenticate.',
            additionalProperties: true,
            properties: SECRETS,
          },
          ...SECRETS,
        },
      },
    ],
    nullable: true,
  },
  auth: {
    type: 'object',
    description: `How to authenticate. Keys: ${Object.keys(AUTH_KEYS).join(', ')}.`,
    additionalProperties: true,
    properties: SECRETS,
    nullable: true,
  },
  auth_type: {
    type: 'string',
    description:
      'How to authenticate: password, token or v3applicationcredential. Default: what the keys of `auth` show.',
    nullable: true,
  },
  region_name: {
    type: 'string',
    description: 'The region; needed where the cloud has several.',
    nullable: true,
  },
  validate_certs: {
    type: 'boolean',
    description: "False: do not check the server's certificate. Only for networks that nobody else uses.",
    aliases: ['verify'],
    nullable: true,
  },
  ca_cert: {
    type: 'string',
    format: 'path',
    description: "The file with the certificate of the authority that signed the server's, in PEM form.",
    aliases: ['cacert'],
    nullable: true,
  },
  client_cert: {
    type: 'string',
    format: 'path',
    description: 'The file with the client certificate, in PEM form.',
    aliases: ['cert'],
    nullable: true,
  },
  client_key: {
    type: 'string',
    format: 'path',
    description: "The file with the client certificate's key, in PEM form.",
    aliases: ['key'],
    nullable: true,
  },
  interface: {
    type: 'string',
    description: 'Which endpoints of the catalogue to use: public (the default), internal or admin.',
    aliases: ['endpoint_type'],
    nullable: true,
  },
  api_timeout: {
    type: 'number',
    description: 'How many seconds a service may take for one answer. Default 60.',
    nullable: true,
  },
  timeout: {
    type: 'integer',
    description:
      'Accepted for playbooks that set it, and passed over: drover waits as long as things make progress.',
    nullable: true,
  },
  wait: {
    type: 'boolean',
    description: 'Accepted for playbooks that set it, and passed over: drover always waits for the outcome.',
    nullable: true,
  },
  sdk_log_path: {
    type: 'string',
    description: 'Accepted for playbooks that set it, and passed over.',
    nullable: true,
  },
  sdk_log_level: {
    type: 'string',
    description: 'Accepted for playbooks that set it, and passed over.',
    nullable: true,
  },
} as const;
