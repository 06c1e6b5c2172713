import { text } from './parts.ts';

const role = (description: string, fallback: 'aviatrix-role-app' | 'aviatrix-role-ec2') => ({
  ...text('role', description),
  default: fallback,
});

const mode = {
  type: 'string',
  enum: ['ENV', 'SSM'],
  default: 'ENV',
  description:
    'Where Terraform takes the password of the controller from: ENV (environment) or SSM (parameter store).',
} as const;

/** `tf_controller_access` with `mode: ENV`: there is nothing more to say. */
export const envAccessSchema = {
  type: 'object',
  description: 'The name and password of the controller come from the environment.',
  properties: { mode },
} as const;

/** `tf_controller_access` with `mode: SSM`. */
export const ssmAccessSchema = {
  type: 'object',
  description: 'The password of the controller comes from the parameter store.',
  properties: {
    mode,
    alias: {
      type: 'string',
      minLength: 1,
      default: 'us_west_2',
      description: 'The alias of the AWS provider that reads it.',
    },
    region: { ...text('region', 'The region of the parameter store.'), default: 'us-west-2' },
    password_store: {
      type: 'string',
      minLength: 1,
      default: 'avx-admin-password',
      description: 'The name of the parameter.',
    },
    username: {
      type: 'string',
      minLength: 1,
      default: 'admin',
      description: 'Who logs in at the controller.',
    },
    ssm_role: {
      type: 'string',
      default: '',
      description: 'The role to assume in the account of the controller; empty: none.',
    },
  },
} as const;

/** `aviatrix`: the controller. `tf_controller_access` is one of two mappings, by its `mode`. */
export const aviatrixSchema = {
  type: 'object',
  description: 'The controller.',
  properties: {
    controller_ip: {
      type: 'string',
      minLength: 1,
      description: 'The address of the controller: IPv4, IPv6, or a host name.',
    },
    controller_account: text('account', 'The account that the controller runs in.'),
    ctrl_role_app: role('The app role of the spoke account.', 'aviatrix-role-app'),
    ctrl_role_ec2: role('The EC2 role of the account of the controller.', 'aviatrix-role-ec2'),
    gateway_role_app: role('The app role of gateways.', 'aviatrix-role-app'),
    gateway_role_ec2: role('The instance profile of gateways, in the spoke account.', 'aviatrix-role-ec2'),
    spoke_access_key_and_secret: {
      type: 'boolean',
      default: false,
      description: 'Whether Terraform has a key of the spoke account, and assumes no role. With ENV only.',
    },
    tf_controller_access: {
      description: 'How Terraform logs in at the controller.',
      default: { mode: 'ENV' },
      anyOf: [envAccessSchema, ssmAccessSchema],
    },
  },
  required: ['controller_ip', 'controller_account'],
} as const;
