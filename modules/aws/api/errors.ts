/** Errors of calls: a code of the catalogue, AWS's own code, where it was and the next step. */
import type { DiagnosticCode } from '../../../engine/diagnostics/catalogue/index.ts';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Place, Service } from './aws.types.ts';
import { isExpired, isThrottled, isUnknownAction, type AwsFault } from './fault.ts';
import { partitionOf } from './partitions.ts';
import { permissionOf } from './permissions.ts';

/** What was called, for messages about it. */
export interface CallContext {
  readonly place: Place;
  readonly service: Service;
  readonly action: string;
  /** Without a path or a query. */
  readonly endpoint?: string;
}

interface Rule {
  readonly code: DiagnosticCode;
  readonly fits: (fault: AwsFault) => boolean;
  readonly what: string;
  readonly help: (context: CallContext) => string;
}

const byCode = (pattern: RegExp) => (fault: AwsFault) => pattern.test(fault.code);

/** The first that fits tells. */
const RULES: readonly Rule[] = [
  {
    code: 'aws-certificate',
    fits: ({ kind, code }) =>
      kind !== 'answer' && /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|ALTNAME/.test(code),
    what: 'the certificate of the endpoint is not trusted',
    help: () =>
      'Name the certificates to trust with aws_ca_bundle (or AWS_CA_BUNDLE). Verification is never turned off.',
  },
  {
    code: 'aws-unreachable',
    fits: ({ kind }) => kind === 'proxy',
    what: 'AWS cannot be reached',
    help: () =>
      'Check HTTPS_PROXY (http://user:password@host:port, special characters of the password as %40 and the like), or exempt what is reached directly with NO_PROXY.',
  },
  {
    code: 'aws-unreachable',
    fits: ({ kind }) => kind === 'connection',
    what: 'AWS cannot be reached',
    help: () =>
      'Check the network and the endpoint (aws_endpoint_url, AWS_ENDPOINT_URL). Where AWS is reached through a proxy only, name it in HTTPS_PROXY.',
  },
  {
    code: 'aws-credentials',
    fits: ({ kind, code }) => kind === 'client' && /Credential|TokenProvider|SSO|Login/i.test(code),
    what: 'there are no credentials',
    help: () =>
      'Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or log in with `aws sso login`.',
  },
  {
    code: 'aws-credentials',
    fits: (fault) =>
      isExpired(fault) ||
      byCode(
        /^(AuthFailure|InvalidClientTokenId|UnrecognizedClient|SignatureDoesNotMatch|IncompleteSignature|InvalidAccessKeyId|InvalidToken|MissingAuthenticationToken|OptInRequired|RequestTimeTooSkewed)/,
      )(fault),
    what: 'AWS does not accept the credentials',
    help: () =>
      'Renew the credentials, check the clock of this machine, and that the region is enabled in the account.',
  },
  {
    code: 'aws-denied',
    fits: (fault) =>
      byCode(
        /^(UnauthorizedOperation|AccessDenied|AccessDeniedException|NotAuthorized|Forbidden|AllAccessDisabled)/,
      )(fault) || fault.status === 403,
    what: 'AWS does not allow the call',
    help: (context) =>
      `Add this statement to a policy of ${callerOf(context.place)}, unless an organization's policy or a boundary denies it: ${statementFor(context)}`,
  },
  {
    code: 'aws-throttled',
    fits: isThrottled,
    what: 'AWS was asked too often, and still after waiting',
    help: () => 'Lower aws_rate_limit, or try again when others make fewer calls in the account and region.',
  },
  {
    code: 'aws-limit',
    fits: byCode(
      /(LimitExceeded|LimitExceededException|QuotaExceeded|ResourceAlreadyExceeded|TooManyBuckets)$|^MaxIOPSLimit/,
    ),
    what: 'a quota of the account is used up',
    help: () => 'Raise the quota (playbooks/aws_quota.yml), or delete what is not needed.',
  },
  {
    code: 'aws-not-found',
    fits: (fault) => byCode(/(NotFound|NotFoundException|NoSuch\w+)$|^NoSuch/)(fault) || fault.status === 404,
    what: 'AWS does not know the thing',
    help: () => 'It may have been deleted meanwhile, or belong to another account or region.',
  },
  {
    code: 'aws-conflict',
    fits: (fault) =>
      byCode(
        /^(DependencyViolation|IncorrectState|InvalidState|Resource\.AlreadyAssociated|DeleteConflict|EntityAlreadyExists|PreconditionFailed|ConditionalRequestConflict|OperationAborted|BucketAlready|ResourceAlreadyExists|DependentResource)|(AlreadyExists|InUse|Conflict|IncorrectState)$/,
      )(fault) ||
      fault.status === 409 ||
      fault.status === 412,
    what: 'the state of AWS stands against the call',
    help: () => 'Something else uses it, changed it meanwhile, or is not ready; the message says what.',
  },
  {
    code: 'aws-unsupported',
    fits: isUnknownAction,
    what: 'the endpoint does not know the call',
    help: () =>
      'The region does not offer it, or the endpoint (aws_endpoint_url, AWS_ENDPOINT_URL) is none of AWS.',
  },
  {
    code: 'aws-failed',
    fits: ({ status = 0 }) => status >= 500,
    what: 'AWS failed at the call',
    help: () => "The fault is on AWS's side: try again, and name the request id to its support if it stays.",
  },
];

