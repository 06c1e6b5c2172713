/** `name` in `folder`, without `.` and `..`; an absolute name stands for itself. */
export function joinPath(folder: string, name: string): string {
  return normalPath(name.startsWith('/') ? name : `${folder}/${name}`);
}

/** The folder that holds a path; `.` for a bare name. */
export function folderOfPath(path: string): string {
  const slash = path.lastIndexOf('/');
  if (slash === -1) return '.';
  return slash === 0 ? '/' : path.slice(0, slash);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** `a/./b/../c` as `a/c`. */
export function normalPath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '.' || (part === '' && parts.length > 0)) continue;
    const last = parts.at(-1);
    if (part === '..' && last !== undefined && last !== '..' && last !== '') parts.pop();
    else if (part !== '..' || last !== '') parts.push(part);
  }
  if (parts.length === 1 && parts[0] === '') return '/';
  return parts.length === 0 ? '.' : parts.join('/');
}
