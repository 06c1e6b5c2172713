/** What of a discovery is kept in the bucket: the folder of each account, and the module that they share. */
import { posix } from 'node:path';
import type { Files } from '../../../engine/module.ts';
import type { Discovery, DiscoveryAccount } from '../discovery/config/discovery.types.ts';
import { downloadFolder, uploadFolder, type BackupOptions, type Written } from './backup.ts';
import type { Bucket } from './bucket.types.ts';
import { accountPrefix, modulePrefix } from './layout.ts';

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
  return eachFolder(config, (folder, prefix) => uploadFolder(bucket, files, folder, prefix, options));
}

export function downloadAccounts(
  bucket: Bucket,
  files: Files,
  config: Config,
  options?: BackupOptions,
): Promise<Written> {
  return eachFolder(config, (folder, prefix) => downloadFolder(bucket, files, folder, prefix, options));
}

async function eachFolder(
  { terraform, account_info: accounts }: Config,
  keep: (folder: string, prefix: string) => Promise<Written>,
): Promise<Written> {
  const { terraform_output: root, module_name: name } = terraform;
  const ids = new Set(accounts.map(({ account_id }) => account_id));
  const written = [...(await keep(posix.join(root, name), modulePrefix(name)))];
  for (const id of ids) written.push(...(await keep(posix.join(root, id), accountPrefix(id))));
  return written;
}
