import type { DiagnosticCode } from '../../../engine/diagnostics/catalogue/index.ts';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { callFacts, named, type CallContext } from './errors.ts';
import type { FaultKind, TransportFault } from './transport-fault.ts';
import { parseUrl } from './url.ts';

interface FaultText {
  readonly code: DiagnosticCode;
  readonly detail: string;
  readonly help: string;
}

/** Where the address came from decides what can be mended. */
export type AddressSource = 'auth-url' | 'catalogue' | 'override';

const WHERE_FROM: Readonly<Record<AddressSource, string>> = {
  'auth-url': 'Check auth_url (host, port, http or https)',
  catalogue:
    "The address is the catalogue's: name another interface (public, internal, admin) or set the service's " +
    'endpoint override if it cannot be reached from here',
  override: 'Check the endpoint override',
};

const CERTIFICATE_REASONS: Readonly<Record<string, readonly [reason: string, help: string]>> = {
  CERT_HAS_EXPIRED: ['has expired', "Renew the server's certificate, and check this machine's clock."],
  CERT_NOT_YET_VALID: ['is not valid yet', "Check this machine's clock and the server's certificate."],
  ERR_TLS_CERT_ALTNAME_INVALID: [
    'is for another host name',
    'Use the host name that the certificate was made for, or have the certificate made for this one.',
  ],
  CERT_REVOKED: ['was revoked', "Renew the server's certificate."],
};

const UNTRUSTED: readonly [string, string] = [
  'was not signed by an authority that this machine trusts',
  "Name the authority's certificate file: ca_cert (os_migrate_src_ca_cert, os_migrate_dst_ca_cert), cacert in " +
    'clouds.yaml, or OS_CACERT. Only if you know that nobody listens in: validate_certs: false.',
];

/** The error for a request that brought no answer. `note` is a further sentence, such as how often it was tried. */
export function faultError(
  fault: TransportFault,
  context: CallContext,
  source: AddressSource,
  note = '',
): DroverError {
  const text = TEXTS[fault.kind](fault, context, source);
  const detail = note === '' ? text.detail : `${text.detail} ${note}`;
  return new DroverError(text.code, {
    detail,
    help: text.help,
    call: callFacts(context),
    // A fresh error: what got throws holds the request with its headers.
    cause: new Error(context.redact(fault.message)),
  });
}

type TextOf = (fault: TransportFault, context: CallContext, source: AddressSource) => FaultText;

const TEXTS: Readonly<Record<FaultKind, TextOf>> = {
  dns: (fault, context, source) =>
    unreachable(context, source, `the host name "${hostOf(context)}" is not known (${fault.code ?? 'DNS'})`),
  refused: (_fault, context, source) =>
    unreachable(
      context,
      source,
      `${addressOf(context)} refuses connections (nothing listens there, or a firewall rejects them)`,
    ),
  unreachable: (fault, context, source) =>
    unreachable(context, source, `there is no route to ${addressOf(context)} (${fault.code ?? 'network'})`),
  'connect-timeout': (_fault, context, source) =>
    unreachable(
      context,
      source,
      `no connection to ${addressOf(context)} came about in time (a firewall may drop them)`,
    ),
  'tls-timeout': (_fault, context, source) =>
    unreachable(
      context,
      source,
      `${addressOf(context)} accepts connections but does not answer in TLS (it may speak plain http)`,
    ),
  proxy: (fault, context) => ({
    code: 'openstack-unreachable',
    detail: `${named(context)} cannot be reached: ${fault.message.replace(/\.$/, '')}.`,
    help: 'Check http_proxy and https_proxy, or exempt the host with no_proxy.',
  }),
  timeout: (_fault, context) => ({
    code: 'openstack-timeout',
    detail: `${named(context)} did not answer ${context.method} ${pathOf(context)} in time.`,
    help: 'Try again when the cloud is less busy, or allow more time with api_timeout (seconds).',
  }),
  reset: (_fault, context, source) =>
    unreachable(
      context,
      source,
      `${addressOf(context)} ended the connection without an answer` +
        (context.url.startsWith('http:') ? ' (it may expect https)' : ''),
    ),
  truncated: (_fault, context) => ({
    code: 'openstack-bad-answer',
    detail: `The answer of ${named(context)} to ${context.method} ${pathOf(context)} broke off in the middle.`,
    help: 'Something between here and the service cuts answers short: look at proxies and load balancers.',
  }),
  certificate: certificateText,
  'client-certificate': (_fault, context) => ({
    code: 'openstack-certificate',
    detail: `${named(context)} at ${addressOf(context)} asks for a client certificate and does not accept what it got.`,
    help: 'Name the certificate and its key: client_cert and client_key, cert and key in clouds.yaml, or OS_CERT and OS_KEY.',
  }),
  'not-tls': (_fault, context, source) => ({
    code: 'openstack-unreachable',
    detail: context.url.startsWith('https:')
      ? `${named(context)} cannot be reached: ${addressOf(context)} does not speak TLS, but the URL says https.`
      : `${named(context)} cannot be reached: ${addressOf(context)} does not speak HTTP.`,
    help: `${WHERE_FROM[source]}: the server seems to speak ${context.url.startsWith('https:') ? 'plain http' : 'something else'}.`,
  }),
  other: (fault, context, source) => unreachable(context, source, context.redact(fault.message)),
};

function certificateText(fault: TransportFault, context: CallContext): FaultText {
  const [reason, help] = CERTIFICATE_REASONS[fault.code ?? ''] ?? UNTRUSTED;
  return {
    code: 'openstack-certificate',
    detail: `The certificate of ${named(context)} at ${addressOf(context)} ${reason} (${fault.code ?? fault.message}).`,
    help,
  };
}

function unreachable(context: CallContext, source: AddressSource, why: string): FaultText {
  return {
    code: 'openstack-unreachable',
    detail: `${named(context)} cannot be reached: ${why}.`,
    help: `${WHERE_FROM[source]}, and that this machine has a way to it.`,
  };
}

function hostOf(context: CallContext): string {
  return parseUrl(context.url)?.hostname ?? context.url;
}

function addressOf(context: CallContext): string {
  return parseUrl(context.url)?.host ?? context.url;
}

function pathOf(context: CallContext): string {
  return parseUrl(context.url)?.pathname ?? context.url;
}
