/** Which permission a call takes: IAM's names are not always those of the API. */
import type { Service } from './aws.types.ts';

/** The first part of IAM's actions: https://docs.aws.amazon.com/service-authorization/ */
const PREFIXES: Readonly<Record<Service, string>> = {
  ec2: 'ec2',
  sts: 'sts',
  s3: 's3',
  iam: 'iam',
  ssm: 'ssm',
  'service-quotas': 'servicequotas',
  'direct-connect': 'directconnect',
  'elastic-load-balancing-v2': 'elasticloadbalancing',
};

/** Where a permission is not called as the call is. All of them are S3's. */
const OTHERS: Readonly<Record<string, string>> = {
  's3:HeadBucket': 's3:ListBucket',
  's3:ListObjectsV2': 's3:ListBucket',
  's3:ListObjectVersions': 's3:ListBucketVersions',
  's3:HeadObject': 's3:GetObject',
  's3:DeleteObjects': 's3:DeleteObject',
  's3:GetPublicAccessBlock': 's3:GetBucketPublicAccessBlock',
  's3:PutPublicAccessBlock': 's3:PutBucketPublicAccessBlock',
};

/** `ec2:DescribeVpcs`: what a policy has to allow for a call. */
export function permissionOf(service: Service, action: string): string {
  const name = `${PREFIXES[service]}:${action}`;
  return OTHERS[name] ?? name;
}
