import { randomBytes } from 'node:crypto';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineAction, type ModuleResult, type TaskContext } from '../../engine/module.ts';
import { getBytes } from './api/get-bytes.ts';
import { linesOf, parseGroups, parseUsers } from './accounts/databases.ts';
import { compareEntries, type Comparison } from './archives/differences.ts';
import { tarUnpacker } from './archives/tar-unpacker.ts';
import { readThere } from './archives/there.ts';
import { formatOf, type Unpacker, type Unpacking, type UnpackRequest } from './archives/unpacker.ts';
import { applyDeeds, attributeDeeds } from './archives/whole-tree.ts';
import { zipUnpacker } from './archives/zip-unpacker.ts';
import { attributeArguments, statusResult } from './attributes.ts';
import { contentArguments } from './file-content.ts';
import { programsOf, type Programs } from './programs.ts';

interface Asked extends Omit<UnpackRequest, 'mode'> {
  readonly mode?: unknown;
  readonly remote_src?: boolean;
  readonly copy?: boolean;
  readonly creates?: string;
  readonly list_files: boolean;
  readonly decrypt: boolean;
  readonly validate_certs: boolean;
}

export const unarchive = defineAction({
  name: 'host.unarchive',
  aliases: ['unarchive', 'ansible.builtin.unarchive', 'ansible.legacy.unarchive'],
  summary: 'Unpacks an archive of tar or zip, of the controller, of the host or of a URL, on the host.',
  description:
    'Uses tar (of GNU or busybox) and unzip of the host. Files are compared by type, time, size, mode and owner; what is there beside those of the archive stays.',
  args: {
    type: 'object',
    properties: {
      src: {
        type: 'string',
        format: 'path',
        description:
          'The archive; looked for in the role’s files folder. With remote_src a path of the host, or a URL.',
      },
      dest: {
        type: 'string',
        format: 'path',
        description: 'The folder to unpack it to; it has to be there.',
      },
      remote_src: {
        type: 'boolean',
        description: 'The archive is on the host already, or at a URL. Default: false.',
      },
      copy: { type: 'boolean', description: 'The opposite of remote_src, for older roles.' },
      creates: { type: 'string', format: 'path', description: 'If this file is there, nothing is done.' },
      list_files: {
        type: 'boolean',
        description: 'Tell the names of all files of the archive.',
        default: false,
      },
      exclude: {
        type: 'array',
        items: { type: 'string', description: 'A name.' },
        description: 'What is not unpacked.',
        default: [],
      },
      include: {
        type: 'array',
        items: { type: 'string', description: 'A name.' },
        description: 'What alone is unpacked.',
        default: [],
      },
      keep_newer: {
        type: 'boolean',
        description: 'Keep files that are newer than those of the archive.',
        default: false,
      },
      extra_opts: {
        type: 'array',
        items: { type: 'string', description: 'An option.' },
        description: 'Further options of tar or unzip.',
        default: [],
      },
      validate_certs: { type: 'boolean', description: 'Verify the certificate of a URL.', default: true },
      decrypt: { type: 'boolean', description: 'Open an archive that is a vault.', default: true },
      io_buffer_size: { type: 'integer', description: 'Accepted; of no effect.', default: 65536 },
      ...attributeArguments,
      unsafe_writes: contentArguments.unsafe_writes,
    },
    required: ['src', 'dest'],
  },
  examples: [
    {
      title: 'An agent',
      playbook: '- unarchive:\n    src: agent-1.2.tar.gz\n    dest: /opt\n    owner: root\n    group: root\n',
    },
  ],
  returns: {
    dest: { type: 'string', description: 'The folder.' },
    handler: { type: 'string', description: 'What kind of archive it is: TgzArchive, ZipArchive …' },
    files: {
      type: 'array',
      items: { type: 'string', description: 'A name.' },
      description: 'What is in the archive, with list_files.',
    },
    extract_results: {
      type: 'object',
      description: 'The program that unpacked it, and what it said.',
      properties: {},
      additionalProperties: true,
    },
  },
  checkMode: 'run',
  check: (args) => {
    const problems: string[] = [];
    if (args.copy !== undefined && args.remote_src !== undefined)
      problems.push("parameters are mutually exclusive: ('copy', 'remote_src')");
    if (args.include.length > 0 && args.exclude.length > 0)
      problems.push('parameters are mutually exclusive: include|exclude');
    return problems;
  },
  run: async (args, context) => {
    const { files } = context.connection;
    if (args.creates !== undefined && (await files.status(args.creates, { follow: true })) !== undefined)
      return { changed: false, skipped: true, msg: `skipped, since ${args.creates} exists` };
    const given = await archiveOf(args, context);
    if ((await files.status(args.dest, { follow: true }))?.type !== 'directory')
      throw new DroverError('module-failed', {
        detail: `dest '${args.dest}' must be an existing dir`,
        help: 'Make it first, with file and state: directory.',
      });
    if (typeof given === 'string') return unpackOn(given, args, context);
    const copy = `/tmp/.drover-archive-${randomBytes(6).toString('hex')}`;
    await files.write(copy, given, { mode: 0o600 });
    try {
      return await unpackOn(copy, args, context);
    } finally {
      await files.remove(copy);
    }
  },
});

