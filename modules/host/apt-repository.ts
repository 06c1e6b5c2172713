import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type Connection, type ModuleResult } from '../../engine/module.ts';
import {
  applyWrites,
  realWrites,
  undoWrites,
  writeChanges,
  writeDiffs,
  type FileWrite,
} from './file-writes.ts';
import { wantedMode } from './mode.ts';
import { readLists } from './packages/apt-deeds.ts';
import { programsOf } from './programs.ts';
import { readSources, type AptSources } from './repositories/apt-sources.ts';
import { isKeyKnown, parsePpa, signingKeyOf, trustKey, type Ppa } from './repositories/ppa.ts';
import {
  listName,
  parseSourceLine,
  printSources,
  withoutSource,
  withSource,
  type SourceLists,
} from './repositories/sources-list.ts';

interface Facts extends AptSources {
  readonly ppa?: Ppa;
  /** The codename that the list of a PPA is called after. */
  readonly codename?: string;
  /** The key of a PPA that apt does not know yet. */
  readonly key?: string;
}

export const aptRepository = defineModule({
  name: 'host.apt_repository',
  aliases: ['apt_repository', 'ansible.builtin.apt_repository', 'ansible.legacy.apt_repository'],
  summary: 'Adds sources of packages of Debian and Ubuntu, and removes them.',
  args: {
    type: 'object',
    properties: {
      repo: { type: 'string', description: 'The source: `deb URI SUITE COMPONENT…`, or `ppa:owner/name`.' },
      state: {
        type: 'string',
        enum: ['absent', 'present'],
        description: 'Whether it is to be there.',
        default: 'present',
      },
      mode: { description: 'The mode of the list, in octal; 0644 for a new one.' },
      update_cache: {
        type: 'boolean',
        description: 'Read the lists of packages anew after a change.',
        default: true,
        aliases: ['update-cache'],
      },
      update_cache_retries: { type: 'integer', description: 'How often that is tried.', default: 5 },
      update_cache_retry_max_delay: {
        type: 'integer',
        description: 'How many seconds lie between two tries at most.',
        default: 12,
      },
      filename: {
        type: 'string',
        description: 'The name of the list, without `.list`. Default: after the address of the source.',
      },
      install_python_apt: { type: 'boolean', description: 'Accepted; it is not needed.', default: true },
      validate_certs: {
        type: 'boolean',
        description: 'Verify the certificate of Launchpad, for a PPA.',
        default: true,
      },
      codename: {
        type: 'string',
        description: 'The release whose packages of a PPA to take. Default: that of the machine.',
      },
    },
    required: ['repo'],
  },
  examples: [
    {
      title: 'A source with a key of its own',
      playbook:
        '- apt_repository:\n    repo: deb [signed-by=/etc/apt/keyrings/agent.asc] https://packages.example.org stable main\n    filename: agent\n',
    },
  ],
  returns: {
    repo: { type: 'string', description: 'The source that was asked for.' },
    state: { type: 'string', description: 'Whether it is there.' },
  },
  check: ({ repo }) => (repo === '' ? ["Please set argument 'repo' to a non-empty value"] : []),
  connect: (_args, context) => Promise.resolve(context.connection),
  gather: async (args, connection, context): Promise<Facts> => {
    const sources = await readSources(args.filename, connection, context);
    if (!args.repo.startsWith('ppa:')) return sources;
    const codename = args.codename ?? (await codenameOf(connection));
    const ppa = parsePpa(args.repo, codename);
    if (args.state === 'absent' || isInUse(sources.lists, ppa.source)) return { ...sources, ppa, codename };
    const key = await signingKeyOf(ppa, args, context.signal);
    const isKnown = await isKeyKnown(key, programsOf(connection, context));
    return { ...sources, ppa, codename, ...(isKnown ? {} : { key }) };
  },
  plan: (args, facts) => {
    const { lists, contents, folder, ppa, key } = facts;
    const source = ppa?.source ?? sourceOf(args.repo);
    const name = ppa === undefined ? listName(source) : listName(`${args.repo}_${facts.codename ?? ''}`);
    const file = `${args.filename ?? name}.list`;
    const path = file.includes('/') ? file : `${folder}/${file}`;
    const after = args.state === 'present' ? withSource(lists, source, path) : withoutSource(lists, source);
    const writes = writesFor(lists, after, contents).map((write) =>
      write.path === path && args.mode !== undefined && args.mode !== null
        ? { ...write, mode: wantedMode(args.mode, { mode: 0o644, isDirectory: false }) }
        : write,
    );
    const isSame = writes.length === 0;
    return {
      action: isSame ? 'unchanged' : args.state === 'present' ? 'create' : 'delete',
      subject: `source ${source}`,
      reason: isSame ? `it is ${args.state}, as asked for` : `it is to be ${args.state}`,
      changes: [
        ...writeChanges(writes),
        ...(key === undefined ? [] : [{ pointer: '/key', before: undefined, after: key }]),
      ],
      diff: writeDiffs(writes),
      result: { repo: args.repo, state: args.state },
      detail: { writes, asked: args, key: key === undefined ? undefined : { fingerprint: key, ppa } },
    };
  },
  apply: async ({ detail }, connection, context): Promise<ModuleResult> => {
    const { writes, asked, key } = detail;
    const programs = programsOf(connection, context);
    if (key !== undefined) {
      const { owner = '', name = '' } = key.ppa ?? {};
      await trustKey(key.fingerprint, `/etc/apt/trusted.gpg.d/${owner}-${name}.gpg`, programs);
    }
    await applyWrites(writes, connection);
    if (!asked.update_cache) return { changed: true };
    try {
      await readLists({ ...asked, lock_timeout: 60 }, programs, context);
    } catch (error) {
      // A source that cannot be read would keep the machine from reading any other.
      await undoWrites(writes, connection);
      throw error;
    }
    return { changed: true };
  },
});

/** The source of a line; a line that is none, or is commented out, is refused. */
function sourceOf(repo: string): string {
  const { isSource, isEnabled, text } = parseSourceLine(repo);
  if (isSource && isEnabled) return text;
  throw new DroverError('invalid-argument', {
    detail: `Invalid repository string: ${repo.trim().replace(/^#/, '')}`,
    help: 'Write it as in sources.list: deb URI SUITE COMPONENT…',
  });
}

function isInUse(lists: SourceLists, source: string): boolean {
  return [...lists.values()].some((lines) =>
    lines.some(({ isSource, isEnabled, text }) => isSource && isEnabled && text === source),
  );
}

/** The lists that differ; one in which nothing is left is taken away. */
function writesFor(
  before: SourceLists,
  after: SourceLists,
  contents: ReadonlyMap<string, string>,
): readonly FileWrite[] {
  const print = (lists: SourceLists, path: string): string => printSources(lists.get(path) ?? []);
  const changed = [...after.keys()].filter((path) => print(before, path) !== print(after, path));
  return realWrites(
    changed.map((path) => ({
      path,
      before: contents.get(path),
      after: print(after, path) || undefined,
    })),
  );
}

async function codenameOf({ files }: Connection): Promise<string> {
  const text = new TextDecoder().decode(await files.read('/etc/os-release'));
  const value = (name: string): string | undefined =>
    new RegExp(`^${name}="?([^"\\n]*)"?$`, 'm').exec(text)?.[1];
  const codename = value('UBUNTU_CODENAME') ?? value('VERSION_CODENAME');
  if (codename !== undefined && codename !== '') return codename;
  throw new DroverError('module-failed', {
    detail: 'The machine does not tell the codename of its release (/etc/os-release).',
    help: 'Give it with codename.',
  });
}
