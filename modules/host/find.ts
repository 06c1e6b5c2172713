import { globPattern } from '../../engine/text/glob.ts';
import { createHash } from 'node:crypto';
import { defineAction, type Connection, type FileStatus } from '../../engine/module.ts';
import { pythonPattern } from './python-pattern.ts';
import { statusFacts } from './stat.ts';

export const find = defineAction({
  name: 'host.find',
  aliases: ['find', 'ansible.builtin.find', 'ansible.legacy.find'],
  summary: 'Lists files of the host that match.',
  args: {
    type: 'object',
    properties: {
      paths: {
        type: 'array',
        items: { type: 'string', description: 'A folder.' },
        description: 'The folders to look in.',
        aliases: ['name', 'path'],
      },
      patterns: {
        type: 'array',
        items: { type: 'string', description: 'A glob, or a regular expression with use_regex.' },
        description: 'Names that match one of these.',
        default: [],
        aliases: ['pattern'],
      },
      excludes: {
        type: 'array',
        items: { type: 'string', description: 'A glob, or a regular expression with use_regex.' },
        description: 'Names to leave out.',
        default: [],
        aliases: ['exclude'],
      },
      contains: { type: 'string', description: 'A regular expression that a line of the file matches.' },
      read_whole_file: {
        type: 'boolean',
        description: 'Match `contains` against the whole file.',
        default: false,
      },
      file_type: {
        type: 'string',
        enum: ['file', 'directory', 'link', 'any'],
        description: 'What to list.',
        default: 'file',
      },
      recurse: { type: 'boolean', description: 'Look in folders below, too.', default: false },
      depth: { type: 'integer', description: 'How many levels deep.' },
      hidden: { type: 'boolean', description: 'List names that begin with a dot.', default: false },
      follow: { type: 'boolean', description: 'Follow links to folders.', default: false },
      use_regex: { type: 'boolean', description: 'Patterns are regular expressions.', default: false },
      age: { type: 'string', description: 'At least this old (negative: at most), with s, m, h, d or w.' },
      age_stamp: {
        type: 'string',
        enum: ['atime', 'ctime', 'mtime'],
        description: 'Which time is its age.',
        default: 'mtime',
      },
      size: {
        type: 'string',
        description: 'At least this many bytes (negative: at most), with b, k, m, g or t.',
      },
      get_checksum: { type: 'boolean', description: 'Give the SHA-1 of files.', default: false },
      limit: { type: 'integer', description: 'No more than this many.' },
    },
    required: ['paths'],
  },
  examples: [
    {
      title: 'Export files',
      playbook:
        "- find:\n    paths: '{{ os_migrate_data_dir }}'\n    patterns: '*.yml'\n  register: export_files\n",
    },
  ],
  returns: {
    files: { description: 'What was found, as stat gives it.' },
    matched: { type: 'integer', description: 'How many.' },
    examined: { type: 'integer', description: 'How many were looked at.' },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const found: Record<string, unknown>[] = [];
    const skipped: Record<string, string> = {};
    let examined = 0;
    for (const [name, text] of [
      ['age', args.age],
      ['size', args.size],
    ] as const)
      if (text !== undefined && !isNumberWithUnit(text))
        return { failed: true, msg: `failed to process ${name}`, [name]: text };
    const isMatch = matcher(args);
    const walk = async (folder: string, level: number): Promise<void> => {
      const names = [...(await context.connection.files.list(folder))].sort();
      // One level more is looked at, and no more.
      if (args.depth !== undefined && level > args.depth) examined += names.length;
      else
        for (const name of names) {
          context.signal.throwIfAborted();
          const path = `${folder.replace(/\/$/, '')}/${name}`;
          const status = await context.connection.files.status(path, { follow: args.follow });
          if (status === undefined) continue;
          examined += 1;
          if (await isMatch(name, path, status, context.connection))
            found.push(await describe(path, status, args.get_checksum, context.connection));
          if (status.type === 'directory' && args.recurse) await walk(path, level + 1);
        }
    };
    for (const path of args.paths) {
      const status = await context.connection.files.status(path, { follow: true });
      if (status?.type !== 'directory') skipped[path] = `'${path}' is not a directory`;
      else await walk(path, 1);
    }
    const files = args.limit === undefined ? found : found.slice(0, args.limit);
    const msg =
      Object.keys(skipped).length === 0
        ? 'All paths examined'
        : 'Not all paths examined, check warnings for details';
    return { changed: false, files, matched: files.length, examined, skipped_paths: skipped, msg };
  },
});

