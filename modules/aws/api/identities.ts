/** As whom a place is worked in: the base credentials, or a role of the account. */
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Place } from './aws.types.ts';
import { renewing, type Credentials, type CredentialSource } from './credentials.ts';
import { awsCodeOf, roleArn } from './errors.ts';
import { partitionOf } from './partitions.ts';

/** One call of STS with the base credentials, in a region. */
export type CallSts = (
  place: Place,
  action: 'AssumeRole' | 'GetCallerIdentity',
  input: Readonly<Record<string, unknown>>,
) => Promise<Readonly<Record<string, unknown>>>;

export interface Identities {
  /** The credentials for a place; the same source for all places with the same identity. */
  sourceFor(place: Place): CredentialSource;
}

export interface IdentitiesParts {
  readonly base: CredentialSource;
  readonly callSts: CallSts;
  readonly externalIds: Readonly<Record<string, string>>;
  readonly sessionName: string;
}

/** An hour: a role that is assumed by a role gets no more, and any role gets as much. */
const DURATION_S = 3600;

export function createIdentities({ base, callSts, externalIds, sessionName }: IdentitiesParts): Identities {
  const sources = new Map<string, CredentialSource>();
  const callers = new Map<string, Promise<Caller>>();

  /** Who the base credentials are: asked once a partition, a failure not kept. */
  const callerIn = (region: string): Promise<Caller> => {
    const key = partitionOf(region);
    const asked =
      callers.get(key) ??
      callSts(stsPlace(region), 'GetCallerIdentity', {}).then(({ Account, Arn }) => ({
        account: String(Account),
        arn: String(Arn),
      }));
    callers.set(key, asked);
    asked.catch(() => callers.delete(key));
    return asked;
  };

  const asTheyAre = (place: Place): CredentialSource => ({
    async get() {
      const { account, arn } = await callerIn(place.region);
      if (account === place.account) return base.get();
      throw new DroverError('aws-role', {
        detail: `The credentials are those of ${arn}, in account ${account}; account ${place.account} is to be worked in, and no role is named for it.`,
        help: 'Name the role to assume (role_name of the account), or use credentials of that account.',
      });
    },
    forget: (old) => {
      base.forget(old);
    },
  });

  const assumed = (place: Place): CredentialSource =>
    renewing(async () => {
      const externalId = place.externalId ?? externalIds[place.account];
      try {
        const answer = await callSts(place, 'AssumeRole', {
          RoleArn: roleArn(place),
          RoleSessionName: sessionName,
          DurationSeconds: DURATION_S,
          ...(externalId === undefined ? {} : { ExternalId: externalId }),
        });
        return credentialsIn(answer['Credentials'], place);
      } catch (error) {
        // A role may be forbidden to assume itself, as it need not: on an instance that has it, for one.
        if (isRefusal(error) && isAlready(place, await callerIn(place.region))) return base.get();
        throw roleError(error, place, externalId);
      }
    });

  return {
    sourceFor(place) {
      const { account, role, externalId = '' } = place;
      // Roles are assumed at the STS of the place's own region, which may be all that can be reached.
      const key = JSON.stringify([
        account,
        role,
        externalId,
        role === undefined ? partitionOf(place.region) : place.region,
      ]);
      const known = sources.get(key) ?? (role === undefined ? asTheyAre(place) : assumed(place));
      sources.set(key, known);
      return known;
    },
  };
}

interface Caller {
  readonly account: string;
  readonly arn: string;
}

/** STS itself is called with the base credentials, whoever they are. */
function stsPlace(region: string): Place {
  return { account: '', region };
}

function isAlready({ account, role = '' }: Place, caller: Caller): boolean {
  const name = role.split('/').at(-1) ?? role;
  return caller.account === account && caller.arn.includes(`:assumed-role/${name}/`);
}

function isRefusal(error: unknown): boolean {
  return error instanceof DroverError && error.code === 'aws-denied';
}

function credentialsIn(given: unknown, place: Place): Credentials {
  const found = (given ?? {}) as Readonly<Record<string, unknown>>;
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = found;
  if (
    typeof AccessKeyId !== 'string' ||
    typeof SecretAccessKey !== 'string' ||
    typeof SessionToken !== 'string'
  )
    throw new DroverError('aws-role', {
      detail: `STS gave no credentials for ${roleArn(place)}.`,
      help: 'Check the endpoint of STS (aws_endpoint_url, AWS_ENDPOINT_URL_STS).',
    });
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    ...(Expiration instanceof Date ? { expiration: Expiration } : {}),
  };
}

function roleError(error: unknown, place: Place, externalId: string | undefined): unknown {
  if (!(error instanceof DroverError) || (error.code !== 'aws-denied' && error.code !== 'aws-not-found'))
    return error;
  const withId =
    externalId === undefined
      ? 'If it asks for an external id, give it in aws_external_ids.'
      : 'Check the external id, too.';
  return new DroverError('aws-role', {
    detail: `The role ${roleArn(place)} cannot be assumed: ${awsCodeOf(error) ?? error.code}. ${error.message}`,
    help: `Check that the role exists, that its trust policy names the caller, and that the caller may call sts:AssumeRole on it. ${withId}`,
    ...(error.call === undefined ? {} : { call: error.call }),
    cause: error.cause,
  });
}
