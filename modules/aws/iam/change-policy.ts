/** Carries out a change of a policy, and asks IAM whether the role may now do what it has to. */
import { setTimeout as sleep } from 'node:timers/promises';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Journal } from '../../../engine/module.ts';
import type { Aws, Place } from '../api/aws.types.ts';
import { roleArn } from '../api/errors.ts';
import type { Statement } from './document.ts';
import type { PolicyStep } from './plan-policy.ts';
import type { Policy } from './read-policy.ts';

export async function changePolicy(
  aws: Aws,
  place: Place,
  policy: Policy,
  step: PolicyStep,
  journal: Journal,
): Promise<string> {
  const number = await journal.intend({
    operation: 'update',
    kind: 'aws.policy',
    name: policy.name,
    id: policy.arn,
    cloud: `aws:${aws.partitionOf(place.region)}`,
    project: place.account,
    before: step.before,
    after: step.after,
  });
  try {
    const version = await change(aws, place, policy, step);
    await journal.done(number, { id: policy.arn });
    return version;
  } catch (error) {
    await journal.failed(number, error instanceof Error ? error.message : String(error));
    throw error;
  }
}

async function change(aws: Aws, place: Place, { arn }: Policy, step: PolicyStep): Promise<string> {
  const PolicyArn = arn;
  if (step.restores !== undefined) {
    await aws.call(place, 'iam', 'SetDefaultPolicyVersion', { PolicyArn, VersionId: step.restores });
    return step.restores;
  }
  if (step.deletes !== undefined)
    await aws.call(place, 'iam', 'DeletePolicyVersion', { PolicyArn, VersionId: step.deletes });
  const made = await aws.call(place, 'iam', 'CreatePolicyVersion', {
    PolicyArn,
    PolicyDocument: JSON.stringify(step.after),
    SetAsDefault: true,
  });
  return made.PolicyVersion?.VersionId ?? '';
}

const TRIES = 4;
const PAUSE_MS = 2000;

/**
 * The permissions that the role has not, although the policy gives them: an organization's policy, or a boundary, stands
 * against them. Undefined where IAM may not be asked. A change takes seconds until all of IAM knows of it.
 */
export async function missingPermissions(
  aws: Aws,
  place: Place,
  role: string,
  statements: readonly Statement[],
  signal: AbortSignal,
): Promise<readonly string[] | undefined> {
  try {
    for (let tries = 1; ; tries += 1) {
      const missing = await simulate(aws, place, role, statements, signal);
      if (missing.length === 0 || tries === TRIES) return missing;
      await sleep(PAUSE_MS, undefined, { signal });
    }
  } catch (error) {
    if (error instanceof DroverError && error.code === 'aws-denied') return undefined;
    throw error;
  }
}

async function simulate(
  aws: Aws,
  place: Place,
  role: string,
  statements: readonly Statement[],
  signal: AbortSignal,
): Promise<readonly string[]> {
  const missing = new Set<string>();
  for (const { Action = [], Resource = [], Condition } of statements) {
    const context = contextOf(Condition);
    const results = await aws.all(
      place,
      'iam',
      'SimulatePrincipalPolicy',
      {
        PolicySourceArn: roleArn({ ...place, role }),
        ActionNames: [Action].flat(),
        ResourceArns: [Resource].flat().map(withName),
        ...(context.length === 0 ? {} : { ContextEntries: [...context] }),
      },
      'EvaluationResults',
      { signal },
    );
    for (const { EvalActionName, EvalDecision } of results)
      if (EvalDecision !== 'allowed') missing.add(EvalActionName ?? '');
  }
  return [...missing].toSorted();
}

/** The simulator takes whole names, with no wildcard in them. */
function withName(arn: string): string {
  return arn === '*' ? arn : arn.replace(/:\*:(?=[^:]*$)/, ':111122223333:').replaceAll('*', 'any');
}

/** Of each key that a condition asks for, the first value that it takes. */
function contextOf(condition: unknown): readonly ContextEntry[] {
  // Boundary: the statements of `statementsFor` have conditions of this form alone.
  const asked = (condition ?? {}) as Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>;
  return Object.values(asked).flatMap((keys) =>
    Object.entries(keys).map(([key, values]) => ({
      ContextKeyName: key,
      ContextKeyType: 'string' as const,
      ContextKeyValues: values.slice(0, 1),
    })),
  );
}

interface ContextEntry {
  readonly ContextKeyName: string;
  readonly ContextKeyType: 'string';
  readonly ContextKeyValues: string[];
}
