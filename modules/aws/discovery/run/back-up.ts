import { basename } from 'node:path';
import type { TaskContext } from '../../../../engine/module.ts';
import type { Aws } from '../../api/aws.types.ts';
import { uploadAccounts } from '../../bucket/keep-accounts.ts';
import { accountPrefix } from '../../bucket/layout.ts';
import { writeObject } from '../../bucket/objects.ts';
import { planBucket, requireBucket } from '../../bucket/open-bucket.ts';
import type { Discovery } from '../config/discovery.types.ts';

/**
 * Brings what was written to the bucket of discovery.yaml, which is made where it is missing: the folders of the accounts,
 * and the logs and the snapshot for each of them. Gives the keys that were written; in check mode those that would be.
 */
export async function backUp(
  aws: Aws,
  config: Discovery,
  made: { readonly snapshot: string; readonly logs: readonly string[] },
  { controller: { files }, checkMode }: Pick<TaskContext, 'controller' | 'checkMode'>,
): Promise<readonly string[]> {
  const bucket = requireBucket(config, aws, 's3backup');
  const plan = await planBucket(bucket);
  if (checkMode) {
    // A bucket that is not there yet cannot be compared with.
    if (plan.steps.length > 0) return plan.steps;
    return uploadAccounts(bucket, files, config, { checkMode });
  }
  await plan.apply();
  const keys = [...(await uploadAccounts(bucket, files, config))];
  const prefixes = new Set(config.account_info.map(({ account_id }) => `${accountPrefix(account_id)}tmp/`));
  for (const prefix of prefixes) {
    for (const log of made.logs) keys.push(await put(log, `${prefix}discovery-${basename(log)}`));
    for (const path of [made.snapshot, `${made.snapshot}.sig`])
      keys.push(await put(path, `${prefix}${basename(path)}`));
  }
  return keys;

  async function put(path: string, key: string): Promise<string> {
    await writeObject(bucket, key, await files.read(path));
    return key;
  }
}
