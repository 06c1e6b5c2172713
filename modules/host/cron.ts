import { defineModule } from '../../engine/module.ts';
import { programsOf } from './programs.ts';
import { cronArguments, cronProblems } from './schedule/cron-arguments.ts';
import {
  jobLine,
  jobNames,
  linesOfTable,
  tableText,
  variableNames,
  withJob,
  withoutJob,
  withoutVariable,
  withVariable,
  type JobTime,
  type VariablePlace,
} from './schedule/crontab.ts';
import { keepTable, readTable, writeTable, type Table, type TablePlace } from './schedule/table-file.ts';

interface CronDetail {
  readonly place: TablePlace;
  /** Undefined: the file goes. */
  readonly text: string | undefined;
  /** The table as it was, where it is to be kept. */
  readonly kept: string | undefined;
}

export const cron = defineModule({
  name: 'host.cron',
  aliases: ['cron', 'ansible.builtin.cron', 'ansible.legacy.cron'],
  summary: 'Sets, changes and removes jobs and variables of crontabs.',
  args: { type: 'object', properties: cronArguments, required: ['name'] },
  examples: [
    {
      title: 'A check every night',
      playbook:
        '- cron:\n    name: check the backup\n    minute: "17"\n    hour: "3"\n    job: /usr/local/sbin/check-backup\n',
    },
  ],
  returns: {
    jobs: {
      type: 'array',
      items: { type: 'string', description: 'A name.' },
      description: 'The names of all jobs that have one.',
    },
    envs: {
      type: 'array',
      items: { type: 'string', description: 'A name.' },
      description: 'The names of all variables.',
    },
    backup_file: { type: 'string', description: 'The copy of the table as it was, where one was asked for.' },
  },
  check: cronProblems,
  connect: (_args, context) =>
    Promise.resolve({ connection: context.connection, programs: programsOf(context.connection, context) }),
  gather: ({ user, cron_file: file }, { connection, programs }) =>
    readTable(placeOf(user, file), connection, programs),
  plan: (args, table: Table) => {
    const place = placeOf(args.user, args.cron_file);
    const lines = linesOfTable(table.text);
    const wanted = wantedLines(lines, args);
    const isEnded = table.text === '' || table.text.endsWith('\n');
    const isSame = isEnded && wanted.join('\n') === lines.join('\n');
    const isGone =
      !isSame &&
      place.kind === 'file' &&
      args.state === 'absent' &&
      !args.env &&
      tableText(wanted).trim() === '';
    const header =
      place.kind === 'file'
        ? place.path
        : `crontab${args.user === undefined ? '' : ` for user "${args.user}"`}`;
    const after = tableText(wanted);
    const given = args.cron_file === undefined ? {} : { cron_file: args.cron_file };
    return {
      action: isSame ? ('unchanged' as const) : isGone ? ('delete' as const) : ('update' as const),
      subject: header,
      reason: isSame ? 'it is as asked for' : 'it differs',
      changes: isSame ? [] : [{ pointer: `/${args.name}`, before: table.text, after }],
      ...(isSame
        ? {}
        : {
            diff: {
              before: table.text,
              after,
              beforeHeader: header,
              afterHeader: isGone ? '/dev/null' : header,
            },
          }),
      warnings: warningsOf(args),
      result: isGone
        ? { ...given, state: args.state }
        : { ...given, jobs: jobNames(wanted), envs: variableNames(wanted) },
      detail: {
        place,
        text: isGone ? undefined : after,
        kept: args.backup && !isGone ? tableText(lines) : undefined,
      } satisfies CronDetail,
    };
  },
  apply: async ({ detail }, { connection, programs }) => {
    const { place, text, kept } = detail;
    const backup = kept === undefined ? {} : { backup_file: await keepTable(kept, connection) };
    if (text !== undefined) await writeTable(place, text, connection, programs);
    else if (place.kind === 'file') await connection.files.remove(place.path);
    return { changed: true, ...backup };
  },
});

function placeOf(user: string | undefined, file: string | undefined): TablePlace {
  if (file === undefined) return { kind: 'user', user };
  return { kind: 'file', path: file.startsWith('/') ? file : `/etc/cron.d/${file}` };
}

interface Asked extends JobTime, VariablePlace {
  readonly name: string;
  readonly user?: string;
  readonly job?: string;
  readonly cron_file?: string;
  readonly state: 'absent' | 'present';
  readonly env: boolean;
}

function wantedLines(lines: readonly string[], args: Asked): readonly string[] {
  const { name, job = '', state, env } = args;
  if (env) return state === 'present' ? withVariable(lines, name, job, args) : withoutVariable(lines, name);
  if (state === 'absent') return withoutJob(lines, name);
  return withJob(lines, name, jobLine(args, args.cron_file === undefined ? undefined : args.user, job));
}

function warningsOf({ cron_file: file, job = '', state, env }: Asked): readonly string[] {
  const base = file?.split('/').at(-1) ?? '';
  const isOdd = file !== undefined && !/^[A-Z0-9_-]+$/i.test(base);
  const isBroken = state === 'present' && !env && /[\r\n]/.test(job.replace(/^[\r\n]+|[\r\n]+$/g, ''));
  return [
    ...(isOdd
      ? [
          `Filename portion of cron_file ("${base}") should consist solely of upper- and lower-case letters, digits, underscores, and hyphens`,
        ]
      : []),
    ...(isBroken ? ['Job should not contain line breaks'] : []),
  ];
}
