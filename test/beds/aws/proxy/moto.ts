/** Moto behind the proxy: a request passed on as it came, and calls of the proxy's own in the caller's name. */
import { request as httpRequest, Agent } from 'node:http';
import type { AwsAnswer, AwsRequest } from './wire.ts';
import { readXml, textAt, type XmlElement } from './xml.ts';

/** An answer of moto that the proxy takes apart, and that is an error: its code is AWS's. */
export class MotoError extends Error {
  readonly answer: AwsAnswer;
  readonly code: string;

  constructor(action: string, answer: AwsAnswer) {
    const text = answer.body.toString();
    const code = /<Code>([^<]*)</.exec(text)?.[1] ?? `HTTP ${answer.status}`;
    super(`${action}: ${code}`);
    this.answer = answer;
    this.code = code;
  }
}

export interface Moto {
  /** The request as it came, or with other parameters. */
  forward(
    request: AwsRequest,
    changed?: { readonly params?: ReadonlyMap<string, string> },
  ): Promise<AwsAnswer>;
  /** A call of the query protocol as the caller; the content of its answer. Throws MotoError. */
  ask(
    request: Pick<AwsRequest, 'headers' | 'service'>,
    action: string,
    params?: Readonly<Record<string, string>>,
    version?: string,
  ): Promise<XmlElement>;
  /** Empties every account. */
  reset(): Promise<void>;
}

const HEADERS_OF_BODY: ReadonlySet<string> = new Set(['content-length', 'content-type', 'expect']);

export function motoAt(port: number): Moto {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const send = (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body: Buffer,
  ): Promise<AwsAnswer> =>
    new Promise((resolve, reject) => {
      const outgoing = httpRequest(
        {
          host: '127.0.0.1',
          port,
          method,
          path,
          agent,
          headers: { ...headers, 'content-length': body.length },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.once('error', reject);
          response.once('end', () => {
            const kept: Record<string, string> = {};
            for (const [name, value] of Object.entries(response.headers))
              if (typeof value === 'string' && !DROPPED.has(name)) kept[name] = value;
            resolve({ status: response.statusCode ?? 500, headers: kept, body: Buffer.concat(chunks) });
          });
        },
      );
      outgoing.once('error', reject);
      outgoing.end(body);
    });
  const asForm = (
    headers: AwsRequest['headers'],
    params: ReadonlyMap<string, string>,
  ): Promise<AwsAnswer> => {
    const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !HEADERS_OF_BODY.has(name)));
    const body = Buffer.from(new URLSearchParams([...params]).toString());
    return send('POST', '/', { ...kept, 'content-type': 'application/x-www-form-urlencoded' }, body);
  };

  return {
    forward: (request, { params } = {}) => {
      if (params !== undefined) return asForm(request.headers, params);
      return send(request.method, request.url, request.headers, request.body);
    },
    async ask({ headers, service }, action, params = {}, version = VERSIONS[service] ?? '') {
      const answer = await asForm(
        { ...headers, authorization: forService(headers['authorization'] ?? '', service) },
        new Map(Object.entries({ Action: action, Version: version, ...params })),
      );
      if (answer.status >= 300) throw new MotoError(action, answer);
      const document = readXml(answer.body.toString());
      const content = Object.values(document)[0]?.[0];
      return typeof content === 'object' ? content : {};
    },
    async reset() {
      const answer = await send('POST', '/moto-api/reset', {}, Buffer.alloc(0));
      if (textAt(answer.body.toString()) === '' || answer.status !== 200)
        throw new MotoError('reset', answer);
    },
  };
}

const DROPPED: ReadonlySet<string> = new Set([
  'connection',
  'keep-alive',
  'transfer-encoding',
  'content-length',
]);
const VERSIONS: Readonly<Record<string, string>> = {
  ec2: '2016-11-15',
  sts: '2011-06-15',
  iam: '2010-05-08',
};

/** The caller's signature with another service in its scope: moto goes by the scope and checks nothing else. */
function forService(authorization: string, service: string): string {
  return authorization.replace(/(Credential=[^/]+\/\d{8}\/[^/]+\/)[^/]+/, `$1${service}`);
}
