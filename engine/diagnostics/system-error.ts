/** An error of the operating system, as Node gives it. */
export interface SystemError extends Error {
  readonly code: string;
  readonly errno?: number;
  readonly path?: string;
}

/** Whether something thrown comes from a call of the operating system: what it says is for people. */
export function isSystemError(error: unknown): error is SystemError {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}

/** What strerror(3) says of the errors that files, programs and connections run into; Node has words of its own. */
const words: Readonly<Record<string, readonly [number: number, text: string]>> = {
  EPERM: [1, 'Operation not permitted'],
  ENOENT: [2, 'No such file or directory'],
  ENOEXEC: [8, 'Exec format error'],
  EACCES: [13, 'Permission denied'],
  EBUSY: [16, 'Device or resource busy'],
  EEXIST: [17, 'File exists'],
  EXDEV: [18, 'Invalid cross-device link'],
  ENOTDIR: [20, 'Not a directory'],
  EISDIR: [21, 'Is a directory'],
  EINVAL: [22, 'Invalid argument'],
  ETXTBSY: [26, 'Text file busy'],
  EFBIG: [27, 'File too large'],
  ENOSPC: [28, 'No space left on device'],
  EROFS: [30, 'Read-only file system'],
  ENAMETOOLONG: [36, 'File name too long'],
  ENOTEMPTY: [39, 'Directory not empty'],
  EPIPE: [32, 'Broken pipe'],
  ELOOP: [40, 'Too many levels of symbolic links'],
  ENETUNREACH: [101, 'Network is unreachable'],
  ECONNRESET: [104, 'Connection reset by peer'],
  ECONNREFUSED: [111, 'Connection refused'],
  EHOSTUNREACH: [113, 'No route to host'],
  EDQUOT: [122, 'Disk quota exceeded'],
};

/** `[Errno 2] No such file or directory`, as Python and so Ansible's results have it; undefined for rarer ones. */
export function errnoText(code: string): string | undefined {
  const known = words[code];
  return known && `[Errno ${known[0]}] ${known[1]}`;
}

/** The number that the operating system knows an error by. */
export function errnoOf(code: string): number | undefined {
  return words[code]?.[0];
}

/** An operating system's error as Ansible's results have it, with the path that it is about. */
export function systemErrorText(error: SystemError): string {
  const text = errnoText(error.code);
  if (text === undefined) return error.message;
  return error.path === undefined ? text : `${text}: '${error.path}'`;
}
