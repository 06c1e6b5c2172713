/** Requests of AWS's three protocols (query, JSON, REST of S3), read just far enough to know what is asked for. */
import type { IncomingMessage } from 'node:http';

export interface AwsRequest {
  readonly method: string;
  /** Path and query, as they came. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  /** As the signature names it: `ec2`, `s3`, `servicequotas`. */
  readonly service: string;
  readonly region: string;
  readonly accessKey: string;
  /** `DescribeVpcs`; for S3 the method and what it is about: `PutObject`. */
  readonly action: string;
  /** Of the query protocol, flat: `Filter.1.Name`. Of JSON: undefined. */
  readonly params: ReadonlyMap<string, string>;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface AwsAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

const SCOPE = /Credential=([^/,\s]+)\/\d{8}\/([^/]+)\/([^/]+)\/aws4_request/;
const HOP_BY_HOP: ReadonlySet<string> = new Set(['connection', 'keep-alive', 'transfer-encoding']);

/** What a request asks for. */
export async function readRequest(incoming: IncomingMessage): Promise<AwsRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const body = Buffer.concat(chunks);
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(incoming.headers))
    if (value !== undefined && !HOP_BY_HOP.has(name))
      headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const [, accessKey = '', region = 'us-east-1', service = ''] =
    SCOPE.exec(headers['authorization'] ?? '') ?? [];
  const url = incoming.url ?? '/';
  const method = incoming.method ?? 'GET';
  const target = headers['x-amz-target'];
  const params = new Map(
    target === undefined && service !== 's3' && method === 'POST' ? new URLSearchParams(body.toString()) : [],
  );
  return {
    method,
    url,
    headers,
    body,
    service,
    region,
    accessKey,
    action: target?.split('.').at(-1) ?? params.get('Action') ?? actionOfS3(method, url, headers),
    params,
    json:
      target === undefined || body.length === 0 ? {} : (JSON.parse(body.toString()) as AwsRequest['json']),
  };
}

/** What of S3's calls the bed tells apart. */
function actionOfS3(method: string, url: string, headers: Readonly<Record<string, string>>): string {
  const { pathname, searchParams } = new URL(url, 'http://bucket');
  const isObject = pathname.split('/').filter((part) => part !== '').length > 1;
  for (const [parameter, what] of [
    ['versioning', 'BucketVersioning'],
    ['publicAccessBlock', 'PublicAccessBlock'],
    ['location', 'BucketLocation'],
  ] as const)
    if (searchParams.has(parameter))
      return `${{ GET: 'Get', PUT: 'Put', DELETE: 'Delete' }[method] ?? method}${what}`;
  if (!isObject && method === 'GET')
    return searchParams.has('versions') ? 'ListObjectVersions' : 'ListObjectsV2';
  if (!isObject && method === 'POST' && searchParams.has('delete')) return 'DeleteObjects';
  if (isObject && method === 'PUT' && 'x-amz-copy-source' in headers) return 'CopyObject';
  const verbs: Readonly<Record<string, string>> = {
    HEAD: 'Head',
    GET: 'Get',
    PUT: isObject ? 'Put' : 'Create',
    DELETE: 'Delete',
  };
  return `${verbs[method] ?? method}${isObject ? 'Object' : 'Bucket'}`;
}

/** The values of a list of the query protocol: `VpcId.1`, `VpcId.2`. */
export function listOf(params: ReadonlyMap<string, string>, name: string): readonly string[] {
  const found: string[] = [];
  for (let at = 1; ; at += 1) {
    const value = params.get(`${name}.${at}`) ?? params.get(`${name}.member.${at}`);
    if (value === undefined) return found;
    found.push(value);
  }
}

/** Filters of EC2: name and values. */
export function filtersOf(params: ReadonlyMap<string, string>): ReadonlyMap<string, readonly string[]> {
  const filters = new Map<string, readonly string[]>();
  for (let at = 1; params.has(`Filter.${at}.Name`); at += 1)
    filters.set(params.get(`Filter.${at}.Name`) ?? '', listOf(params, `Filter.${at}.Value`));
  return filters;
}
