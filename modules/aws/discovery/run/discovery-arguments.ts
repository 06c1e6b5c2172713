import type { Schema } from '../../../../engine/schema/types.ts';

const path = (description: string) =>
  ({ type: 'string', format: 'path', minLength: 1, nullable: true, description }) as const;

const flag = (description: string) => ({ type: 'boolean', default: false, description }) as const;

export const discoveryArguments = {
  data_dir: path(
    'Where snapshots and the key they are signed with are kept, in the folder .drover. Default: terraform_output of the discovery.yaml.',
  ),
  discovery_only: flag(
    'Only an inventory: no Terraform files, and the discovery.yaml needs neither a controller nor versions.',
  ),
  s3backup: flag(
    'Bring the folders of the accounts, the logs and the snapshot to the bucket of aws.s3, which is made where it is missing.',
  ),
  suppress: {
    type: 'array',
    items: { description: 'A code, or {code, ids}. Codes and ids may have * and ? in them.' },
    default: [],
    description: 'Alerts that are not shown: codes, or codes for some ids.',
  },
  tfvars_json: flag('Whether the variables of Terraform are written as JSON (.auto.tfvars.json).'),
} as const;

const count = (description: string) => ({ type: 'integer', description }) as const;
const text = (description: string) => ({ type: 'string', description }) as const;

export const discoveryReturns = {
  alerts: {
    type: 'array',
    description: 'What was found and not suppressed.',
    items: {
      type: 'object',
      description: 'An alert.',
      properties: {
        code: text('Its code: VPC-PUBLIC-ROUTE.'),
        severity: text('error, warning or info.'),
        account: text('The account.'),
        region: text('The region; null for what concerns all of the account.'),
        vpc: text('The VPC; null for what concerns all of the region.'),
        subject: text('The id of what it is about.'),
        text: text('What was found.'),
        help: text('What to do.'),
        log: text('The line of the log.'),
      },
    },
  },
  counts: {
    type: 'object',
    description: 'How many alerts of each severity there are, and of what.',
    properties: {
      error: count('Alerts.'),
      warning: count('Alerts.'),
      info: count('Alerts.'),
      suppressed: count('Alerts that are not shown.'),
      regions: count('Regions of accounts.'),
      vpcs: count('VPCs.'),
      tables: count('Route tables.'),
      calls: count('Calls of AWS.'),
    },
  },
  table: text('The alerts for a terminal.'),
  backup: {
    type: 'array',
    description: 'The keys that were written to the bucket, or would be.',
    items: { type: 'string', description: 'A key.' },
  },
  snapshot: text('The path of the snapshot; empty in check mode.'),
  files: {
    type: 'array',
    description: 'The paths of the files that were written, or would be.',
    items: { type: 'string', description: 'A path.' },
  },
  logs: {
    type: 'array',
    description: 'The paths of the logs that were added to.',
    items: { type: 'string', description: 'A path.' },
  },
} as const satisfies Readonly<Record<string, Schema>>;
