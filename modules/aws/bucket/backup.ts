/** Folders that are kept in the bucket: what differs goes up, and comes down on another machine. */
import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Files } from '../../../engine/module.ts';
import type { Bucket, ListedObject } from './bucket.types.ts';
import { isOwnState } from './layout.ts';
import { deleteObject, listObjects, readBytes, sumOf, writeObject } from './objects.ts';

export interface BackupOptions {
  readonly checkMode?: boolean;
}

/** Keys or paths that were, or in check mode would be, written. */
export type Written = readonly string[];

/** State of Terraform has secrets in it, and a place of its own; names with a dot before them are of tools. */
const NEVER = /\.(tfstate|backup)$|^\./;
/** The logs of another machine stay apart from those that are here. */
const NOT_DOWN = /\.(tfstate|backup|log)$/;

/** Uploads all files of a folder that the bucket has not, or has otherwise. */
export async function uploadFolder(
  bucket: Bucket,
  files: Files,
  folder: string,
  prefix: string,
  { checkMode = false }: BackupOptions = {},
): Promise<Written> {
  const there = new Map((await listObjects(bucket, prefix)).map((object) => [object.key, object]));
  const written: string[] = [];
  for (const path of await filesIn(files, folder)) {
    if (isOwnState(path)) continue;
    const key = `${prefix}${path}`;
    const content = await files.read(posix.join(folder, path));
    if (await isSame(bucket, there.get(key), content)) continue;
    if (!checkMode) await writeObject(bucket, key, content);
    written.push(key);
  }
  return written;
}

/** Downloads what the folder has not, or has otherwise. Nothing is deleted. */
export async function downloadFolder(
  bucket: Bucket,
  files: Files,
  folder: string,
  prefix: string,
  { checkMode = false }: BackupOptions = {},
): Promise<Written> {
  const written: string[] = [];
  for (const object of await listObjects(bucket, prefix)) {
    const path = object.key.slice(prefix.length);
    if (path === '' || path.endsWith('/') || NOT_DOWN.test(path) || isOwnState(path)) continue;
    checkPath(object.key, path);
    const target = posix.join(folder, path);
    const here = await files.status(target);
    const present = here?.type === 'file' ? await files.read(target) : undefined;
    if (present !== undefined && (await isSame(bucket, object, present))) continue;
    const found = await readBytes(bucket, object.key);
    if (found === undefined) continue;
    if (!checkMode) {
      await files.makeDirectory(posix.dirname(target), { parents: true });
      await files.write(target, found.bytes);
    }
    written.push(target);
  }
  return written;
}

/** Deletes objects that are there; which they were. */
export async function deleteObjects(
  bucket: Bucket,
  keys: readonly string[],
  { checkMode = false }: BackupOptions = {},
): Promise<Written> {
  const deleted: string[] = [];
  for (const key of keys) {
    if (!(await listObjects(bucket, key)).some((object) => object.key === key)) continue;
    if (!checkMode) await deleteObject(bucket, key);
    deleted.push(key);
  }
  return deleted;
}

/** Paths below a folder, sorted; links are not followed out of it. None where there is no folder. */
async function filesIn(files: Files, folder: string, below = ''): Promise<readonly string[]> {
  const at = posix.join(folder, below);
  if ((await files.status(at))?.type !== 'directory') return [];
  const found: string[] = [];
  for (const name of (await files.list(at)).toSorted()) {
    if (NEVER.test(name)) continue;
    const path = below === '' ? name : `${below}/${name}`;
    const { type } = (await files.status(posix.join(folder, path), { follow: false })) ?? {};
    if (type === 'directory') found.push(...(await filesIn(files, folder, path)));
    else if (type === 'file') found.push(path);
  }
  return found;
}

/** By the tag, which is the MD5 of what was written in one piece, unless a key of KMS encrypts it: then by the sum kept with it. */
async function isSame(
  bucket: Bucket,
  object: ListedObject | undefined,
  content: Uint8Array,
): Promise<boolean> {
  if (object?.size !== content.length) return false;
  const digest = (algorithm: 'md5' | 'sha256', encoding: 'hex' | 'base64'): string =>
    createHash(algorithm).update(content).digest(encoding);
  if (object.tag.replaceAll('"', '') === digest('md5', 'hex')) return true;
  return (await sumOf(bucket, object.key)) === digest('sha256', 'base64');
}

function checkPath(key: string, path: string): void {
  if (!path.split('/').some((part) => part === '..' || part === '') && !path.includes('\0')) return;
  throw new DroverError('aws-bucket', {
    detail: `The object ${key} would be written outside of its folder.`,
    help: 'drover has not written it: look who did, and delete it.',
  });
}
