import { randomBytes } from 'node:crypto';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineAction, type Connection, type ModuleResult } from '../../engine/module.ts';
import { isPacked, pack, type PackFormat, type Packing } from './archives/pack.ts';
import { commonFolder, hasGlob, matchesAny, membersOf, openGlobs } from './archives/sources.ts';
import {
  applyAttributes,
  attributeArguments,
  attributeChange,
  statusResult,
  type AttributeArguments,
} from './attributes.ts';
import { contentArguments } from './file-content.ts';
import { programsOf, type Programs } from './programs.ts';

interface Asked extends AttributeArguments {
  readonly path: readonly string[];
  readonly format: PackFormat;
  readonly dest?: string;
  readonly exclude_path: readonly string[];
  readonly exclusion_patterns?: readonly string[];
  readonly force_archive: boolean;
  readonly remove: boolean;
}

export const archive = defineAction({
  name: 'host.archive',
  aliases: ['archive', 'community.general.archive', 'ansible.builtin.archive'],
  summary: 'Packs files and folders of the host into an archive, or compresses one file.',
  description:
    'Uses tar, zip, gzip, bzip2 and xz of the host. An archive whose bytes would be the same is left.',
  args: {
    type: 'object',
    properties: {
      path: {
        type: 'array',
        items: { type: 'string', format: 'path', description: 'A path or a glob.' },
        description: 'What is packed: paths and globs.',
      },
      format: {
        type: 'string',
        enum: ['bz2', 'gz', 'tar', 'xz', 'zip'],
        description: 'How it is packed; bz2, gz and xz are archives of tar, or one file that is compressed.',
        default: 'gz',
      },
      dest: {
        type: 'string',
        format: 'path',
        description: 'The archive. Default for one file: its path with the format behind it.',
      },
      exclude_path: {
        type: 'array',
        items: { type: 'string', format: 'path', description: 'A path or a glob.' },
        description: 'What is taken out of the paths.',
        default: [],
      },
      exclusion_patterns: {
        type: 'array',
        items: { type: 'string', description: 'A glob.' },
        description: 'What is left out below the paths.',
      },
      force_archive: { type: 'boolean', description: 'Make an archive of one file, too.', default: false },
      remove: { type: 'boolean', description: 'Remove what was packed.', default: false },
      ...attributeArguments,
      unsafe_writes: contentArguments.unsafe_writes,
    },
    required: ['path'],
  },
  examples: [
    {
      title: 'What an agent leaves',
      playbook:
        '- archive:\n    path: [/etc/agent, /var/lib/agent]\n    dest: /var/backups/agent.tar.gz\n    mode: "0600"\n',
    },
  ],
  returns: {
    dest: { type: 'string', description: 'The archive.' },
    dest_state: {
      type: 'string',
      description: 'absent, archive, compress, or incomplete where paths were missing.',
    },
    archived: {
      type: 'array',
      items: { type: 'string', description: 'A path.' },
      description: 'What was packed.',
    },
    missing: {
      type: 'array',
      items: { type: 'string', description: 'A path.' },
      description: 'Paths that are not there.',
    },
    arcroot: { type: 'string', description: 'The folder that names in the archive are below.' },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const { connection, checkMode } = context;
    const programs = programsOf(connection, context);
    const sources = await sourcesOf(args, connection, programs);
    const { dest, packing, archived, missing } = sources;
    const before = await connection.files.status(dest, { follow: true });
    const told = {
      dest,
      arcroot: sources.root,
      missing,
      expanded_paths: sources.expanded,
      expanded_exclude_paths: sources.excluded,
    };
    const finish = async (changed: boolean, more: object): Promise<ModuleResult> => {
      const isOther = await setAttributes(dest, args, connection, checkMode);
      const status = await connection.files.status(dest, { follow: true });
      const about = status === undefined ? {} : statusResult(status);
      return { changed: changed || isOther, ...told, ...about, ...more };
    };
    if (archived.length === 0) {
      const kind = /\.(tar|tar\.(gz|bz2|xz)|tgz|tbz2|zip)$/i.test(dest) ? 'archive' : 'compress';
      return finish(false, { archived: [], dest_state: before === undefined ? 'absent' : kind });
    }
    if (checkMode) {
      const isSame = before !== undefined && (await isPacked(packing, dest, programs)) === true;
      return finish(!isSame || args.remove, { archived: [], dest_state: 'absent' });
    }
    const isChanged = await putInPlace(
      packing,
      dest,
      { isThere: before !== undefined, isClosed: args.mode !== undefined },
      programs,
      connection,
    );
    if (args.remove) await removeSources(sources, programs);
    const state = packing.isPlain ? 'compress' : missing.length > 0 ? 'incomplete' : 'archive';
    return finish(isChanged || args.remove, { archived, dest_state: state });
  },
});

