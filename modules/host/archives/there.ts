import type { FileType } from '../../../engine/module.ts';
import type { Programs } from '../programs.ts';

/** What stands where a member of an archive is unpacked to. */
export interface There {
  readonly type: FileType;
  readonly mode: number;
  readonly size: number;
  /** On the machine's own clock: `2026-01-31 12:00:00`. */
  readonly time: string;
  readonly uid: number;
  readonly gid: number;
  readonly owner: string;
  readonly group: string;
  /** Where a link points. */
  readonly target?: string;
}

const types: Readonly<Record<number, FileType>> = {
  0o10: 'fifo',
  0o20: 'character',
  0o40: 'directory',
  0o60: 'block',
  0o100: 'file',
  0o120: 'link',
  0o140: 'socket',
};

/** What stands at paths below a folder, in one go: an archive may have thousands. */
export async function readThere(
  folder: string,
  paths: readonly string[],
  programs: Programs,
): Promise<ReadonlyMap<string, There>> {
  const found = new Map<string, There>();
  if (paths.length === 0) return found;
  // What is missing is told on stderr alone.
  const script = `cd -- "$1" && xargs -0 stat -c '%f/%s/%u/%g/%U/%G/%y/%n' -- 2>/dev/null`;
  const { stdout } = await programs.run(['sh', '-c', script, 'sh', folder], { stdin: nulled(paths) });
  for (const line of stdout.split('\n')) {
    const match = /^([0-9a-f]+)\/(\d+)\/(\d+)\/(\d+)\/([^/]*)\/([^/]*)\/([^/]*)\/(.*)$/.exec(line);
    if (match === null) continue;
    const [, raw = '', size, uid, gid, owner = '', group = '', time = '', path = ''] = match;
    const bits = Number.parseInt(raw, 16);
    found.set(path, {
      type: types[(bits & 0o170000) >> 9] ?? 'file',
      mode: bits & 0o7777,
      size: Number(size),
      time: time.slice(0, 19),
      uid: Number(uid),
      gid: Number(gid),
      owner,
      group,
    });
  }
  return withTargets(folder, found, programs);
}

async function withTargets(
  folder: string,
  found: ReadonlyMap<string, There>,
  programs: Programs,
): Promise<ReadonlyMap<string, There>> {
  const links = [...found].filter(([, { type }]) => type === 'link').map(([path]) => path);
  if (links.length === 0) return found;
  const script = `cd -- "$1" && xargs -0 sh -c 'for f do readlink -- "$f" || echo; done' sh`;
  const { stdout } = await programs.run(['sh', '-c', script, 'sh', folder], { stdin: nulled(links) });
  const targets = stdout.split('\n');
  return new Map(
    [...found].map(([path, there]) => {
      const at = links.indexOf(path);
      return [path, at === -1 ? there : { ...there, target: targets[at] ?? '' }];
    }),
  );
}

/** Paths as `xargs -0` reads them. */
export function nulled(paths: readonly string[]): string {
  return paths.map((path) => `${path === '' ? '.' : path}\0`).join('');
}
