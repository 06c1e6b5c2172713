import { phases } from './duties.ts';

export const iamArguments = {
  state: {
    type: 'string',
    enum: ['present', 'absent'],
    default: 'present',
    description: 'Whether the roles are to have the permissions.',
  },
  phases: {
    type: 'array',
    items: { type: 'string', enum: [...phases], description: 'A phase.' },
    minItems: 1,
    default: [...phases],
    description: 'What the permissions are to be enough for.',
  },
  operations: {
    type: 'array',
    nullable: true,
    items: {
      type: 'object',
      description: 'An operation.',
      properties: {
        account: { type: 'string', description: 'The account that is called.' },
        role: { type: 'string', description: 'The role that is assumed there.' },
        region: { type: 'string', description: 'The region of the calls.' },
        needs: {
          type: 'array',
          default: [],
          items: {
            type: 'object',
            description: 'A permission.',
            properties: {
              permission: { type: 'string', description: 'As policies call it.' },
              resources: {
                type: 'array',
                items: { type: 'string', description: 'type/id, or an ARN.' },
                description: 'For what.',
              },
            },
            required: ['permission', 'resources'],
          },
          description: 'What it takes of a policy.',
        },
      },
      additionalProperties: true,
    },
    description:
      'The operations of plans, as vpc_switch_traffic, vpc_revert_traffic and vpc_cleanup return them in check mode: of what changes routing, only these are allowed, for their VPCs and resources alone. Without it: all that the phases may take, in the regions of the discovery.yaml.',
  },
  policy: {
    type: 'string',
    minLength: 1,
    description:
      'The policy that is changed, by its name or ARN. Without it: the only one of the account that is attached to the role, or the only one called app-policy.',
  },
  admin_role: {
    type: 'string',
    description:
      'The role to assume for calls of IAM; empty: the credentials as they are. Without it the role itself, which may not be allowed to change its own policy.',
  },
  make_room: {
    type: 'boolean',
    default: false,
    description:
      'Whether the oldest version that is not in use may be deleted where IAM keeps no more: those that drover made first.',
  },
  verify: {
    type: 'boolean',
    default: true,
    description: 'Whether IAM is asked afterwards if the role may do what it has to.',
  },
} as const;
