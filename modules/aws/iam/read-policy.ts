/** The policy of a role that permissions are added to, with all of its versions. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Aws, Place } from '../api/aws.types.ts';
import { awsCodeOf } from '../api/errors.ts';
import { readDocument, type PolicyDocument } from './document.ts';

export interface PolicyVersion {
  readonly id: string;
  readonly isDefault: boolean;
  readonly document: PolicyDocument;
}

export interface Policy {
  readonly arn: string;
  readonly name: string;
  /** The newest first. */
  readonly versions: readonly PolicyVersion[];
}

/**
 * The policy of a name, or else the one that the role has for this: the only one of the account's own that is attached
 * to it, or the only one called app-policy. Throws `aws-policy` where that is not clear.
 */
export async function readPolicy(
  aws: Aws,
  place: Place,
  role: string,
  wanted: string | undefined,
): Promise<Policy> {
  const { arn, name } = await findPolicy(aws, place, role, wanted);
  const listed = await aws.all(place, 'iam', 'ListPolicyVersions', { PolicyArn: arn }, 'Versions');
  const versions = await Promise.all(
    listed.map(async ({ VersionId = '', IsDefaultVersion = false }) => {
      const { PolicyVersion: version } = await aws.call(place, 'iam', 'GetPolicyVersion', {
        PolicyArn: arn,
        VersionId,
      });
      return {
        id: VersionId,
        isDefault: IsDefaultVersion,
        document: readDocument(version?.Document ?? '', arn),
      };
    }),
  );
  return { arn, name, versions: versions.toSorted((one, other) => numberOf(other.id) - numberOf(one.id)) };
}

export function numberOf(version: string): number {
  return Number(version.replace(/^v/, ''));
}

interface Attached {
  readonly arn: string;
  readonly name: string;
}

async function findPolicy(
  aws: Aws,
  place: Place,
  role: string,
  wanted: string | undefined,
): Promise<Attached> {
  const attached = await attachedTo(aws, place, role);
  if (wanted !== undefined) {
    const found = attached.find(({ arn, name }) => arn === wanted || name === wanted);
    if (found !== undefined) return found;
    throw unclear(place, role, `has no policy ${wanted} attached to it`, attached);
  }
  // Policies of AWS itself (arn:aws:iam::aws:policy/...) cannot be changed.
  const own = attached.filter(({ arn }) => !arn.includes(':iam::aws:'));
  const named = own.filter(({ name }) => name.includes('app-policy'));
  const [only, ...more] = named.length > 0 ? named : own;
  if (only === undefined) throw unclear(place, role, 'has no policy of the account attached to it', attached);
  if (more.length > 0) throw unclear(place, role, 'has several policies attached to it', attached);
  return only;
}

async function attachedTo(aws: Aws, place: Place, role: string): Promise<readonly Attached[]> {
  const RoleName = role.split('/').at(-1) ?? role;
  try {
    const found = await aws.all(place, 'iam', 'ListAttachedRolePolicies', { RoleName }, 'AttachedPolicies');
    return found.map(({ PolicyArn = '', PolicyName = '' }) => ({ arn: PolicyArn, name: PolicyName }));
  } catch (error) {
    if (awsCodeOf(error) !== 'NoSuchEntity') throw error;
    throw new DroverError('aws-policy', {
      detail: `Account ${place.account} has no role ${role}.`,
      help: 'Check role_name in the discovery.yaml.',
    });
  }
}

function unclear(place: Place, role: string, why: string, attached: readonly Attached[]): DroverError {
  const there = attached.map(({ name }) => name).join(', ');
  return new DroverError('aws-policy', {
    detail: `The role ${role} of account ${place.account} ${why}. Attached are: ${there === '' ? 'none' : there}.`,
    help: 'Name the one to change: policy (a name or an ARN), or attach one to the role.',
  });
}
