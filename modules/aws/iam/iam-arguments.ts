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
