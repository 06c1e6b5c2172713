import { createHash } from 'node:crypto';
import { defineAction, type Connection, type FileStatus } from '../../engine/module.ts';
import { besideOf } from './file-steps.ts';
import { modeText } from './mode.ts';

export const stat = defineAction({
  name: 'host.stat',
  aliases: ['stat', 'ansible.builtin.stat', 'ansible.legacy.stat'],
  summary: 'Tells what stands at a path of the host.',
  args: {
    type: 'object',
    properties: {
      path: { type: 'string', format: 'path', description: 'The path.', aliases: ['dest', 'name'] },
      follow: { type: 'boolean', description: 'Follow a link.', default: false },
      get_checksum: { type: 'boolean', description: 'Give the checksum of a file.', default: true },
      checksum_algorithm: {
        type: 'string',
        enum: ['md5', 'sha1', 'sha224', 'sha256', 'sha384', 'sha512'],
        description: 'Which checksum.',
        default: 'sha1',
        aliases: ['checksum', 'checksum_algo'],
      },
      get_mime: {
        type: 'boolean',
        description: 'Give the MIME type and character set.',
        default: true,
        aliases: ['mime', 'mime_type', 'mime-type'],
      },
      get_attributes: {
        type: 'boolean',
        description: 'Accepted; file system attributes are not read.',
        default: true,
        aliases: ['attr', 'attributes'],
      },
    },
    required: ['path'],
  },
  examples: [
    {
      title: 'Is it there?',
      playbook: "- stat:\n    path: '{{ os_migrate_data_dir }}/networks.yml'\n  register: networks_file\n",
    },
  ],
  returns: { stat: { description: 'What is there; `exists` is false where nothing is.' } },
  checkMode: 'run',
  run: async (args, { connection, signal }) => {
    const status = await connection.files.status(args.path, { follow: args.follow });
    if (status === undefined) return { changed: false, stat: { exists: false } };
    const isFile = status.type === 'file';
    const checksum =
      isFile && args.get_checksum
        ? await checksumOf(args.path, args.checksum_algorithm, connection)
        : undefined;
    const mime = args.get_mime ? await mimeOf(args.path, connection, signal) : {};
    const link =
      status.type === 'link'
        ? {
            lnk_source: await connection.files
              .realPath(args.path)
              .catch(() => besideOf(args.path, status.target ?? '')),
            lnk_target: status.target,
          }
        : {};
    const access = await accessOf(args.path, connection, signal);
    return {
      changed: false,
      stat: {
        exists: true,
        path: args.path,
        ...statusFacts(status),
        ...access,
        ...(checksum === undefined ? {} : { checksum }),
        ...mime,
        ...link,
      },
    };
  },
});

/** What stat and find tell of a file. */
export function statusFacts(status: FileStatus): Record<string, unknown> {
  const bit = (mask: number): boolean => (status.mode & mask) !== 0;
  return {
    mode: modeText(status.mode),
    isdir: status.type === 'directory',
    ischr: status.type === 'character',
    isblk: status.type === 'block',
    isreg: status.type === 'file',
    isfifo: status.type === 'fifo',
    islnk: status.type === 'link',
    issock: status.type === 'socket',
    uid: status.uid,
    gid: status.gid,
    pw_name: status.owner ?? '',
    gr_name: status.group ?? '',
    size: status.size,
    inode: status.inode,
    dev: status.device,
    nlink: status.links,
    atime: status.accessed,
    mtime: status.modified,
    ctime: status.changed,
    isuid: bit(0o4000),
    isgid: bit(0o2000),
    rusr: bit(0o400),
    wusr: bit(0o200),
    xusr: bit(0o100),
    rgrp: bit(0o40),
    wgrp: bit(0o20),
    xgrp: bit(0o10),
    roth: bit(0o4),
    woth: bit(0o2),
    xoth: bit(0o1),
  };
}

async function checksumOf(path: string, algorithm: string, connection: Connection): Promise<string> {
  return createHash(algorithm)
    .update(await connection.files.read(path))
    .digest('hex');
}

async function mimeOf(
  path: string,
  connection: Connection,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const outcome = await connection
    .execute(['file', '-b', '--mime-type', '--mime-encoding', path], { signal, isBrief: true })
    .catch(() => undefined);
  const match = /^([^;]+); charset=(\S+)/.exec(outcome?.rc === 0 ? outcome.stdout.trim() : '');
  return { mimetype: match?.[1] ?? 'unknown', charset: match?.[2] ?? 'unknown' };
}

async function accessOf(
  path: string,
  connection: Connection,
  signal: AbortSignal,
): Promise<Record<string, unknown>> {
  const script = 'for t in r w x; do [ -$t "$1" ] && printf $t; done; true';
  const outcome = await connection.execute(['/bin/sh', '-c', script, 'sh', path], { signal, isBrief: true });
  const has = (letter: string): boolean => outcome.stdout.includes(letter);
  return { readable: has('r'), writeable: has('w'), executable: has('x') };
}
