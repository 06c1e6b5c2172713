/** An endpoint of AWS on loopback that answers from memory, in EC2's own wire format: forms in, XML out, with pages. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { lists, type Element } from './estate.ts';

export interface Call {
  readonly action: string;
  readonly account: string;
  readonly began: number;
  readonly ended: number;
}

export interface Endpoint {
  readonly url: string;
  readonly calls: Call[];
  close(): Promise<void>;
}

/** Each answer takes `latencyMs` at least, as one over a network would. */
export async function openEndpoint(latencyMs: number): Promise<Endpoint> {
  const calls: Call[] = [];
  const server = createServer((request, response) => {
    const began = performance.now();
    void answerTo(request).then(async ({ action, account, body }) => {
      await sleep(Math.max(0, latencyMs - (performance.now() - began)));
      response.writeHead(200, { 'content-type': 'text/xml' }).end(body);
      calls.push({ action, account, began, ended: performance.now() });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, calls, close: () => closed(server) };
}

async function answerTo(request: IncomingMessage) {
  let text = '';
  for await (const part of request.setEncoding('utf8')) text += String(part);
  const form = new URLSearchParams(text);
  const action = form.get('Action') ?? '';
  // Keys that a role gave have its account in their name.
  const account = /Credential=ASIA(\d{12})/.exec(request.headers.authorization ?? '')?.[1] ?? '';
  const body = action === 'AssumeRole' ? assumed(form.get('RoleArn') ?? '') : listed(action, form);
  return { action, account, body };
}

function assumed(role: string): string {
  const account = role.split(':')[4] ?? '';
  const end = new Date(Date.now() + 3_600_000).toISOString();
  return `<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><AssumeRoleResult><Credentials><AccessKeyId>ASIA${account}</AccessKeyId><SecretAccessKey>not-a-secret</SecretAccessKey><SessionToken>none</SessionToken><Expiration>${end}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>`;
}

function listed(action: string, form: URLSearchParams): string {
  const [set, elements] = lists[action] ?? ['none', []];
  const wanted = vpcsIn(form);
  const chosen = wanted === undefined ? elements : elements.filter(({ vpc }) => wanted.has(vpc));
  const from = Number(form.get('NextToken') ?? '0');
  const to = from + Number(form.get('MaxResults') ?? String(chosen.length));
  const next = to < chosen.length ? `<nextToken>${to}</nextToken>` : '';
  const items = chosen.slice(from, to).map(({ xml }: Element) => `<item>${xml}</item>`);
  return `<?xml version="1.0" encoding="UTF-8"?><${action}Response xmlns="http://ec2.amazonaws.com/doc/2016-11-15/"><requestId>0</requestId><${set}>${items.join('')}</${set}>${next}</${action}Response>`;
}

/** The values of the filter by VPC; EC2 takes no more than 200 of them. */
function vpcsIn(form: URLSearchParams): ReadonlySet<string> | undefined {
  const name = [...form].find(([key, value]) => /^Filter\.\d+\.Name$/.test(key) && value.endsWith('vpc-id'));
  if (name === undefined) return undefined;
  const values = [...form].filter(([key]) => key.startsWith(name[0].replace(/Name$/, 'Value.')));
  if (values.length > 200) throw new Error('EC2 takes no more than 200 values in a filter.');
  return new Set(values.map(([, value]) => value));
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}
