/** What is to be done to a policy so that it has drover's statements, or has them no more. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { isSameDocument, isTooLong, lengthOf, type PolicyDocument, type Statement } from './document.ts';
import type { Policy, PolicyVersion } from './read-policy.ts';
import { isOwn } from './statements.ts';

/** One change of the policy: at most one version is deleted before, one made or made the default. */
export interface PolicyStep {
  readonly before: PolicyDocument;
  readonly after: PolicyDocument;
  /** A version to delete first, as there are five already. */
  readonly deletes?: string;
  /** A version that says exactly this: it becomes the default again. Without it a new one is made. */
  readonly restores?: string;
}

export interface PolicyWish {
  readonly state: 'present' | 'absent';
  readonly statements: readonly Statement[];
  readonly makeRoom: boolean;
}

const MOST_VERSIONS = 5;

/** Undefined: it is as it should be. Throws `aws-policy` where it cannot be made so. */
export function planPolicy(policy: Policy, wish: PolicyWish): PolicyStep | undefined {
  const current = policy.versions.find(({ isDefault }) => isDefault);
  if (current === undefined)
    throw refused(policy, 'has no default version.', 'Set one in the console of IAM.');
  const before = current.document;
  const own = wish.state === 'present' ? wish.statements : [];
  const after = { ...before, Statement: [...others(before), ...own] };
  if (isSameDocument(before, after)) return undefined;
  if (after.Statement.length === 0)
    throw refused(
      policy,
      'would have no statement left.',
      'Detach the policy from the role instead: a policy cannot be empty.',
    );
  if (isTooLong(after))
    throw refused(
      policy,
      `would have ${lengthOf(after)} characters, more than the 6144 that IAM takes.`,
      'Ask for fewer phases at a time (phases: [switch]), or name a policy with more room (policy).',
    );
  const same = policy.versions.find(({ document }) => isSameDocument(document, after));
  if (same !== undefined) return { before, after, restores: same.id };
  const deletes = roomFor(policy, wish.makeRoom);
  return { before, after, ...(deletes === undefined ? {} : { deletes }) };
}

export function defaultDocument({ versions }: Policy): PolicyDocument | undefined {
  return versions.find(({ isDefault }) => isDefault)?.document;
}

function others({ Statement }: PolicyDocument): readonly Statement[] {
  return Statement.filter((statement) => !isOwn(statement));
}

/**
 * The version that makes room: never the default, the newest, or the one that `absent` would go back to. Versions that
 * drover made go first, then the oldest.
 */
function roomFor(policy: Policy, mayDelete: boolean): string | undefined {
  const { versions } = policy;
  if (versions.length < MOST_VERSIONS) return undefined;
  if (!mayDelete)
    throw refused(
      policy,
      `has ${versions.length} versions (${versions.map(({ id }) => id).join(', ')}), and IAM keeps no more.`,
      'Delete one, or have the oldest that is not in use deleted: make_room: true.',
    );
  const current = versions.find(({ isDefault }) => isDefault);
  const original = current && { ...current.document, Statement: others(current.document) };
  const free = versions
    .slice(1)
    .filter(({ isDefault, document }) => !isDefault && !(original && isSameDocument(document, original)))
    .toReversed();
  const found = free.find(isMadeByDrover) ?? free[0];
  if (found !== undefined) return found.id;
  throw refused(policy, 'has no version that may be deleted.', 'Delete one in the console of IAM.');
}

function isMadeByDrover({ document }: PolicyVersion): boolean {
  return document.Statement.some(isOwn);
}

function refused({ name }: Policy, why: string, help: string): DroverError {
  return new DroverError('aws-policy', { detail: `The policy ${name} ${why}`, help });
}
