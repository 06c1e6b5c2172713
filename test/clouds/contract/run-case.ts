import { AssertionError } from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Answer } from './client.ts';
import { mismatch } from './match.ts';
import type { Stage } from './stage.ts';
import { takeAwayFromStorage, takeAwayImage, takeAwayServer } from './take-away.ts';
import type { Case, Person, Row, Step, Table } from './types.ts';
import { at, fill, type Words } from './words.ts';

/** How often, and how long after one another, a step that waits is tried again. */
const WAITS = 80;
const WAIT_MS = 250;

/**
 * Runs one case, and takes away again what it made. Rejects with what is not as it must be. Cases may run side by side,
 * each with a `number` of its own: `{run}` is another word in each, and `{uuid}` an identifier that nothing has (in large
 * letters `{UUID}`).
 */
export async function runCase(stage: Stage, each: Case, number: number): Promise<void> {
  const words: Words = new Map(Object.entries(stage.words));
  words.set('run', `${stage.words['run']!}-${number}`);
  const uuid = randomUUID();
  words.set('uuid', uuid);
  words.set('UUID', uuid.toUpperCase());
  const made: Made[] = [];
  try {
    for (const step of each.steps ?? []) await runStep(stage, step, words, made);
    if (each.table) await runTable(stage, each.table, words);
  } finally {
    await takeAllAway(stage, made);
  }
}

/** Something that a call made and nobody has deleted yet. */
interface Made {
  readonly url: string;
  readonly values: unknown;
}

async function runStep(stage: Stage, step: Step, words: Words, made: Made[]): Promise<void> {
  const { method, url } = addressOf(stage, fill(step.call, words));
  const filled = fill(step, words);
  const answer = await sendUntil(stage, filled, method, url);
  remember(made, method, url, answer);
  check(answer, filled, `${method} ${url}`);
  for (const [word, path] of Object.entries(step.keep ?? {})) {
    const value = path.startsWith('head:') ? answer.headers[path.slice(5)] : at(answer.body, path);
    if (typeof value !== 'string' && typeof value !== 'number') {
      throw new Error(`${method} ${url} answered without a value at ${path}: ${JSON.stringify(answer.body)}`);
    }
    words.set(word, String(value));
  }
}

function addressOf(stage: Stage, call: string): { readonly method: string; readonly url: string } {
  const [method = '', path = ''] = call.split(/ (.*)/s);
  if (path.startsWith('http')) return { method, url: path };
  const [, service, rest] = /^([a-z]+):(.*)$/s.exec(path) ?? [];
  if (service === undefined) return { method, url: `${stage.networkUrl}${path}` };
  const url = stage.services[service];
  if (url === undefined) throw new Error(`The stage knows no service '${service}' for the call ${call}.`);
  return { method, url: `${url}${rest!}` };
}

/** The answer; of a step that waits the first that has what it must have, or the last. */
async function sendUntil(stage: Stage, step: Step, method: string, url: string): Promise<Answer> {
  let answer = await send(stage, step, method, url);
  for (let tries = 0; step.waits === true && tries < WAITS && !isMet(answer, step); tries += 1) {
    await pause(WAIT_MS);
    answer = await send(stage, step, method, url);
  }
  return answer;
}

function isMet(answer: Answer, step: Step): boolean {
  if (answer.status !== step.status) return false;
  return step.has === undefined || mismatch(answer.body, step.has) === undefined;
}

function send(stage: Stage, step: Step, method: string, url: string): Promise<Answer> {
  const person: Person = step.as ?? 'a';
  return stage.client.send({
    method,
    url: url.replace(/ /g, '%20'),
    token: stage.tokens[person],
    body: step.body,
    raw: step.raw,
    headers: { ...versionHeader(step), ...step.headers },
  });
}

function versionHeader({ call, version }: Step): Readonly<Record<string, string>> {
  if (version === undefined) return {};
  if (typeof version !== 'string') throw new Error(`The version ${String(version)} of ${call} needs quotes.`);
  const [, service = 'network'] = / ([a-z]+):/.exec(call) ?? [];
  return { 'openstack-api-version': `${service} ${version}` };
}

function check(answer: Answer, step: Step, words: string): void {
  const shown = answer.body === undefined ? 'nothing' : JSON.stringify(answer.body).slice(0, 1500);
  const fail = (message: string): never => {
    throw new AssertionError({
      message: `${words} ${step.body === undefined ? '' : JSON.stringify(step.body)}\n${message}\nThe answer: ${answer.status} ${shown}`,
    });
  };
  if (answer.status !== step.status) fail(`The status is ${answer.status}, and must be ${step.status}.`);
  const complaints = [
    step.has === undefined ? undefined : mismatch(answer.body, step.has),
    step.message === undefined ? undefined : mismatch(messageOf(answer.body), step.message, 'the message'),
    step.type === undefined
      ? undefined
      : mismatch(at(answer.body, 'NeutronError.type'), step.type, 'the type'),
    step.head === undefined ? undefined : mismatch(answer.headers, step.head, 'the head'),
  ];
  for (const complaint of complaints) if (complaint !== undefined) fail(complaint);
}

/**
 * Services wrap an error in an object of one key, which is the class of the error or a word for its status. Glance does
 * not, and adds marks of a page.
 */
