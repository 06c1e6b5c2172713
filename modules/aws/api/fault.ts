/** What the SDK throws, reduced to what drover needs to know of it, without headers, tokens or bodies. */
import { ProxyFault } from '../../../engine/network/proxy-fault.ts';

/** AWS's answer to a call that went wrong, or what kept it from answering. */
export interface AwsFault {
  /** `UnauthorizedOperation`; of connections Node's code or `TimeoutError`; `ProxyRefused`, `ProxyUnreachable`. */
  readonly code: string;
  readonly message: string;
  readonly kind: 'answer' | 'connection' | 'proxy' | 'client';
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
  if (thrown instanceof ProxyFault) return faultOfProxy(thrown);
  const error = asRecord(thrown);
  const metadata = asRecord(error['$metadata']);
  const status = numberOf(metadata['httpStatusCode']) ?? numberOf(asRecord(error['$response'])['statusCode']);
  const requestId = textOf(metadata['requestId']) ?? textOf(error['RequestId']);
  const name = textOf(error['Code']) ?? textOf(error['name']) ?? 'Error';
  const system = textOf(error['code']);
  const isAnswer = status !== undefined;
  const said = textOf(error['message']) ?? textOf(error['Message']) ?? '';
  const isConnection = !isAnswer && (system !== undefined || name === 'TimeoutError');
  return {
    // A HEAD has no body: S3 then gives nothing but the status.
    code: isAnswer ? codeOfAnswer(name, status) : (system ?? name),
    message: isAnswer && isForeign(said) ? FOREIGN : said,
    kind: isAnswer ? 'answer' : isConnection ? 'connection' : 'client',
    isSkewCorrected: metadata['clockSkewCorrected'] === true,
    ...(status === undefined ? {} : { status }),
    ...(requestId === undefined ? {} : { requestId }),
  };
}

const FOREIGN = 'the answer is not in the form of AWS, but of another server: a proxy, or a web page';

/** The SDK's advice to its own users, where it could not read the answer. */
function isForeign(message: string): boolean {
  return message.includes('Deserialization error');
}

/** What is wrong with the way to AWS says nothing of the call. */
function faultOfProxy({ message, isPassing }: ProxyFault): AwsFault {
  const code = isPassing ? 'ProxyUnreachable' : 'ProxyRefused';
  return { code, message, kind: 'proxy', isSkewCorrected: false };
}

/** Codes that the SDK makes up for answers without a body, and those it takes from JSON with a namespace before them. */
function codeOfAnswer(name: string, status: number): string {
  if (
    name === 'UnknownError' ||
    name === 'Unknown' ||
    name === 'Error' ||
    name === 'SyntaxError' ||
    /^\d+$/.test(name)
  )
    return { 403: 'AccessDenied', 404: 'NotFound', 412: 'PreconditionFailed' }[status] ?? `HTTP ${status}`;
  return name.split('#').at(-1) ?? name;
}

/** Whether nothing of the call can have reached AWS. */
export function isUnsent({ kind, code, message }: AwsFault): boolean {
  const isNeverConnected = NOT_SENT.has(code) || (code === 'TimeoutError' && /connect/i.test(message));
  return kind === 'proxy' || (kind === 'connection' && isNeverConnected);
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

/** What the call is about is not offered there: there is nothing of it either. */
export function isUnknownAction({ kind, code, status }: AwsFault): boolean {
  return kind === 'answer' && (status === 501 || /^(InvalidAction|UnknownOperation(Exception)?)$/.test(code));
}

/** AWS itself failed, or a part of it before it answered, or a proxy or the connection on the way. */
export function isServerFault({ kind, code, status = 0 }: AwsFault): boolean {
  // S3 waited in vain for the rest of a request.
  if (code === 'RequestTimeout') return true;
  return kind === 'connection' || code === 'ProxyUnreachable' || (status >= 500 && status !== 501);
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
