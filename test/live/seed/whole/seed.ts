import { Buffer } from 'node:buffer';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Body } from '../cloud.ts';
import { clientsOf, type Clients, type ServiceName } from './clients.ts';

export const PROJECT = 'whole';
export type Side = 'source' | 'destination';

interface Step {
  readonly as?: string;
  /** `network POST /networks` */
  readonly call: string;
  readonly body?: Body;
  /** This many bytes in place of a body. */
  readonly bytes?: number;
  /** The status that is waited for. */
  readonly until?: string;
}

type Kept = Map<string, Body>;

/** Makes the project at a cloud, where the administrator is a member, too. What is there already stays. */
export async function ensureProject(
  side: Side,
  description = 'Has something of every kind',
): Promise<string> {
  const admin = await clientsOf(side, 'admin');
  const { projects } = await admin.call('identity', 'GET', `/projects?name=${PROJECT}&domain_id=default`);
  const [found] = projects as readonly { readonly id: string }[];
  const id = found?.id ?? (await makeProject(admin, description));
  const { roles } = await admin.call('identity', 'GET', '/roles');
  for (const { id: role, name } of roles as readonly { readonly id: string; readonly name: string }[])
    if (name === 'admin' || name === 'member')
      await admin.call('identity', 'PUT', `/projects/${id}/users/${admin.userId}/roles/${role}`);
  return id;
}

async function makeProject(admin: Clients, description: string): Promise<string> {
  const made = await admin.call('identity', 'POST', '/projects', {
    project: { name: PROJECT, domain_id: 'default', description },
  });
  // Boundary: Keystone's answer.
  return (made as { project: { id: string } }).project.id;
}

/** Removes the project; what was in it has to be gone. */
export async function removeProject(side: Side): Promise<void> {
  const admin = await clientsOf(side, 'admin');
  const id = await ensureProject(side);
  const clients = await clientsOf(side, PROJECT);
  const { security_groups: groups } = await clients.call(
    'network',
    'GET',
    `/security-groups?project_id=${id}`,
  );
  for (const group of groups as readonly { readonly id: string }[])
    await clients.call('network', 'DELETE', `/security-groups/${group.id}`, undefined, [404, 409]);
  await admin.call('identity', 'DELETE', `/projects/${id}`);
}

/** Makes something of every kind at the source, in a project of its own. */
export async function seedWhole(): Promise<void> {
  const projectId = await ensureProject('source');
  const clients = await clientsOf('source', PROJECT);
  const { projects } = await clients.call('identity', 'GET', '/projects?name=partner');
  const [partner] = projects as readonly Body[];
  const kept: Kept = new Map([
    ['whole', { id: projectId }],
    ['partner', partner ?? {}],
  ]);
  await takeSteps('steps.yml', clients, kept);
}

/** Makes what a migration finds at the destination: the project, and a volume that something else has brought there. */
export async function seedDestination(): Promise<void> {
  await ensureProject('destination', 'Waits to be moved into');
  await takeSteps('destination-steps.yml', await clientsOf('destination', PROJECT), new Map());
}

async function takeSteps(file: string, clients: Clients, kept: Kept): Promise<void> {
  // Boundary: the file is part of the tests.
  const steps = parse(await readFile(join(import.meta.dirname, file), 'utf8')) as readonly Step[];
  for (const step of steps) await take(step, clients, kept);
}

async function take(step: Step, clients: Clients, kept: Kept): Promise<void> {
  const { as: name, bytes, body, until } = step;
  const content = bytes === undefined ? filled(body, kept) : Buffer.alloc(bytes, 'drover');
  const [service, method, path] = callOf(filledText(step.call, kept));
  const ask = async (): Promise<Body> =>
    resourceIn(await clients.call(service, method, path, content as Body | Buffer | undefined));
  let made = await ask();
  for (let left = 60; until !== undefined && made['status'] !== until; left -= 1) {
    if (left === 0) throw new Error(`${step.call}: not ${until}, but ${String(made['status'])}.`);
    await new Promise((resolve) => setTimeout(resolve, 500));
    made = await ask();
  }
  if (name !== undefined) kept.set(name, made);
}

/** The resource in an answer: the only object or the first of the only list under a key, or the answer itself. */
function resourceIn(answer: Body): Body {
  if (typeof answer['id'] === 'string') return answer;
  const [inner] = Object.values(answer).filter((value) => typeof value === 'object' && value !== null);
  const one: unknown = Array.isArray(inner) ? inner[0] : inner;
  return (one ?? {}) as Body;
}

function callOf(text: string): [ServiceName, string, string] {
  const [service = '', method = '', path = ''] = text.split(' ');
  // Boundary: the file is part of the tests.
  return [service as ServiceName, method, path];
}

function filled(value: unknown, kept: Kept): unknown {
  if (typeof value === 'string') return filledText(value, kept);
  if (Array.isArray(value)) return value.map((item) => filled(item, kept));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, filled(item, kept)]));
}

function filledText(text: string, kept: Kept): string {
  return text.replaceAll(/\$\{(\w+)\.(\w+)\}/g, (whole, name: string, key: string) => {
    const value = kept.get(name)?.[key];
    if (typeof value !== 'string') throw new Error(`${whole} is not known.`);
    return value;
  });
}
