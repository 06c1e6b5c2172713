/** What of a discovery is kept in the bucket: the folder of each account, and the module that they share. */
import { posix } from 'node:path';
import type { Files } from '../../../engine/module.ts';
import type { Discovery, DiscoveryAccount } from '../discovery/config/discovery.types.ts';
import { deleteObjects, downloadFolder, uploadFolder, type BackupOptions, type Written } from './backup.ts';
import type { Bucket } from './bucket.types.ts';
import { manifestPath, parseManifest, readManifest } from '../terraform/write/manifest.ts';
import { accountPrefix, keyOf, modulePrefix } from './layout.ts';
import { readBytes, readObject } from './objects.ts';
import { REVERT_FILE, retiredPath } from '../switch/kit/kit-paths.ts';

/** What of a discovery.yaml says where the folders are. */
interface Config {
  readonly terraform: Pick<Discovery['terraform'], 'terraform_output' | 'module_name'>;
  readonly account_info: readonly Pick<DiscoveryAccount, 'account_id'>[];
}

export function uploadAccounts(
  bucket: Bucket,
  files: Files,
  config: Config,
  options?: BackupOptions,
): Promise<Written> {
  return eachFolder(config, async (folder, prefix, name) => {
    const gone = [
      ...(await goneFrom(bucket, files, config.terraform.terraform_output, name)),
      ...(await retiredIn(bucket, files, folder, prefix)),
    ];
    const written = await uploadFolder(bucket, files, folder, prefix, options);
    return [...written, ...(await deleteObjects(bucket, gone, options))];
  });
}

export function downloadAccounts(
  bucket: Bucket,
  files: Files,
  config: Config,
  options?: BackupOptions,
): Promise<Written> {
  return eachFolder(config, (folder, prefix) => downloadFolder(bucket, files, folder, prefix, options));
}

/** The keys of files that drover wrote into the folder once and has taken away since: a switch that was reverted. */
async function goneFrom(
  bucket: Bucket,
  files: Files,
  root: string,
  name: string,
): Promise<readonly string[]> {
  const path = manifestPath(name);
  if ((await files.status(posix.join(root, path))) === undefined) return [];
  const kept = await readObject(bucket, keyOf(path));
  if (kept === undefined) return [];
  const here = await readManifest(files, root, name);
  const gone = Object.keys(parseManifest(kept.text, keyOf(path)).files).filter(
    (one) => here.files[one] === undefined,
  );
  const isGone = await Promise.all(
    gone.map(async (one) => (await files.status(posix.join(root, one))) === undefined),
  );
  return gone.filter((_one, index) => isGone[index]).map(keyOf);
}

/**
 * The keys of the kit's revert.json that were put aside here: a download would bring them back. Not one with another
 * content, which the kit has written elsewhere since.
 */
async function retiredIn(
  bucket: Bucket,
  files: Files,
  folder: string,
  prefix: string,
): Promise<readonly string[]> {
  const found: string[] = [];
  for (const path of (await workFolders(files, folder)).map((one) => `${one}/${REVERT_FILE}`)) {
    const here = posix.join(folder, path);
    const isRetired = (await files.status(here)) === undefined && (await files.status(retiredPath(here)));
    if (!isRetired) continue;
    const there = await readBytes(bucket, `${prefix}${path}`);
    if (there !== undefined && Buffer.from(await files.read(retiredPath(here))).equals(there.bytes))
      found.push(`${prefix}${path}`);
  }
  return found;
}

/** `tmp`, and those of its folders that a cycle has of its own. */
async function workFolders(files: Files, folder: string): Promise<readonly string[]> {
  if ((await files.status(posix.join(folder, 'tmp')))?.type !== 'directory') return [];
  const names = (await files.list(posix.join(folder, 'tmp'))).filter((name) => name.startsWith('tmp-'));
  return ['tmp', ...names.toSorted().map((name) => `tmp/${name}`)];
}

async function eachFolder(
  { terraform, account_info: accounts }: Config,
  keep: (folder: string, prefix: string, name: string) => Promise<Written>,
): Promise<Written> {
  const { terraform_output: root, module_name: name } = terraform;
  const ids = new Set(accounts.map(({ account_id }) => account_id));
  const written = [...(await keep(posix.join(root, name), modulePrefix(name), name))];
  for (const id of ids) written.push(...(await keep(posix.join(root, id), accountPrefix(id), id)));
  return written;
}
