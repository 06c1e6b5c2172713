import { basename, isAbsolute, join, normalize } from 'node:path';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineModule, type TaskContext } from '../../engine/module.ts';
import { md5, sha1 } from './file-content.ts';

interface FetchFacts {
  /** Undefined: it is not there, or `problem` says why it cannot be fetched. */
  readonly content: Uint8Array | undefined;
  readonly problem?: string;
  readonly dest: string;
  readonly current: Uint8Array | undefined;
}

interface FetchDetail {
  readonly dest: string;
  readonly content: Uint8Array;
  readonly isValidated: boolean;
}

export const fetch = defineModule({
  name: 'host.fetch',
  aliases: ['fetch', 'ansible.builtin.fetch', 'ansible.legacy.fetch'],
  summary: 'Gets a file of the host to the machine that drover runs on.',
  args: {
    type: 'object',
    properties: {
      src: { type: 'string', format: 'path', description: 'The file of the host.' },
      dest: {
        type: 'string',
        format: 'path',
        description:
          'The folder to put it in: below a folder with the host’s name and that of its own path. With flat: the file itself.',
      },
      flat: {
        type: 'boolean',
        description:
          'Put it at dest itself; where that ends with a slash, in that folder under its own name.',
        default: false,
      },
      fail_on_missing: { type: 'boolean', description: 'Fail if it is not there.', default: true },
      validate_checksum: {
        type: 'boolean',
        description: 'Read what was written again, and fail where it differs.',
        default: true,
      },
    },
    required: ['src', 'dest'],
  },
  examples: [
    {
      title: 'A file of each host',
      playbook: '- fetch:\n    src: /etc/fstab\n    dest: collected/\n',
    },
  ],
  returns: {
    dest: { type: 'string', description: 'Where it is now.' },
    checksum: { type: 'string', description: 'Its SHA-1.' },
    md5sum: { type: 'string', description: 'Its MD5.' },
    remote_checksum: { type: 'string', description: 'The SHA-1 of the host’s file, where it was fetched.' },
  },
  connect: (_args, context) => Promise.resolve(context),
  gather: async (args, context): Promise<FetchFacts> => {
    const { files } = context.connection;
    const status = await files.status(args.src, { follow: true });
    const dest = await placeFor(args, context);
    const missing = { content: undefined, dest, current: undefined };
    if (status?.type === 'directory') return { ...missing, problem: directory };
    if (status === undefined) return { ...missing, problem: absent };
    return { content: await files.read(args.src), dest, current: await contentAt(dest, context) };
  },
  plan: (args, { content, problem, dest, current }) => {
    const subject = `file ${dest}`;
    const isValidated = args.validate_checksum;
    const detail: FetchDetail = { dest, content: content ?? new Uint8Array(), isValidated };
    if (content === undefined) {
      const result = notFetched(problem ?? absent, args);
      return { action: 'unchanged' as const, subject, reason: result.msg, changes: [], result, detail };
    }
    const [before, after] = [sha1(current), sha1(content)];
    const isSame = before === after;
    return {
      action: isSame
        ? ('unchanged' as const)
        : current === undefined
          ? ('create' as const)
          : ('update' as const),
      subject,
      reason: isSame ? 'it is as on the host' : current === undefined ? 'it is not there' : 'it differs',
      changes: isSame ? [] : [{ pointer: '/checksum', before, after }],
      result: {
        dest,
        md5sum: md5(content),
        checksum: after,
        ...(isSame ? { file: args.src } : { remote_checksum: after, remote_md5sum: null }),
      },
      detail,
    };
  },
  apply: async ({ detail: { dest, content, isValidated } }, { controller }) => {
    await controller.files.makeDirectory(dest.slice(0, Math.max(1, dest.lastIndexOf('/'))), {
      parents: true,
    });
    await controller.files.write(dest, content);
    if (!isValidated) return { changed: true };
    const written = sha1(await controller.files.read(dest));
    if (written === sha1(content)) return { changed: true };
    return { changed: false, failed: true, msg: 'checksum mismatch', checksum: written };
  },
});

const absent = 'the remote file does not exist, not transferring, ignored';
const directory = 'remote file is a directory, fetch cannot work on directories';

function notFetched(
  problem: string,
  args: { readonly src: string; readonly fail_on_missing: boolean },
): Readonly<Record<string, unknown>> & { readonly msg: string } {
  if (args.fail_on_missing) return { failed: true, msg: problem };
  if (problem === directory) return { msg: `${problem}, not transferring, ignored` };
  return { msg: problem, file: args.src };
}

/** Where the file goes; a relative path is taken from the playbook's folder. */
async function placeFor(
  { src, dest, flat }: { readonly src: string; readonly dest: string; readonly flat: boolean },
  context: TaskContext,
): Promise<string> {
  const folder = context.variable('playbook_dir');
  const given = isAbsolute(dest) || typeof folder !== 'string' ? dest : join(folder, dest);
  if (!flat) return normalize(`${given}/${nameOf(context)}/${src}`);
  if (dest.endsWith('/')) return join(given, basename(src));
  const status = await context.controller.files.status(given, { follow: true });
  if (status?.type === 'directory')
    throw new DroverError('invalid-argument', {
      detail:
        'dest is an existing directory, use a trailing slash if you want to fetch src into that directory',
      help: `Write ${dest}/ for the folder, or the path of a file.`,
    });
  return normalize(given);
}

function nameOf(context: TaskContext): string {
  const name = context.variable('inventory_hostname');
  return typeof name === 'string' ? name : context.host;
}

async function contentAt(path: string, { controller }: TaskContext): Promise<Uint8Array | undefined> {
  const status = await controller.files.status(path, { follow: true });
  return status?.type === 'file' ? controller.files.read(path) : undefined;
}
