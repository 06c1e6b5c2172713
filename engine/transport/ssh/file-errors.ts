import { errnoOf, errnoText, type SystemError } from '../../diagnostics/system-error.ts';

const codes = [
  'EPERM',
  'ENOENT',
  'EACCES',
  'EBUSY',
  'EEXIST',
  'EXDEV',
  'ENOTDIR',
  'EISDIR',
  'EINVAL',
  'ETXTBSY',
  'EFBIG',
  'ENOSPC',
  'EROFS',
  'ENAMETOOLONG',
  'ENOTEMPTY',
  'ELOOP',
  'EDQUOT',
];

/** Words that shells and busybox have of their own. */
const others: Readonly<Record<string, string>> = {
  'Directory nonexistent': 'ENOENT',
  'No such file': 'ENOENT',
  'nonexistent directory': 'ENOENT',
  nonexistent: 'ENOENT',
};

/** The error of a file operation from what its program said, as Node gives it for files of its own machine. */
export function fileError(stderr: string, syscall: string, path: string): SystemError {
  const said = stderr.trim();
  const code = codeIn(said) ?? (/dangling symlink/.test(said) ? 'ENOENT' : 'EIO');
  const errno = errnoOf(code);
  const unknown = said === '' ? 'it failed without a word' : said;
  const message = code === 'EIO' ? unknown : wordsOf(code);
  return Object.assign(new Error(`${code}: ${message}, ${syscall} '${path}'`), {
    code,
    syscall,
    path,
    ...(errno === undefined ? {} : { errno: -errno }),
  });
}

function codeIn(said: string): string | undefined {
  for (const line of said.split('\n').reverse()) {
    const last = line.slice(line.lastIndexOf(': ') + 1).trim();
    const code = codes.find((name) => wordsOf(name) === last) ?? others[last];
    if (code !== undefined) return code;
  }
  return undefined;
}

function wordsOf(code: string): string {
  return errnoText(code)?.replace(/^\[Errno \d+\] /, '') ?? code;
}
