import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type Module,
  type Connection,
  type ModuleResult,
  type Plan,
} from '../../engine/module.ts';
import { attributeArguments } from './attributes.ts';
import {
  applyContent,
  currentFile,
  planContent,
  textOf,
  utf8,
  type ContentChange,
  type CurrentFile,
} from './file-content.ts';
import {
  parseRepoFile,
  printRepoFile,
  sortedRepoFile,
  type RepoFile,
  type RepoSection,
} from './repositories/repo-file.ts';
import { repositoryOptions } from './repositories/yum-arguments.ts';

interface Detail {
  readonly path: string;
  /** Undefined: nothing is left in the file, and it is taken away. */
  readonly plan?: Plan<ContentChange>;
}

/* Its type is said here: that of its many arguments would be worked out again by all who list it. */
export const yumRepository: Module = defineModule({
  name: 'host.yum_repository',
  aliases: ['yum_repository', 'ansible.builtin.yum_repository', 'ansible.legacy.yum_repository'],
  summary: 'Adds repositories of dnf and yum, and removes them.',
  args: {
    type: 'object',
    properties: {
      ...repositoryOptions,
      ...attributeArguments,
      name: { type: 'string', description: 'Its id: the section of the file.' },
      description: { type: 'string', description: 'Its name, for people.' },
      file: { type: 'string', description: 'The file, without .repo. Default: the id.' },
      reposdir: {
        type: 'string',
        format: 'path',
        description: 'The folder of the file.',
        default: '/etc/yum.repos.d',
      },
      state: {
        type: 'string',
        enum: ['present', 'absent'],
        description: 'Whether it is to be there.',
        default: 'present',
      },
      params: {
        type: 'object',
        description: 'Not any more: write the options as arguments.',
        properties: {},
        additionalProperties: true,
      },
      unsafe_writes: {
        type: 'boolean',
        description: 'Write into the file itself where it cannot be replaced (a bind mount).',
        default: false,
      },
    },
    required: ['name'],
  },
  examples: [
    {
      title: 'A repository',
      playbook:
        '- yum_repository:\n    name: agent\n    description: Packages of the agent\n    baseurl: https://packages.example.org/el9\n    gpgkey: https://packages.example.org/key.asc\n    gpgcheck: true\n',
    },
  ],
  returns: {
    repo: { type: 'string', description: 'Its id.' },
    state: { type: 'string', description: 'Whether it is there.' },
  },
  check: (args) => {
    if (args.params !== undefined && Object.keys(args.params).length > 0)
      return [
        "The params option to yum_repository was removed in Ansible 2.5 since it circumvents Ansible's option handling",
      ];
    if (args.state === 'absent') return [];
    if (args.baseurl === undefined && args.metalink === undefined && args.mirrorlist === undefined)
      return ["Parameter 'baseurl', 'metalink' or 'mirrorlist' is required."];
    return args.description === undefined ? ["Parameter 'description' is required."] : [];
  },
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async ({ reposdir, file, name }, connection): Promise<CurrentFile> => {
    if ((await connection.files.status(reposdir, { follow: true }))?.type !== 'directory')
      throw new DroverError('module-failed', {
        detail: `Repo directory '${reposdir}' does not exist.`,
        help: 'See that this is a machine with dnf or yum, or make the folder first, with file and state: directory.',
      });
    return currentFile(`${reposdir.replace(/\/$/, '')}/${file ?? name}.repo`, connection);
  },
  plan: (args, current): Plan<Detail> => {
    const before = parseRepoFile(textOf(current.content), current.path);
    const others = new Map([...before].filter(([id]) => id !== args.name));
    const after: RepoFile =
      args.state === 'present' ? new Map([...others, [args.name, sectionOf(args)]]) : others;
    const texts = { before: sortedRepoFile(before), after: sortedRepoFile(after) };
    const isSame = texts.before === texts.after;
    const result = { repo: args.name, state: args.state };
    const diff = { ...texts, beforeHeader: current.path, afterHeader: current.path };
    if (!isSame && after.size === 0)
      return {
        action: 'delete',
        subject: `repository ${args.name}`,
        reason: 'it is there',
        changes: [{ pointer: '/state', before: 'present', after: 'absent' }],
        diff,
        result,
        detail: { path: current.path },
      };
    // A file that is not there, and is not to be, has no attributes either.
    const isNone = current.status === undefined && isSame;
    const attributes = isNone ? {} : { mode: args.mode, owner: args.owner, group: args.group };
    const plan = planContent(
      current,
      isSame ? undefined : utf8(printRepoFile(after)),
      {
        ...definedOnly(attributes),
        backup: false,
        unsafe_writes: args.unsafe_writes,
      },
      result,
    );
    const own = { ...plan, subject: `repository ${args.name}`, detail: { path: current.path, plan } };
    return isSame ? own : { ...own, diff };
  },
  apply: async ({ detail }, connection: Connection, context): Promise<ModuleResult> => {
    if (detail.plan === undefined) await connection.files.remove(detail.path);
    else await applyContent(detail.plan, connection, context);
    return { changed: true };
  },
});

/** The options of the task as the file has them, in the order of their names. */
function sectionOf(args: Readonly<Record<string, unknown>>): RepoSection {
  const given: Readonly<Record<string, unknown>> = { ...args, name: args['description'] };
  const names = [...Object.keys(repositoryOptions), 'name'].sort();
  return new Map(
    names.flatMap((name) => {
      const value = given[name];
      return value === undefined || value === null ? [] : [[name, optionText(name, value)] as const];
    }),
  );
}

function optionText(name: string, value: unknown): string {
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Array.isArray(value)) return value.join(name === 'baseurl' || name === 'gpgkey' ? '\n' : ' ');
  return String(value);
}

function definedOnly<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
