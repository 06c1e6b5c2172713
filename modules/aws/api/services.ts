/** The services that are spoken with: the only list, and the only imports of the SDK. Each is loaded when it is first called. */
import type * as directConnect from '@aws-sdk/client-direct-connect';
import type * as ec2 from '@aws-sdk/client-ec2';
import type * as loadBalancing from '@aws-sdk/client-elastic-load-balancing-v2';
import type * as iam from '@aws-sdk/client-iam';
import type * as s3 from '@aws-sdk/client-s3';
import type * as serviceQuotas from '@aws-sdk/client-service-quotas';
import type * as ssm from '@aws-sdk/client-ssm';
import type * as sts from '@aws-sdk/client-sts';

export interface ServiceModules {
  readonly ec2: typeof ec2;
  readonly sts: typeof sts;
  readonly s3: typeof s3;
  readonly iam: typeof iam;
  readonly ssm: typeof ssm;
  readonly 'service-quotas': typeof serviceQuotas;
  readonly 'direct-connect': typeof directConnect;
  readonly 'elastic-load-balancing-v2': typeof loadBalancing;
}

export const services: { readonly [S in keyof ServiceModules]: () => Promise<ServiceModules[S]> } = {
  ec2: () => import('@aws-sdk/client-ec2'),
  sts: () => import('@aws-sdk/client-sts'),
  s3: () => import('@aws-sdk/client-s3'),
  iam: () => import('@aws-sdk/client-iam'),
  ssm: () => import('@aws-sdk/client-ssm'),
  'service-quotas': () => import('@aws-sdk/client-service-quotas'),
  'direct-connect': () => import('@aws-sdk/client-direct-connect'),
  'elastic-load-balancing-v2': () => import('@aws-sdk/client-elastic-load-balancing-v2'),
};
