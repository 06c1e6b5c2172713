import { defineAction, type AnyActingModule } from '../../../engine/module.ts';
import { openAws } from '../api/open-aws.ts';
import { discoveryOf } from '../discovery/from-variables.ts';
import { refuseUnknown } from './choose-vpcs.ts';
import { readStates } from './gather-routing.ts';
import { placesOf } from './places-of.ts';
import { holdsFor } from './hold.ts';
import { statusOf, statusLine } from './vpc-status-text.ts';
import { knownVpcs } from './journal/vpc-lines.ts';
import { vpcArgument } from './switch-arguments.ts';

const text = (description: string) => ({ type: 'string', description }) as const;

export const vpcStatus: AnyActingModule = defineAction({
  name: 'aws.vpc_status',
  aliases: ['vpc_status'],
  summary: 'Tells where VPCs stand, by their journals.',
  args: { type: 'object', properties: vpcArgument },
  examples: [{ title: 'All VPCs', playbook: '- aws.vpc_status:\n  register: status\n' }],
  returns: {
    vpcs: {
      type: 'array',
      items: {
        type: 'object',
        description: 'A VPC.',
        properties: {
          vpc: text('Its id.'),
          account: text('Its account.'),
          phase: text('none, switching, switched, reverting, reverted or cleaned.'),
          since: { ...text('Since when, in UTC.'), nullable: true },
          cycle: { type: 'integer', description: 'Which switch of the VPC it is.' },
          done: { type: 'integer', description: 'How many operations are done.' },
          total: { type: 'integer', description: 'How many there are.' },
          open: {
            type: 'array',
            items: text('An operation.'),
            description: 'Operations that were begun without an end, or failed.',
          },
        },
      },
      description: 'The VPCs of the discovery.yaml, and others of its accounts with a journal here.',
    },
    lines: { type: 'array', items: text('A VPC.'), description: 'The same for people.' },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const config = discoveryOf(context);
    const holds = await holdsFor(config, await openAws(context), context);
    const accounts = new Set(config.account_info.map(({ account_id }) => account_id));
    const known = (await knownVpcs(context.state)).filter(({ account }) => accounts.has(account));
    const all = placesOf(config, known);
    const asked = args.vpc ?? undefined;
    refuseUnknown(
      asked,
      all.map(({ vpc }) => vpc),
    );
    const places = all.filter(({ vpc }) => asked === undefined || asked.includes(vpc));
    const states = await readStates(places, holds, context);
    const vpcs = places.map((place) => statusOf(place, states.get(place.vpc)));
    return { changed: false, vpcs, lines: vpcs.map(statusLine) };
  },
});
