import { readFile } from 'node:fs/promises';
import { gunzipSync } from 'node:zlib';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Connection } from '../../../engine/module.ts';
import type { Environment } from '../../../engine/network/proxy-for.ts';
import type { Schema } from '../../../engine/schema/types.ts';
import { failureText } from './http-failure.ts';
import { routeOf } from './route.ts';

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
  decompress: { type: 'boolean', description: 'Unpack an answer that was compressed.', default: true },
  use_proxy: {
    type: 'boolean',
    description: 'Go by the proxies that http_proxy, https_proxy, all_proxy and no_proxy name.',
    default: true,
  },
  timeout: { type: 'integer', description: 'Seconds that the answer may take.', default: 30 },
} as const satisfies Readonly<Record<string, Schema>>;

export interface HttpArguments {
  readonly url: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly url_username?: string;
  readonly url_password?: string;
  readonly force_basic_auth: boolean;
  readonly decompress: boolean;
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
  /** The machine that asks. Without it, this one. */
  readonly from?: Connection;
  /** Where variables of proxies are looked up: `{}` for none. Without it, in the environment of this machine. */
  readonly environment?: Environment;
}

/**
 * One request; any status is an answer. A password is sent when the server asks for it, or at once where told.
 * What cannot be reached throws `module-failed`, with Ansible's words for the reason.
 */
export async function request(args: HttpArguments, wanted: HttpRequest): Promise<HttpAnswer> {
  const { url, user, password } = credentialsOf(args);
  const authorization =
    user === undefined ? undefined : `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
  const bare = { ...args, url };
  if (authorization === undefined || args.force_basic_auth) return send(bare, wanted, authorization);
  const answer = await send(bare, wanted, undefined);
  const isAsked = answer.status === 401 && /^basic\b/i.test(String(answer.headers['www-authenticate'] ?? ''));
  return isAsked ? send(bare, wanted, authorization) : answer;
}

function credentialsOf(args: HttpArguments): {
  readonly url: string;
  readonly user: string | undefined;
  readonly password: string;
} {
  const inUrl = /^\w+:\/\/([^/@:]*):?([^/@]*)@/.exec(args.url);
  return {
    url: withoutPassword(args.url),
    user: args.url_username ?? (inUrl?.[1] === undefined ? undefined : decodeURIComponent(inUrl[1])),
    password: args.url_password ?? decodeURIComponent(inUrl?.[2] ?? ''),
  };
}

async function send(
  args: HttpArguments,
  { method, body, follow, signal, from, environment = process.env }: HttpRequest,
  authorization: string | undefined,
): Promise<HttpAnswer> {
  const { got } = await import('got');
  const timeoutMs = args.timeout * 1000;
  const route = await routeOf({ from, environment, timeoutMs, signal });
  try {
    const answer = await got(args.url, {
      method: method as 'GET',
      headers: {
        'user-agent': args.http_agent,
        'accept-encoding': args.decompress ? 'gzip' : 'identity',
        ...(authorization === undefined ? {} : { authorization }),
        ...stringHeaders(args.headers),
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : Buffer.from(body) }),
      https: await tlsOptions(args),
      timeout: { request: timeoutMs },
      responseType: 'buffer',
      decompress: false,
      followRedirect: follow,
      methodRewriting: true,
      hooks: { beforeRedirect: [withoutBodyType] },
      throwHttpErrors: false,
      retry: { limit: 0 },
      signal,
      ...route,
    });
    const isPacked = args.decompress && answer.headers['content-encoding'] === 'gzip';
    return {
      status: answer.statusCode,
      statusText: answer.statusMessage ?? '',
      url: answer.url,
      redirected: answer.redirectUrls.length > 0,
      headers: answer.headers,
      body: isPacked ? gunzipSync(answer.body) : answer.body,
    };
  } catch (error) {
    throw new DroverError('module-failed', {
      detail: failureText(error, args.url),
      help: `See that ${withoutPassword(args.url)} can be reached from the machine that asks, that its port is right and that its certificate is trusted.`,
      cause: error,
    });
  }
}

/** A redirect that makes a GET of the call takes its body away, and so what the headers say of it. */
function withoutBodyType(next: { readonly method: string; headers: Record<string, unknown> }): void {
  if (next.method === 'GET') delete next.headers['content-type'];
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
