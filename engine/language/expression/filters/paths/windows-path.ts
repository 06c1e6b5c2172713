/** Python's `ntpath`. */

/** The drive (`C:`, `\\server\share`) and the rest. */
export function splitDrive(path: string): [string, string] {
  const normal = path.replaceAll('/', '\\');
  if (!normal.startsWith('\\\\'))
    return /^[^]:/.test(normal) ? [path.slice(0, 2), path.slice(2)] : ['', path];
  const from = normal.slice(0, 8).toUpperCase() === '\\\\?\\UNC\\' ? 8 : 2;
  const server = normal.indexOf('\\', from);
  if (server === -1) return [path, ''];
  const share = normal.indexOf('\\', server + 1);
  return share === -1 ? [path, ''] : [path.slice(0, share), path.slice(share)];
}

/** The folder and the name. */
function split(path: string): [string, string] {
  const [drive, rest] = splitDrive(path);
  const at = Math.max(rest.lastIndexOf('/'), rest.lastIndexOf('\\')) + 1;
  const head = rest.slice(0, at);
  return [drive + (head.replace(/[\\/]+$/, '') || head), rest.slice(at)];
}

export function windowsFolderName(path: string): string {
  return split(path)[0];
}

export function windowsBaseName(path: string): string {
  return split(path)[1];
}
