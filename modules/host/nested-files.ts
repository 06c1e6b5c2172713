import type { Connection, FileStatus } from '../../engine/module.ts';
import { attributeChange, type AttributeArguments, type AttributeChange } from './attributes.ts';
import { besideOf } from './file-steps.ts';

/** Something in a folder. What is said of a link holds for the link itself. */
export interface NestedFile {
  readonly path: string;
  readonly status: FileStatus;
}

/** All that is in a folder; with `follow` also what its links point to, wherever that is. */
export async function nestedFiles(
  folder: string,
  connection: Connection,
  follow: boolean,
): Promise<readonly NestedFile[]> {
  const { files } = connection;
  const found = new Map<string, FileStatus>();
  const isWalked = new Set<string>();
  const take = async (path: string, status: FileStatus | undefined): Promise<void> => {
    if (status === undefined || found.has(path)) return;
    found.set(path, status);
    if (status.type === 'directory') await walk(path, status);
    if (status.type !== 'link' || !follow) return;
    const target = besideOf(path, status.target ?? '');
    await take(target, await files.status(target, { follow: true }));
  };
  const walk = async (path: string, status: FileStatus | undefined): Promise<void> => {
    /* Links may lead back to a folder above. */
    const key = `${status?.device}:${status?.inode}`;
    if (isWalked.has(key)) return;
    isWalked.add(key);
    for (const name of await files.list(path)) {
      const inside = `${path.replace(/\/$/, '')}/${name}`;
      await take(inside, await files.status(inside));
    }
  };
  await walk(folder, await files.status(folder, { follow: true }));
  return [...found].map(([path, status]) => ({ path, status }));
}

/** What is to be changed of it. A link has an owner, and no permissions. */
export function nestedChange(args: AttributeArguments, { status }: NestedFile): AttributeChange {
  const made = { mode: 0o644, isDirectory: status.type === 'directory' };
  return attributeChange(status.type === 'link' ? { ...args, mode: undefined } : args, status, made);
}
