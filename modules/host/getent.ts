import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineAction,
  type CommandOutcome,
  type Connection,
  type ModuleResult,
} from '../../engine/module.ts';
import { databaseLines, databasePath, readableDatabases } from './identity/database-file.ts';
import { programsOf } from './programs.ts';

interface Asked {
  readonly database: string;
  readonly key?: string | null;
  readonly service?: string | null;
}

/** What getent(1) says by its status. */
const failures: Readonly<Record<number, string>> = {
  1: 'Missing arguments, or database unknown.',
  2: 'One or more supplied key could not be found in the database.',
  3: 'Enumeration not supported on this database.',
};
const NOT_FOUND = 2;

export const getent = defineAction({
  name: 'host.getent',
  aliases: ['getent', 'ansible.builtin.getent', 'ansible.legacy.getent'],
  summary: 'Reads a database of the system as facts: users, groups, hosts, services.',
  args: {
    type: 'object',
    properties: {
      database: { type: 'string', description: 'The database: passwd, group, hosts, services.' },
      key: {
        type: 'string',
        description: 'What is looked for in it; everything where it is left out.',
        nullable: true,
      },
      service: {
        type: 'string',
        description: 'Where it is looked for, in place of what /etc/nsswitch.conf says: files, sss.',
        nullable: true,
      },
      split: {
        type: 'string',
        description:
          'What stands between the fields. Default: a colon in passwd, shadow, group and gshadow; else blanks.',
        nullable: true,
      },
      fail_key: { type: 'boolean', description: 'A key that is not there is a failure.', default: true },
    },
    required: ['database'],
  },
  examples: [
    {
      title: 'The home of a user',
      playbook:
        '- getent:\n    database: passwd\n    key: www-data\n- debug:\n    msg: "{{ ansible_facts.getent_passwd[\'www-data\'][4] }}"\n',
    },
  ],
  returns: {
    ansible_facts: {
      description:
        'Under `getent_DATABASE`, for each key, the other fields as a list; a list of such lists where several lines have the key; null for a key that was not found.',
    },
  },
  check: ({ split }) => (split === '' ? ['split is empty: name what stands between the fields'] : []),
  checkMode: 'run',
  run: async (args, context): Promise<ModuleResult> => {
    const { database, key, service } = args;
    const programs = programsOf(context.connection, context);
    const program = await programs.find('getent');
    const outcome =
      program === undefined
        ? await readFile(args, context.connection)
        : await programs.run([
            program,
            ...(service == null ? [] : ['-s', service]),
            database,
            ...(key == null ? [] : [key]),
          ]);
    const told = (facts: unknown): ModuleResult => ({
      changed: false,
      ansible_facts: { [`getent_${database}`]: facts },
    });
    if (outcome.rc === 0)
      return told(recordsOf(outcome.stdout, args.split ?? (hasColons(database) ? ':' : undefined)));
    const msg = failures[outcome.rc] ?? 'Unexpected failure!';
    if (outcome.rc === NOT_FOUND && key != null && !args.fail_key) return { ...told({ [key]: null }), msg };
    return { changed: false, failed: true, msg };
  },
});

function hasColons(database: string): boolean {
  return ['passwd', 'shadow', 'group', 'gshadow'].includes(database);
}

/** The fields of lines by the first of them. */
function recordsOf(text: string, separator: string | undefined): Readonly<Record<string, unknown>> {
  const found = new Map<string, (readonly string[])[]>();
  for (const line of text.split('\n')) {
    const [key, ...fields] = separator === undefined ? line.trim().split(/\s+/) : line.split(separator);
    if (key === undefined || line.trim() === '') continue;
    found.set(key, [...(found.get(key) ?? []), fields]);
  }
  return Object.fromEntries([...found].map(([key, all]) => [key, all.length === 1 ? all[0] : all]));
}

/** What getent(1) would give, from the file of a database. */
async function readFile({ database, key, service }: Asked, { files }: Connection): Promise<CommandOutcome> {
  const path = databasePath(database);
  if (path === undefined || (service != null && service !== 'files'))
    throw new DroverError('module-failed', {
      detail: `The machine has no getent, without which ${path === undefined ? `database "${database}"` : `service "${service ?? ''}"`} cannot be read.`,
      help: `Install the package that has it (libc-bin, musl-utils), or ask, without a service, for one of: ${readableDatabases.join(', ')}.`,
    });
  const text =
    (await files.status(path)) === undefined ? '' : new TextDecoder().decode(await files.read(path));
  const lines = databaseLines(database, text, key ?? undefined);
  return { rc: key != null && lines.length === 0 ? NOT_FOUND : 0, stdout: lines.join('\n'), stderr: '' };
}
