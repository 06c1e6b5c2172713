/** What of a discovery is kept in the bucket: the folder of each account, and the module that they share. */
import { posix } from 'node:path';
import type { Files } from '../../../engine/module.ts';
import type { Discovery, DiscoveryAccount } from '../discovery/config/discovery.types.ts';
import { deleteObjects, downloadFolder, uploadFolder, type BackupOptions, type Written } from './backup.ts';
import type { Bucket } from './bucket.types.ts';
import { manifestPath, parseManifest, readManifest } from '../terraform/write/manifest.ts';
import { accountPrefix, keyOf, modulePrefix } from './layout.ts';
import { readObject } from './objects.ts';

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
    const gone = await goneFrom(bucket, files, config.terraform.terraform_output, name);
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
