/** How a request failed before a whole answer was there. */
export type FaultKind =
  | 'dns'
  | 'refused'
  | 'unreachable'
  | 'connect-timeout'
  | 'tls-timeout'
  | 'timeout'
  | 'reset'
  | 'truncated'
  | 'certificate'
  | 'client-certificate'
  | 'not-tls'
  | 'proxy'
  | 'other';

const KIND_OF_CODE: Readonly<Record<string, FaultKind>> = {
  ENOTFOUND: 'dns',
  EAI_AGAIN: 'dns',
  EAI_FAIL: 'dns',
  EAI_NODATA: 'dns',
  ECONNREFUSED: 'refused',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  EADDRNOTAVAIL: 'unreachable',
  ECONNRESET: 'reset',
  ECONNABORTED: 'reset',
  EPIPE: 'reset',
  HPE_INVALID_CONSTANT: 'not-tls',
  CERT_HAS_EXPIRED: 'certificate',
  CERT_NOT_YET_VALID: 'certificate',
  CERT_REVOKED: 'certificate',
  CERT_UNTRUSTED: 'certificate',
  CERT_REJECTED: 'certificate',
  CERT_SIGNATURE_FAILURE: 'certificate',
  CERT_CHAIN_TOO_LONG: 'certificate',
  INVALID_CA: 'certificate',
  INVALID_PURPOSE: 'certificate',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'certificate',
  SELF_SIGNED_CERT_IN_CHAIN: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT: 'certificate',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'certificate',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'certificate',
  ERR_TLS_CERT_ALTNAME_INVALID: 'certificate',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'client-certificate',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'client-certificate',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'client-certificate',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'client-certificate',
  ERR_SSL_WRONG_VERSION_NUMBER: 'not-tls',
  ERR_SSL_PACKET_LENGTH_TOO_LONG: 'not-tls',
  ERR_DROVER_PROXY: 'proxy',
};

const NEVER_SENT: ReadonlySet<FaultKind> = new Set([
  'dns',
  'refused',
  'unreachable',
  'connect-timeout',
  'tls-timeout',
  'certificate',
  'client-certificate',
  'not-tls',
  'proxy',
]);

/** A request that brought no answer. It holds nothing of the request, so that no secret hangs on it. */
export class TransportFault extends Error {
  readonly kind: FaultKind;
  /** The system's or TLS library's code, as far as there is one. */
  readonly code: string | undefined;
  /** False if the server cannot have acted on the request, because it never got it. */
  readonly sent: boolean;

  constructor(kind: FaultKind, message: string, code?: string, sent: boolean = !NEVER_SENT.has(kind)) {
    super(message);
    this.name = 'TransportFault';
    this.kind = kind;
    this.code = code;
    this.sent = sent;
  }
}

const KIND_OF_PHASE: Readonly<Record<string, FaultKind>> = {
  lookup: 'connect-timeout',
  connect: 'connect-timeout',
  secureConnect: 'tls-timeout',
};

/** Makes a fault of what got or Node threw. */
export function faultOf(thrown: unknown): TransportFault {
  if (thrown instanceof TransportFault) return thrown;
  const { message, code, event } = errorFacts(thrown);
  // got's name for an answer that began and did not end.
  if (thrown instanceof Error && thrown.name === 'ReadError' && event === undefined)
    return new TransportFault('truncated', message, code);
  if (event !== undefined) {
    return new TransportFault(KIND_OF_PHASE[event] ?? 'timeout', message, 'ETIMEDOUT');
  }
  if (code === 'ETIMEDOUT') return new TransportFault('connect-timeout', message, code);
  if (message.includes('before secure TLS connection was established')) {
    return new TransportFault('reset', message, code, false);
  }
  return new TransportFault(kindOf(message, code), message, code);
}

function kindOf(message: string, code: string | undefined): FaultKind {
  if (code !== undefined && Object.hasOwn(KIND_OF_CODE, code)) return KIND_OF_CODE[code] ?? 'other';
  if (/wrong version number|packet length too long/i.test(message)) return 'not-tls';
  if (
    /alert certificate required|alert handshake failure|alert bad certificate|alert unknown ca/i.test(message)
  ) {
    return 'client-certificate';
  }
  if (/server aborted|aborted pending|socket hang up|premature close/i.test(message)) return 'reset';
  return 'other';
}

interface ErrorFacts {
  readonly message: string;
  readonly code: string | undefined;
  readonly event: string | undefined;
}

function errorFacts(thrown: unknown): ErrorFacts {
  if (!(thrown instanceof Error)) return { message: String(thrown), code: undefined, event: undefined };
  // Connecting to a name with several addresses fails with one error for each of them.
  if (thrown instanceof AggregateError && thrown.errors[0] instanceof Error)
    return errorFacts(thrown.errors[0]);
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
  const event = 'event' in thrown && typeof thrown.event === 'string' ? thrown.event : undefined;
  if (thrown.cause instanceof AggregateError) return { ...errorFacts(thrown.cause), event };
  return { message: thrown.message, code, event };
}