interface Sources {
  readonly expanded: readonly string[];
  readonly excluded: readonly string[];
  readonly dest: string;
  readonly root: string;
  readonly missing: readonly string[];
  readonly archived: readonly string[];
  /** Folders among the paths. */
  readonly folders: readonly string[];
  readonly packing: Packing;
}

async function sourcesOf(args: Asked, { files }: Connection, programs: Programs): Promise<Sources> {
  const expanded = await openGlobs(args.path, programs);
  const excluded = await openGlobs(args.exclude_path, programs);
  const paths = [...new Set(expanded)].filter((path) => !excluded.includes(path)).sort();
  const [first] = paths;
  if (first === undefined)
    throw wrong('Error, no source paths were found', 'See the globs of path and of exclude_path.');
  const root = commonFolder(paths);
  const statuses = await Promise.all(paths.map(async (path) => files.status(path)));
  const folders = paths.filter((_path, at) => statuses[at]?.type === 'directory');
  const isArchive = args.force_archive || hasGlob(args.path) || folders.includes(first) || paths.length > 1;
  if (isArchive && args.dest === undefined)
    throw wrong(
      'Error, must specify "dest" when archiving multiple files or trees',
      'Name the archive with dest.',
    );
  const dest = args.dest ?? `${first}.${args.format}`;
  if (args.remove && folders.some((path) => dest.startsWith(`${path.replace(/\/$/, '')}/`)))
    throw wrong(
      'Error, created archive can not be contained in source paths when remove=true',
      'Put the archive elsewhere.',
    );
  const there = paths.filter((_path, at) => statuses[at] !== undefined);
  const patterns = args.exclusion_patterns ?? [];
  const nameOf = (path: string): string => (path.startsWith(root) ? path.slice(root.length) : path);
  const isIn = (path: string): boolean =>
    path !== dest && !matchesAny(args.format === 'zip' ? path : nameOf(path), patterns);
  const archived = there.length === 0 ? [] : (await membersOf(there, programs)).filter(isIn);
  return {
    expanded,
    excluded,
    dest,
    root,
    missing: paths.filter((_path, at) => statuses[at] === undefined),
    archived,
    folders,
    packing: {
      format: args.format,
      root,
      names: archived.map(nameOf),
      isPlain: !isArchive && args.format !== 'zip' && args.format !== 'tar',
    },
  };
}

/** Packs beside the archive; one whose bytes are the same stays. The file that is there keeps its owner and its mode. */
async function putInPlace(
  packing: Packing,
  dest: string,
  { isThere, isClosed }: { readonly isThere: boolean; readonly isClosed: boolean },
  programs: Programs,
  { files }: Connection,
): Promise<boolean> {
  const trial = `${dest}.drover-${randomBytes(6).toString('hex')}`;
  try {
    await pack(packing, trial, programs);
    if (!isThere) {
      // As open to others as any new file; a mode that is asked for is set before anybody finds it.
      if (!isClosed)
        await programs.run(['sh', '-c', 'chmod "$(printf %o $((0666 & ~$(umask))))" "$1"', 'sh', trial]);
      await files.rename(trial, dest);
      return true;
    }
    const script = 'cmp -s "$1" "$2" && exit 3; cat "$1" >"$2"';
    const { rc, stderr } = await programs.run(['sh', '-c', script, 'sh', trial, dest]);
    if (rc !== 0 && rc !== 3)
      throw wrong(
        `Error when writing ${dest}: ${stderr.trim()}`,
        'See that there is room, and that the task may write there.',
      );
    return rc === 0;
  } finally {
    await programs.run(['rm', '-f', '--', trial]);
  }
}

async function removeSources({ archived, folders }: Sources, programs: Programs): Promise<void> {
  const script = 'xargs -0 rm -rf --';
  const { rc, stderr } = await programs.run(['sh', '-c', script], {
    stdin: [...archived, ...folders].map((path) => `${path}\0`).join(''),
  });
  if (rc !== 0)
    throw wrong(
      `Error deleting some source files: ${stderr.trim()}`,
      'The archive is whole. Remove what is left by hand.',
    );
}

async function setAttributes(
  dest: string,
  asked: AttributeArguments,
  connection: Connection,
  isChecking: boolean,
): Promise<boolean> {
  const status = await connection.files.status(dest, { follow: true });
  if (status === undefined) return false;
  const change = attributeChange(asked, status, { mode: status.mode, isDirectory: false });
  if (!isChecking) await applyAttributes(dest, change, connection);
  return Object.keys(change).length > 0;
}

function wrong(detail: string, help: string): DroverError {
  return new DroverError('module-failed', { detail, help });
}
