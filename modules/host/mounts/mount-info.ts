/** What is mounted, by /proc/self/mountinfo: proc(5). */
import type { Connection } from '../../../engine/module.ts';
import { textOf } from '../file-content.ts';

export interface Mount {
  readonly path: string;
  /** The device, or what stands for it. */
  readonly source: string;
  /** The numbers of the device: the same for all mounts of one file system. */
  readonly device: string;
  /** The folder of the file system that is mounted; not `/` where a folder was bound. */
  readonly root: string;
}

export async function readMounts({ files }: Connection): Promise<readonly Mount[]> {
  return parseMountInfo(textOf(await files.read('/proc/self/mountinfo')));
}

export function parseMountInfo(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [head = '', tail = ''] = line.split(' - ');
    const [, , device, root, path] = head.split(' ');
    const source = tail.split(' ')[1];
    if (device === undefined || root === undefined || path === undefined || source === undefined) return [];
    return [{ device, root: unescaped(root), path: unescaped(path), source: unescaped(source) }];
  });
}

/** What is mounted at a path: the last one hides those below it. */
export function mountAt(path: string, mounts: readonly Mount[]): Mount | undefined {
  const plain = path.replace(/(?<=.)\/+$/, '');
  return mounts.findLast((mount) => mount.path === plain);
}

/** Whether this is what is mounted: its device, or the folder that was bound. */
export function isSource(mount: Mount, src: string, mounts: readonly Mount[]): boolean {
  if (mount.source === src) return true;
  return mounts.some((other) => {
    if (other === mount || other.device !== mount.device) return false;
    const root = other.root === '/' ? '' : other.root;
    if (mount.root !== root && !mount.root.startsWith(`${root}/`)) return false;
    const base = other.path === '/' ? '' : other.path;
    return `${base}${mount.root.slice(root.length)}`.replace(/(?<=.)\/$/, '') === src;
  });
}

function unescaped(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_match, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 8)),
  );
}
