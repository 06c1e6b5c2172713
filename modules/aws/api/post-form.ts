/** Forms over HTTPS, to a server that is trusted by its certificate: the transit controller. */
import type { Agent as HttpsAgent } from 'node:https';
import type { ConnectionOptions, TLSSocket } from 'node:tls';

/** Who is believed to be the server. */
export interface Trust {
  /** Certificates (PEM) in place of the system's. */
  readonly ca?: string;
  /** The SHA-256 of the server's own certificate, in upper-case hexadecimal digits without colons: no other one is taken. */
  readonly fingerprint?: string;
}

export interface FormRequest {
  readonly url: string;
  readonly form: Readonly<Record<string, string>>;
  /** From the request being sent to the end of the answer. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

export interface FormAnswer {
  readonly status: number;
  readonly text: string;
}

/** Why no answer came. */
export class FormFault extends Error {
  readonly kind: 'certificate' | 'connection';

  constructor(kind: FormFault['kind'], message: string) {
    super(message);
    this.name = 'FormFault';
    this.kind = kind;
  }
}

export type PostForm = (request: FormRequest) => Promise<FormAnswer>;

const CONNECT_MS = 10_000;

/** Any status is an answer; throws a FormFault, or the signal's reason. */
export function createPostForm(trust: Trust): PostForm {
  let agent: Promise<HttpsAgent> | undefined;
  return async ({ url, form, timeoutMs, signal }) => {
    signal?.throwIfAborted();
    const { got } = await import('got');
    try {
      const answer = await got.post(url, {
        form,
        agent: { https: await (agent ??= agentFor(trust)) },
        timeout: { lookup: CONNECT_MS, connect: CONNECT_MS, secureConnect: CONNECT_MS, request: timeoutMs },
        retry: { limit: 0 },
        throwHttpErrors: false,
        // A login that is sent on to another place would take the password there.
        followRedirect: false,
        responseType: 'text',
        ...(trust.ca === undefined ? {} : { https: { certificateAuthority: trust.ca } }),
        ...(signal === undefined ? {} : { signal }),
      });
      return { status: answer.statusCode, text: answer.body };
    } catch (thrown) {
      signal?.throwIfAborted();
      throw faultOf(thrown);
    }
  };
}

async function agentFor({ fingerprint }: Trust): Promise<HttpsAgent> {
  const [{ Agent }, tls] = await Promise.all([import('node:https'), import('node:tls')]);
  const agent = new Agent({ keepAlive: true, timeout: 4000, maxCachedSessions: 0 });
  if (fingerprint === undefined) return agent;
  // Nothing is sent before the certificate is known to be the pinned one: its chain and names do not matter then.
  agent.createConnection = (options, done) => {
    const socket = tls.connect({ ...(options as ConnectionOptions), rejectUnauthorized: false });
    socket.once('secureConnect', () => {
      const found = fingerprintOf(socket);
      if (found === fingerprint) done?.(null, socket);
      else {
        socket.destroy();
        done?.(new FormFault('certificate', `its certificate has the fingerprint ${found}`), socket);
      }
    });
    socket.once('error', (error: Error) => done?.(error, socket));
    return undefined;
  };
  return agent;
}

function fingerprintOf(socket: TLSSocket): string {
  const { fingerprint256 } = socket.getPeerCertificate() as { readonly fingerprint256?: string };
  return (fingerprint256 ?? '').replaceAll(':', '');
}

const ofCertificate =
  /^(?:CERT_|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|UNABLE_TO_GET_ISSUER|UNABLE_TO_VERIFY|ERR_TLS_CERT_ALTNAME)/;

function faultOf(thrown: unknown): FormFault {
  for (let error: unknown = thrown; error instanceof Error; error = error.cause) {
    if (error instanceof FormFault) return error;
    if ('code' in error && ofCertificate.test(String(error.code)))
      return new FormFault('certificate', error.message);
  }
  return new FormFault('connection', thrown instanceof Error ? thrown.message : String(thrown));
}