interface Wanted {
  readonly patterns: readonly string[];
  readonly excludes: readonly string[];
  readonly use_regex: boolean;
  readonly hidden: boolean;
  readonly file_type: string;
  readonly age?: string;
  readonly age_stamp: 'atime' | 'ctime' | 'mtime';
  readonly size?: string;
  readonly contains?: string;
  readonly read_whole_file: boolean;
}

type Match = (name: string, path: string, status: FileStatus, connection: Connection) => Promise<boolean>;

function matcher(wanted: Wanted): Match {
  const pattern = (text: string): RegExp =>
    wanted.use_regex ? pythonPattern(`^(?:${text})`) : globPattern(text);
  const patterns = wanted.patterns.map(pattern);
  const excludes = wanted.excludes.map(pattern);
  const age =
    wanted.age === undefined
      ? undefined
      : numberWithUnit(wanted.age, { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 });
  const size =
    wanted.size === undefined
      ? undefined
      : numberWithUnit(wanted.size, { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 });
  const stamps = { atime: 'accessed', ctime: 'changed', mtime: 'modified' } as const;
  const now = Date.now() / 1000;
  return async (name, path, status, connection) => {
    if (!wanted.hidden && name.startsWith('.')) return false;
    if (wanted.file_type !== 'any' && status.type !== wanted.file_type) return false;
    if (patterns.length > 0 && !patterns.some((candidate) => candidate.test(name))) return false;
    if (excludes.some((candidate) => candidate.test(name))) return false;
    if (age !== undefined && !isBeyond(now - status[stamps[wanted.age_stamp]], age)) return false;
    if (size !== undefined && status.type === 'file' && !isBeyond(status.size, size)) return false;
    return (
      wanted.contains === undefined ||
      status.type !== 'file' ||
      contains(path, wanted.contains, wanted.read_whole_file, connection)
    );
  };
}

function isBeyond(value: number, limit: number): boolean {
  return limit >= 0 ? value >= limit : value <= -limit;
}

function isNumberWithUnit(text: string): boolean {
  return /^-?\d+[a-z]*$/i.test(text.trim());
}

function numberWithUnit(text: string, units: Readonly<Record<string, number>>): number {
  const match = /^(-?\d+)([a-z])?[a-z]*$/i.exec(text.trim());
  return match === null ? Number.NaN : Number(match[1]) * (units[(match[2] ?? '').toLowerCase()] ?? 1);
}

async function contains(
  path: string,
  source: string,
  isWhole: boolean,
  connection: Connection,
): Promise<boolean> {
  const text = new TextDecoder().decode(await connection.files.read(path));
  if (isWhole) return pythonPattern(source, 'm').test(text);
  const pattern = pythonPattern(`^(?:${source})`);
  return text.split('\n').some((line) => pattern.test(line));
}

async function describe(
  path: string,
  status: FileStatus,
  withChecksum: boolean,
  connection: Connection,
): Promise<Record<string, unknown>> {
  const checksum =
    withChecksum && status.type === 'file'
      ? {
          checksum: createHash('sha1')
            .update(await connection.files.read(path))
            .digest('hex'),
        }
      : {};
  return {
    path,
    ...statusFacts(status),
    ...checksum,
  };
}
