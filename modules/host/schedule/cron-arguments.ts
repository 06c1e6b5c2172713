import type { Schema } from '../../../engine/schema/types.ts';

const every = { type: 'string', default: '*' } as const;

export const cronArguments = {
  name: { type: 'string', description: 'The name of the job, or of the variable.' },
  user: { type: 'string', description: 'Whose table it is; with cron_file, who runs the job.' },
  job: {
    type: 'string',
    description: 'The command of the job, or the value of the variable.',
    aliases: ['value'],
  },
  cron_file: {
    type: 'string',
    format: 'path',
    description:
      'A file of the system, in /etc/cron.d unless it is a whole path, in place of a user’s table.',
  },
  state: {
    type: 'string',
    enum: ['present', 'absent'],
    description: 'Whether it is to be there.',
    default: 'present',
  },
  backup: { type: 'boolean', description: 'Keep a copy of the table as it was.', default: false },
  minute: { ...every, description: 'Minutes.' },
  hour: { ...every, description: 'Hours.' },
  day: { ...every, description: 'Days of the month.', aliases: ['dom'] },
  month: { ...every, description: 'Months.' },
  weekday: { ...every, description: 'Days of the week.', aliases: ['dow'] },
  special_time: {
    type: 'string',
    enum: ['reboot', 'yearly', 'annually', 'monthly', 'weekly', 'daily', 'hourly'],
    description: 'A time that has a name, in place of the five.',
  },
  disabled: { type: 'boolean', description: 'Write the job as a comment.', default: false },
  env: { type: 'boolean', description: 'It is a variable.', default: false },
  insertafter: { type: 'string', description: 'A new variable goes behind this one.' },
  insertbefore: { type: 'string', description: 'A new variable goes in front of this one.' },
} as const satisfies Readonly<Record<string, Schema>>;

interface Given {
  readonly name: string;
  readonly user?: string;
  readonly job?: string;
  readonly cron_file?: string;
  readonly state: string;
  readonly special_time?: string;
  readonly env: boolean;
  readonly insertafter?: string;
  readonly insertbefore?: string;
  readonly minute: string;
  readonly hour: string;
  readonly day: string;
  readonly month: string;
  readonly weekday: string;
}

/** What cannot be meant, in Ansible's words. */
export function cronProblems(args: Given): readonly string[] {
  const isPresent = args.state === 'present';
  const hasTime = [args.minute, args.hour, args.day, args.month, args.weekday].some((part) => part !== '*');
  const isPlaced = args.insertafter !== undefined || args.insertbefore !== undefined;
  const problems: readonly (readonly [boolean, string])[] = [
    [
      args.insertafter !== undefined && args.insertbefore !== undefined,
      'parameters are mutually exclusive: insertafter|insertbefore',
    ],
    [args.cron_file === '/etc/crontab', 'Will not manage /etc/crontab via cron_file, see documentation.'],
    [args.special_time !== undefined && hasTime, 'You must specify time and date fields or special time.'],
    [
      isPresent && args.cron_file !== undefined && args.user === undefined,
      'To use cron_file=... parameter you must specify user=... as well',
    ],
    [isPresent && args.job === undefined, "You must specify 'job' to install a new cron job or variable"],
    [
      isPresent && isPlaced && !args.env,
      'Insertafter and insertbefore parameters are valid only with env=yes',
    ],
    [args.env && args.name.includes(' '), 'Invalid name for environment variable'],
  ];
  return problems.filter(([isWrong]) => isWrong).map(([, message]) => message);
}
