import { readFile } from 'node:fs/promises';
import { DroverError, messageOf } from '../../../engine/diagnostics/drover-error.ts';
import type { Schema } from '../../../engine/schema/types.ts';

/** Arguments of all modules that call a URL. */
export const httpArguments = {
  url: { type: 'string', description: 'The URL.' },
  headers: {
    type: 'object',
    description: 'Headers of the request.',
    properties: {},
    additionalProperties: true,
    default: {},
  },
  url_username: {
    type: 'string',
    description: 'The user for basic authentication.',
    aliases: ['username', 'user'],
  },
  url_password: {
    type: 'string',
    description: 'The password for basic authentication.',
    aliases: ['password'],
    secret: true,
  },
  force_basic_auth: {
    type: 'boolean',
    description: 'Send the password without being asked for it.',
    default: false,
  },
  validate_certs: { type: 'boolean', description: 'Verify the certificate.', default: true },
  ca_path: { type: 'string', format: 'path', description: 'A file with certificates to trust.' },
  client_cert: { type: 'string', format: 'path', description: 'A client certificate, in PEM.' },
  client_key: { type: 'string', format: 'path', description: 'The key of the client certificate, in PEM.' },
  http_agent: { type: 'string', description: 'The User-Agent header.', default: 'drover' },
  use_proxy: { type: 'boolean', description: 'Accepted; no proxy is used.', default: true },
  timeout: { type: 'integer', description: 'Seconds that the answer may take.', default: 30 },
} as const satisfies Readonly<Record<string, Schema>>;

export interface HttpArguments {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly url_username?: string;
  readonly url_password?: string;
  readonly validate_certs: boolean;
  readonly ca_path?: string;
  readonly client_cert?: string;
  readonly client_key?: string;
  readonly http_agent: string;
  readonly timeout: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly statusText: string;
  readonly url: string;
  readonly redirected: boolean;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Uint8Array;
}

export interface HttpRequest {
  readonly method: string;
  readonly body?: string | Uint8Array;
  readonly follow: boolean;
  readonly signal: AbortSignal;
}

/** One request; any status is an answer. What cannot be reached throws `module-failed`, naming the host and the reason. */
export async function request(
  args: HttpArguments,
  { method, body, follow, signal }: HttpRequest,
): Promise<HttpAnswer> {
  const { got } = await import('got');
  try {
    const answer = await got(args.url, {
      method: method as 'GET',
      headers: { 'user-agent': args.http_agent, ...stringHeaders(args.headers) },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
      ...(args.url_username === undefined
        ? {}
        : { username: args.url_username, password: args.url_password ?? '' }),
      https: await tlsOptions(args),
      timeout: { request: args.timeout * 1000 },
      responseType: 'buffer',
      followRedirect: follow,
      methodRewriting: true,
      throwHttpErrors: false,
      retry: { limit: 0 },
      signal,
    });
    return {
      status: answer.statusCode,
      statusText: answer.statusMessage ?? '',
      url: answer.url,
      redirected: answer.redirectUrls.length > 0,
      headers: answer.headers,
      body: answer.body,
    };
  } catch (error) {
    throw new DroverError('module-failed', {
      detail: `${method} ${withoutPassword(args.url)} failed: ${messageOf(error)}`,
      help: 'See that the host can be reached from here, that the port is right and that its certificate is trusted.',
      cause: error,
    });
  }
}

function stringHeaders(headers: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

async function tlsOptions(args: HttpArguments): Promise<Record<string, unknown>> {
  return {
    rejectUnauthorized: args.validate_certs,
    ...(args.ca_path === undefined ? {} : { certificateAuthority: await readFile(args.ca_path, 'utf8') }),
    ...(args.client_cert === undefined ? {} : { certificate: await readFile(args.client_cert, 'utf8') }),
    ...(args.client_key === undefined ? {} : { key: await readFile(args.client_key, 'utf8') }),
  };
}

/** A URL as it may be shown. */
export function withoutPassword(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1');
}
