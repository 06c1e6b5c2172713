/** What the SDK throws, reduced to what drover needs to know of it, without headers, tokens or bodies. */

/** AWS's answer to a call that went wrong, or what kept it from answering. */
export interface AwsFault {
  /** `UnauthorizedOperation`; of connections Node's code or `TimeoutError`. */
  readonly code: string;
  readonly message: string;
  readonly kind: 'answer' | 'connection' | 'client';
  readonly status?: number;
  readonly requestId?: string;
  /** The clock was corrected by what AWS said: the same call passes now. */
  readonly isSkewCorrected: boolean;
}

/** Of connections that never were: nothing can have happened. */
const NOT_SENT: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

export function faultOf(thrown: unknown): AwsFault {
  const error = asRecord(thrown);
  const metadata = asRecord(error['$metadata']);
  const status = numberOf(metadata['httpStatusCode']) ?? numberOf(asRecord(error['$response'])['statusCode']);
  const requestId = textOf(metadata['requestId']) ?? textOf(error['RequestId']);
  const name = textOf(error['Code']) ?? textOf(error['name']) ?? 'Error';
  const system = textOf(error['code']);
  const isAnswer = status !== undefined;
  const isConnection = !isAnswer && (system !== undefined || name === 'TimeoutError');
  return {
    // A HEAD has no body: S3 then gives nothing but the status.
    code: isAnswer ? codeOfAnswer(name, status) : (system ?? name),
    message: textOf(error['message']) ?? textOf(error['Message']) ?? '',
    kind: isAnswer ? 'answer' : isConnection ? 'connection' : 'client',
    isSkewCorrected: metadata['clockSkewCorrected'] === true,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

/** Codes that the SDK makes up for answers without a body, and those it takes from JSON with a namespace before them. */
function codeOfAnswer(name: string, status: number): string {
  if (name === 'UnknownError' || name === 'Unknown' || /^\d+$/.test(name))
    return { 403: 'AccessDenied', 404: 'NotFound', 412: 'PreconditionFailed' }[status] ?? `HTTP ${status}`;
  return name.split('#').at(-1) ?? name;
}

/** Whether nothing of the call can have reached AWS. */
export function isUnsent({ kind, code, message }: AwsFault): boolean {
  return (
    kind === 'connection' && (NOT_SENT.has(code) || (code === 'TimeoutError' && /connect/i.test(message)))
  );
}

const THROTTLING =
  /^(Throttl|RequestLimitExceeded$|RequestThrottled|SlowDown$|TooManyRequests|BandwidthLimitExceeded$|EC2ThrottledException$|PriorRequestNotComplete$|ProvisionedThroughputExceeded)/;

export function isThrottled({ code, status }: AwsFault): boolean {
  return THROTTLING.test(code) || status === 429;
}

/** The session's token has run out: with a new one the same call passes. */
export function isExpired({ code }: AwsFault): boolean {
  return code === 'ExpiredToken' || code === 'ExpiredTokenException' || code === 'RequestExpired';
}

/** The same, or what may be it: S3 answers a HEAD without a body, and so without a code. */
export function mayBeExpired(fault: AwsFault): boolean {
  return isExpired(fault) || fault.code === 'HTTP 400';
}

/** AWS itself failed, or a part of it before it answered. */
export function isServerFault({ kind, status = 0 }: AwsFault): boolean {
  return kind === 'connection' || status >= 500;
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}
