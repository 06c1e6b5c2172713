/** Terraform's folders of the accounts, which come from the bucket before a run and go there after it. */
import { messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { TaskContext } from '../../../engine/module.ts';
import type { Aws } from '../api/aws.types.ts';
import type { Bucket } from '../bucket/bucket.types.ts';
import { downloadAccounts, uploadAccounts } from '../bucket/keep-accounts.ts';
import { planBucket, requireBucket } from '../bucket/open-bucket.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';

export interface KeepSettings {
  readonly s3download: boolean;
  readonly s3backup: boolean;
}

export interface Keeping {
  /** Whether it has anything to do at all. */
  readonly isAsked: boolean;
  fetch(): Promise<void>;
  /** The routing is what it should be by then: a backup that fails is a warning. */
  store(): Promise<void>;
}

/** For what is to be done to the folders between a run and their backup. */
export function withoutStore(keeping: Keeping): Keeping {
  return { ...keeping, store: () => Promise.resolve() };
}

/** Nothing of a run may have needed the bucket before. */
async function readyBucket(bucket: Bucket): Promise<void> {
  await (await planBucket(bucket)).apply();
}

/** Throws `discovery-missing` where a bucket is needed and discovery.yaml names none. */
export function keepFolders(
  { s3download, s3backup }: KeepSettings,
  config: Discovery,
  aws: Aws,
  context: Pick<TaskContext, 'controller' | 'warn'>,
): Keeping {
  const { files } = context.controller;
  const isAsked = s3download || s3backup;
  const bucket = isAsked ? requireBucket(config, aws, s3download ? 's3download' : 's3backup') : undefined;
  return {
    isAsked,
    fetch: async () => {
      if (bucket === undefined || !s3download) return;
      await readyBucket(bucket);
      await downloadAccounts(bucket, files, config);
    },
    store: async () => {
      if (bucket === undefined || !s3backup) return;
      try {
        await readyBucket(bucket);
        await uploadAccounts(bucket, files, config);
      } catch (error) {
        context.warn(`Terraform's files could not be brought to the bucket: ${messageOf(error)}`);
      }
    },
  };
}
