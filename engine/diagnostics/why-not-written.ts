import { messageOf } from './drover-error.ts';

const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'the file system is full',
  EDQUOT: 'the disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  ENOTDIR: 'a part of the path is no folder',
  EEXIST: 'a part of the path is no folder',
  EISDIR: 'there is a folder of that name',
  ENAMETOOLONG: 'the name is too long',
  EIO: 'the disk or the terminal fails',
};

/** Why a file could not be written, in words, from the system's error. */
export function whyNotWritten(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  // What Node says of a folder that it cannot make below a read-only one.
  if (code === 'ENOENT' && error instanceof Error && 'syscall' in error && error.syscall === 'mkdir')
    return 'its folder cannot be made; the file system may be read-only';
  return REASONS[code] ?? messageOf(error);
}