const OTHER: Pick<Rule, 'code' | 'what' | 'help'> = {
  code: 'aws-refused',
  what: 'AWS refused the call',
  help: () => 'Mend what the message names.',
};

/** The error for a fault. `note` is a further sentence, such as how often it was tried. */
export function awsError(fault: AwsFault, context: CallContext, note = ''): DroverError {
  const rule = RULES.find(({ fits }) => fits(fault)) ?? OTHER;
  const denied = rule.code === 'aws-denied' ? ` (${permissionOf(context.service, context.action)})` : '';
  return failure(
    rule.code,
    `${placed(context)}: ${rule.what}${denied}: ${wordsOf(fault)}.${note === '' ? '' : ` ${note}`}${idIn(fault)}`,
    rule.help(context),
    fault,
    context,
  );
}

/** A write whose answer did not come, and that must not be sent again blindly. */
export function answerLost(fault: AwsFault, context: CallContext): DroverError {
  return failure(
    'aws-answer-lost',
    `${placed(context)}: the answer did not come (${fault.code}). The call may have been carried out all the same, so it was not sent again.${idIn(fault)}`,
    'Run the same playbook again: it looks at what is there first.',
    fault,
    context,
  );
}

/** AWS's own code of a failed call: `DependencyViolation`; undefined for any other error. */
export function awsCodeOf(error: unknown): string | undefined {
  const cause = error instanceof Error ? error.cause : undefined;
  return cause instanceof Error && 'awsCode' in cause && typeof cause.awsCode === 'string'
    ? cause.awsCode
    : undefined;
}

function failure(
  code: DiagnosticCode,
  detail: string,
  help: string,
  fault: AwsFault,
  { service, action, endpoint }: CallContext,
): DroverError {
  return new DroverError(code, {
    detail,
    help,
    cause: Object.assign(new Error(fault.code), { awsCode: fault.code }),
    call: {
      service,
      method: action,
      ...(endpoint === undefined ? {} : { url: endpoint }),
      ...(fault.status === undefined ? {} : { status: fault.status }),
      ...(fault.requestId === undefined ? {} : { requestId: fault.requestId }),
    },
  });
}

/** `ec2 DescribeVpcs in us-east-1 of account 123456789012 as role app`. */
export function placed({ service, action, place }: CallContext): string {
  const account = place.account === '' ? '' : ` of account ${place.account}`;
  const role = place.role === undefined ? '' : ` as role ${place.role}`;
  return `${service} ${action} in ${place.region}${account}${role}`;
}

function callerOf({ role, account }: Place): string {
  return role === undefined ? 'the caller' : `role ${role} in account ${account}`;
}

function statementFor({ service, action, place }: CallContext): string {
  const resource =
    service === 'sts' && action === 'AssumeRole' && place.role !== undefined ? roleArn(place) : '*';
  return JSON.stringify({ Effect: 'Allow', Action: permissionOf(service, action), Resource: resource });
}

/** A role by name, by path and name, or by its whole ARN. */
export function roleArn({ account, region, role = '' }: Place): string {
  return role.startsWith('arn:')
    ? role
    : `arn:${partitionOf(region)}:iam::${account}:role/${role.replace(/^\//, '')}`;
}

const SECRETS =
  /\b(?:ASIA|AKIA)[A-Z0-9]{12,}\b|(?<=(?:token|secret|signature)["'=: ]+)[A-Za-z0-9+/=%-]{20,}/gi;

/** AWS's code, and what it says. Of a proxy the code is drover's own, and says no more than the words. */
function wordsOf(fault: AwsFault): string {
  const said = saidIn(fault);
  if (fault.kind === 'proxy') return said;
  return said === '' ? fault.code : `${fault.code}: ${said}`;
}

/** AWS's words in one line: without keys, and without the blob that only sts:DecodeAuthorizationMessage reads. */
function saidIn({ message, code }: AwsFault): string {
  const words = message
    .replace(
      /\s*Encoded authorization failure message:.*/s,
      ' (sts:DecodeAuthorizationMessage tells which policy)',
    )
    .replaceAll(SECRETS, '[redacted]')
    .replaceAll(/\s+/g, ' ')
    .trim()
    .replace(/\.+$/, '');
  return words === code ? '' : words;
}

function idIn({ requestId }: AwsFault): string {
  return requestId === undefined ? '' : ` Request id ${requestId}.`;
}
