/** The bucket of a discovery.yaml: checked before it is used, and made where it is missing. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Aws } from '../api/aws.types.ts';
import { awsCodeOf } from '../api/errors.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';
import type { Bucket } from './bucket.types.ts';
import { listObjects } from './objects.ts';

/** Undefined where discovery.yaml names no bucket. Nothing is asked of AWS yet. */
export function bucketOf(config: Pick<Discovery, 'aws'>, aws: Aws): Bucket | undefined {
  const settings = config.aws?.s3;
  if (settings === undefined) return undefined;
  const { account, role_name: role, name, region } = settings;
  return { aws, name, place: { account, role, region } };
}

/** The bucket that `option` asks for. Throws `discovery-missing` where discovery.yaml names none. */
export function requireBucket(config: Pick<Discovery, 'aws'>, aws: Aws, option: string): Bucket {
  const bucket = bucketOf(config, aws);
  if (bucket !== undefined) return bucket;
  throw new DroverError('discovery-missing', {
    detail: `${option} asks for a bucket, and discovery.yaml has no section aws.s3.`,
    help: `Add aws.s3 with account, role_name, name and region, or leave ${option} out.`,
  });
}

export interface BucketPlan {
  /** What would be done to it, in words; none: it is as it should be. */
  readonly steps: readonly string[];
  apply(): Promise<void>;
}

/**
 * Looks at the bucket, and plans what is missing. Throws `aws-bucket` for one that belongs to others, lies in another
 * region, keeps no versions, or may be made public: drover changes no bucket that others use.
 */
export async function planBucket(bucket: Bucket): Promise<BucketPlan> {
  if (!(await isThere(bucket)))
    return {
      steps: [`create bucket ${bucket.name} in ${bucket.place.region}`, ...SAFE],
      apply: async () => {
        await create(bucket);
        await makeSafe(bucket);
      },
    };
  const flaws = await flawsOf(bucket);
  if (flaws.length === 0) return { steps: [], apply: () => Promise.resolve() };
  // A run that was cut off after the creation left it empty: it is ours to finish.
  if ((await listObjects(bucket, '')).length === 0) return { steps: SAFE, apply: () => makeSafe(bucket) };
  throw bucketError(
    bucket,
    `${flaws.join(', and ')}.`,
    'Turn on versioning and all four blocks of public access (aws s3api put-bucket-versioning, put-public-access-block), or name another bucket.',
  );
}

const SAFE = ['block all public access to it', 'turn on its versioning'] as const;

async function isThere(bucket: Bucket): Promise<boolean> {
  const { aws, place, name } = bucket;
  try {
    const head = await aws.call(place, 's3', 'HeadBucket', {
      Bucket: name,
      ExpectedBucketOwner: place.account,
    });
    if (head.BucketRegion !== undefined && head.BucketRegion !== place.region)
      throw bucketError(
        bucket,
        `it lies in ${head.BucketRegion}.`,
        `Write region: ${head.BucketRegion} in aws.s3.`,
      );
    return true;
  } catch (error) {
    const code = awsCodeOf(error);
    if (code === 'NotFound' || code === 'NoSuchBucket') return false;
    if (code === 'PermanentRedirect' || code === 'HTTP 301')
      throw bucketError(bucket, 'it lies in another region.', 'Write its region in aws.s3.');
    if (!(error instanceof DroverError) || error.code !== 'aws-denied') throw error;
    throw bucketError(
      bucket,
      'it belongs to another account, or the role may not see it (AccessDenied).',
      `Check account, name and role_name of aws.s3: the role needs s3:ListBucket on arn:${aws.partitionOf(place.region)}:s3:::${name}. Names of buckets are unique among all accounts.`,
    );
  }
}

async function create(bucket: Bucket): Promise<void> {
  const { aws, place, name } = bucket;
  // The one region that must not be named.
  const elsewhere = place.region !== 'us-east-1';
  const there = elsewhere ? { CreateBucketConfiguration: { LocationConstraint: place.region as never } } : {};
  await aws.call(place, 's3', 'CreateBucket', { Bucket: name, ...there }).catch((error: unknown) => {
    // Another run has made it since this one looked.
    if (awsCodeOf(error) !== 'BucketAlreadyOwnedByYou') throw error;
  });
}

const BLOCKS = ['BlockPublicAcls', 'IgnorePublicAcls', 'BlockPublicPolicy', 'RestrictPublicBuckets'] as const;

async function makeSafe({ aws, place, name }: Bucket): Promise<void> {
  const owned = { Bucket: name, ExpectedBucketOwner: place.account };
  await aws.call(place, 's3', 'PutPublicAccessBlock', {
    ...owned,
    PublicAccessBlockConfiguration: Object.fromEntries(BLOCKS.map((block) => [block, true])),
  });
  await aws.call(place, 's3', 'PutBucketVersioning', {
    ...owned,
    VersioningConfiguration: { Status: 'Enabled' },
  });
}

async function flawsOf({ aws, place, name }: Bucket): Promise<readonly string[]> {
  const owned = { Bucket: name, ExpectedBucketOwner: place.account };
  const [versioning, blocks] = await Promise.all([
    aws.call(place, 's3', 'GetBucketVersioning', owned),
    aws
      .call(place, 's3', 'GetPublicAccessBlock', owned)
      .then(({ PublicAccessBlockConfiguration }) => PublicAccessBlockConfiguration ?? {})
      .catch((error: unknown) => {
        if (awsCodeOf(error) === 'NoSuchPublicAccessBlockConfiguration') return {};
        throw error;
      }),
  ]);
  const open = BLOCKS.filter((block) => (blocks as Readonly<Record<string, unknown>>)[block] !== true);
  return [
    ...(versioning.Status === 'Enabled' ? [] : ['its versioning is not enabled']),
    ...(open.length === 0 ? [] : [`public access is not blocked (${open.join(', ')})`]),
  ];
}

function bucketError({ name, place }: Bucket, why: string, help: string): DroverError {
  return new DroverError('aws-bucket', {
    detail: `The bucket ${name} of account ${place.account} cannot be used: ${why}`,
    help,
  });
}