function messageOf(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body;
  const plain = at(body, 'message');
  if (typeof plain === 'string') return plain.replace(/<br \/><br \/>\s*$/, '');
  const [wrapped, ...others] = Object.values(body) as unknown[];
  return others.length === 0 ? (at(wrapped, 'message') ?? body) : body;
}

/** What a POST made is taken away at the end, whoever made it. */
function remember(made: Made[], method: string, url: string, answer: Answer): void {
  if (method === 'DELETE' && answer.status === 204) {
    const index = made.findIndex((one) => one.url === url);
    if (index !== -1) made.splice(index, 1);
  }
  if (method !== 'POST' || !isMade(url, answer.status)) return;
  const bodies = isFlat(answer.body)
    ? [answer.body]
    : Object.values(answer.body as Readonly<Record<string, unknown>>);
  const items = bodies.flatMap((body) => (Array.isArray(body) ? (body as unknown[]) : [body]));
  for (const item of items) {
    const id = at(item, 'id');
    if (typeof id === 'string') made.push({ url: `${url}/${id}`, values: item });
    if (url.endsWith('/os-keypairs')) made.push({ url: keypairUrl(url, item), values: item });
  }
}

/** An image stands in no key. */
function isFlat(body: unknown): boolean {
  return typeof at(body, 'id') === 'string';
}

/** Nova and Cinder answer 200 to some that they made, and 202 to others. */
function isMade(url: string, status: number): boolean {
  if (url.includes('/auth/tokens')) return false;
  if (status === 202) return STORED.test(`${url}/`) || url.endsWith('/servers');
  return status === 201 || (status === 200 && MADE_WITH_200.test(url));
}

const MADE_WITH_200 = /\/(flavors|os-keypairs|os-server-groups|types|qos-specs)$/;
const STORED = /\/v3\/([0-9a-f]{32}\/)?(volumes|snapshots|types|qos-specs)\/[^/]*\/?$/;

/** A key pair has no id of its own, and is one user's. */
function keypairUrl(url: string, item: unknown): string {
  const name = encodeURIComponent(String(at(item, 'name')));
  return `${url}/${name}?user_id=${String(at(item, 'user_id'))}`;
}

/** From the last to the first. Subnets go with their networks, which is faster. */
async function takeAllAway(stage: Stage, made: readonly Made[]): Promise<void> {
  const ids = new Set(made.map((one) => at(one.values, 'id')));
  for (const one of [...made].reverse()) {
    const isSubnet = one.url.includes('/subnets/');
    if (!isSubnet || !ids.has(at(one.values, 'network_id'))) await takeAway(stage, one);
  }
}

async function takeAway(stage: Stage, { url }: Made): Promise<void> {
  const token = stage.tokens.admin;
  if (url.includes('/v2/images/')) return takeAwayImage(stage, url);
  if (/\/servers\/[^/]+$/.test(url)) return takeAwayServer(stage, url);
  if (STORED.test(url)) return takeAwayFromStorage(stage, url);
  if (url.includes('/routers/')) await emptyRouter(stage, url, token);
  // Without this version Nova deletes the caller's own key pair of that name.
  const headers = url.includes('/os-keypairs/') ? { 'openstack-api-version': 'compute 2.10' } : {};
  await stage.client.send({ method: 'DELETE', url, token, headers });
}

/** A router goes only without routes and interfaces. */
async function emptyRouter(stage: Stage, url: string, token: string | undefined): Promise<void> {
  const { client, networkUrl } = stage;
  const id = url.split('/').at(-1)!;
  await client.send({ method: 'PUT', url, token, body: { router: { routes: [] } } });
  const query = `device_id=${id}&device_owner=network:router_interface`;
  const answer = await client.send({ method: 'GET', url: `${networkUrl}/v2.0/ports?${query}`, token });
  const ports = (at(answer.body, 'ports') ?? []) as readonly { id: string }[];
  for (const port of ports) {
    await client.send({
      method: 'PUT',
      url: `${url}/remove_router_interface`,
      token,
      body: { port_id: port.id },
    });
  }
}

/** Every row on its own, so that one report shows all that differ. */
async function runTable(stage: Stage, table: Table, words: Words): Promise<void> {
  const complaints: string[] = [];
  for (const row of table.rows) {
    const made: Made[] = [];
    try {
      await runStep(stage, stepOf(table, row), words, made);
    } catch (error) {
      if (!(error instanceof AssertionError)) throw error;
      complaints.push(error.message);
    } finally {
      await takeAllAway(stage, made);
    }
  }
  if (complaints.length > 0) throw new AssertionError({ message: complaints.join('\n\n') });
}

function stepOf(table: Table, [values, status, expected]: Row): Step {
  const isObject = typeof values === 'object' && values !== null && !Array.isArray(values);
  const body = { [table.member]: isObject ? { ...table.base, ...values } : values };
  const version = table.version === undefined ? {} : { version: table.version };
  const step: Step = { call: table.call, as: table.as ?? 'a', body, status, ...version };
  if (expected === undefined) return step;
  return status >= 400
    ? { ...step, message: typeof expected === 'string' ? expected : JSON.stringify(expected) }
    : { ...step, has: { [table.member]: expected } };
}
