import type { FileStatus, FileType } from '../../module.ts';

/** The bits of a mode that say what a file is; see inode(7). */
const types: Readonly<Record<number, FileType>> = {
  0o10: 'file',
  0o04: 'directory',
  0o12: 'link',
  0o06: 'block',
  0o02: 'character',
  0o01: 'fifo',
  0o14: 'socket',
};

/** Reads what the script `status` prints. */
export function parseStatus(text: string): FileStatus {
  const [numbers = '', owner = '', group = '', ...rest] = text.split('\n');
  const [raw = '', size, uid, gid, inode, device, links, accessed, modified, changed] = numbers.split(' ');
  const mode = Number.parseInt(raw, 16);
  const type = types[mode >> 12] ?? 'file';
  return {
    type,
    size: Number(size),
    mode: mode & 0o7777,
    uid: Number(uid),
    gid: Number(gid),
    ...named('owner', owner),
    ...named('group', group),
    inode: Number(inode),
    device: Number(device),
    links: Number(links),
    accessed: Number(accessed),
    modified: Number(modified),
    changed: Number(changed),
    ...(type === 'link' ? { target: rest.join('\n') } : {}),
  };
}

/** `UNKNOWN` is what stat(1) says of an id without a name. */
function named<K extends string>(key: K, name: string): Partial<Record<K, string>> {
  return name === 'UNKNOWN' || name === '' ? {} : ({ [key]: name } as Record<K, string>);
}
