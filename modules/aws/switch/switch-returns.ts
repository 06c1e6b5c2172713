import type { Schema } from '../../../engine/schema/types.ts';

const text = (description: string) => ({ type: 'string', description }) as const;
const texts = (description: string, each: string) =>
  ({ type: 'array', items: text(each), description }) as const;

export const vpcsReturn = {
  type: 'array',
  items: {
    type: 'object',
    description: 'A VPC.',
    properties: {
      vpc: text('Its id.'),
      account: text('Its account.'),
      region: text('Its region.'),
      state: text('switched, reverted, taken back, failed or interrupted.'),
      made: { type: 'integer', description: 'How many operations changed something.' },
    },
  },
  description: 'What became of each VPC that there was something to do with.',
} as const satisfies Schema;

export const operationsReturn = {
  type: 'array',
  items: {
    type: 'object',
    description: 'An operation.',
    properties: {
      vpc: text('The VPC.'),
      id: text('What it is called in the journal.'),
      kind: text(
        'advertisement, association, static-route, prefix-list-reference, propagation, wait or probe.',
      ),
      title: text('What it does.'),
      risk: text('What traffic may feel: none, path or loss.'),
      account: text('The account that is called; controller, or here.'),
      calls: texts('The calls, in order.', 'A call.'),
      way_back: texts('The calls that take it back.', 'A call.'),
      role: text('The role that is assumed in the account.'),
      region: text('The region of the calls.'),
      needs: {
        type: 'array',
        items: {
          type: 'object',
          description: 'A permission.',
          properties: {
            permission: text('As policies call it: ec2:AssociateRouteTable.'),
            resources: texts('What the operation names.', 'type/id, or an ARN.'),
          },
        },
        description: 'What its calls, and those that take it back, take of a policy.',
      },
    },
    additionalProperties: true,
  },
  description: 'The plan: every operation, in order.',
} as const satisfies Schema;