/** The path of an archive of the host, or what is to be brought there. */
async function archiveOf(args: Asked, context: TaskContext): Promise<string | Uint8Array> {
  const isThere = args.remote_src ?? args.copy === false;
  if (!isThere) {
    const path = context.findFile('files', args.src);
    const content = await context.controller.files.read(path);
    return args.decrypt ? context.openVault(content, path) : content;
  }
  if (args.src.includes('://')) return getBytes(args.src, args.validate_certs, context.signal);
  if ((await context.connection.files.status(args.src, { follow: true })) !== undefined) return args.src;
  throw new DroverError('file-not-found', {
    detail: `Source '${args.src}' does not exist`,
    help: 'With remote_src the archive has to be on the host already; without it, it is brought from the controller.',
  });
}

async function unpackOn(src: string, args: Asked, context: TaskContext): Promise<ModuleResult> {
  const programs = programsOf(context.connection, context);
  const unpacking = await unpackingOf({ ...args, src }, programs, context);
  const unpacker = await unpackerFor(unpacking, programs);
  const paths = unpacker.entries.map(({ path }) => path);
  const rules = { ...unpacker.rules, hasMode: args.mode !== undefined, keepNewer: args.keep_newer };
  const before = compareEntries(unpacker.entries, await readThere(args.dest, paths, programs), rules);
  const told = {
    handler: unpacker.handler,
    dest: args.dest,
    src,
    ...(args.list_files ? { files: paths } : {}),
  };
  const isThere = before.differences.length === 0;
  if (context.checkMode) {
    const isOwn = isThere && (await deedsFor(paths, args, programs)).length === 0;
    return { changed: !isOwn, ...told, ...diffOf(before), ...(await about(args, context)) };
  }
  const unpacked = isThere ? undefined : await programs.run(unpacker.unpack(before.newer));
  const outcome =
    unpacked === undefined
      ? {}
      : {
          extract_results: {
            cmd: unpacker.unpack(before.newer),
            rc: unpacked.rc,
            out: unpacked.stdout,
            err: unpacked.stderr,
          },
        };
  if (unpacked !== undefined && unpacked.rc !== 0)
    return { failed: true, msg: `failed to unpack ${src} to ${args.dest}`, ...told, ...outcome };
  const deeds = await deedsFor(paths, args, programs);
  await applyDeeds(args.dest, deeds, programs);
  const changed = !isThere || deeds.length > 0;
  return { changed, ...told, ...outcome, ...diffOf(before), ...(await about(args, context)) };
}

async function deedsFor(paths: readonly string[], args: Asked, programs: Programs) {
  if (args.mode === undefined && args.owner === undefined && args.group === undefined) return [];
  // The folders on top may have no member of their own.
  const tops = paths.filter((path) => path.includes('/')).map((path) => path.split('/')[0] ?? '');
  const all = [...new Set([...paths, ...tops])];
  return attributeDeeds(args, await readThere(args.dest, all, programs));
}

async function about({ dest }: Asked, { connection }: TaskContext): Promise<Record<string, unknown>> {
  return statusResult(await connection.files.status(dest, { follow: true }));
}

/** What is put in place, a line each. */
function diffOf({ differences }: Comparison): Pick<ModuleResult, 'diff'> {
  if (differences.length === 0) return {};
  return { diff: { before: '', after: differences.map(({ path, what }) => `${path} (${what})\n`).join('') } };
}

async function unpackingOf(
  request: UnpackRequest,
  programs: Programs,
  { connection }: TaskContext,
): Promise<Unpacking> {
  const { stdout } = await programs.run(['sh', '-c', 'id -u; id -g; umask']);
  const [uid = '', gid = '', umask = ''] = stdout.split('\n');
  const users = parseUsers(await linesOf('passwd', programs, connection));
  const groups = parseGroups(await linesOf('group', programs, connection));
  return {
    request,
    programs,
    uid: Number(uid),
    gid: Number(gid),
    umask: Number.parseInt(umask, 8),
    users: new Set(users.map(({ name }) => name)),
    groups: new Set(groups.map(({ name }) => name)),
  };
}

async function unpackerFor(unpacking: Unpacking, programs: Programs): Promise<Unpacker> {
  const { src } = unpacking.request;
  const { stdout } = await programs.run(['sh', '-c', 'head -c 6 -- "$1" | od -An -tx1', 'sh', src]);
  const head = Uint8Array.from(stdout.trim().split(/\s+/).filter(Boolean), (pair) =>
    Number.parseInt(pair, 16),
  );
  if (head.length === 0)
    throw new DroverError('module-failed', {
      detail: `Invalid archive '${src}', the file is 0 bytes`,
      help: 'See that the archive was written to its end, and that the task may read it.',
    });
  const format = formatOf(head);
  return format === 'zip' ? zipUnpacker(unpacking) : tarUnpacker(format, unpacking);
}
