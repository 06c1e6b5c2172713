import type { Aws, Place } from '../api/aws.types.ts';

/** The bucket of a discovery.yaml (`aws.s3`), and who speaks with it. */
export interface Bucket {
  readonly aws: Aws;
  /** The owner's account, the role there and the region of the bucket. */
  readonly place: Place;
  readonly name: string;
}

/** An object as it was when it was read. */
export interface ReadObject {
  readonly text: string;
  readonly tag: string;
}

export interface ListedObject {
  readonly key: string;
  readonly size: number;
  /** In quotes, as S3 gives it. */
  readonly tag: string;
}
