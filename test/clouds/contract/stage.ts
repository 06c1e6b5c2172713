import { randomBytes } from 'node:crypto';
import { createClient, type Answer, type Client } from './client.ts';
import type { ContractTarget, Login, Person } from './types.ts';
import { at } from './words.ts';

/** Everything that cases find when they begin. */
export interface Stage {
  readonly client: Client;
  readonly identityUrl: string;
  readonly networkUrl: string;
  /** Addresses of services, without a version, by the word that stands before a path in a case. */
  readonly services: Readonly<Record<string, string>>;
  readonly tokens: Readonly<Partial<Record<Person, string>>>;
  /** Words that every case may use: ids, names, addresses of the services. */
  readonly words: Readonly<Record<string, string>>;
  readonly close: () => Promise<void>;
}

/** Everybody with a project and a role in it. */
const PEOPLE = [
  ['a', 'a', 'member'],
  ['b', 'b', 'member'],
  ['c', 'c', 'member'],
  ['reader', 'a', 'reader'],
] as const;

/** Types of services by that word, if it is not `keystone`; what follows the address in the catalogue is left out. */
const SERVICES: Readonly<Record<string, { readonly type: string; readonly version: RegExp }>> = {
  compute: { type: 'compute', version: /\/v2\.1$/ },
  image: { type: 'image', version: /$/ },
  volume: { type: 'block-storage', version: /\/v3\/[0-9a-f]+$/ },
};

/** Makes the people of a run with names of their own, so that a run disturbs nobody. */
export async function setStage(target: ContractTarget): Promise<Stage> {
  const client = createClient();
  const run = `contract-${randomBytes(4).toString('hex')}`;
  const identityUrl = target.authUrl.replace(/\/v3\/?$/, '');
  const login = (who: Login): Promise<Answer> => logIn(client, identityUrl, who);
  const admin = await login(target.admin);
  const token = admin.headers['x-subject-token'];
  if (admin.status !== 201 || token === undefined) {
    throw new Error(`The administrator cannot log in: ${admin.status} ${JSON.stringify(admin.body)}`);
  }
  const must = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const answer = await client.send({ method, url: `${identityUrl}${path}`, token, body });
    if (answer.status >= 300) {
      throw new Error(
        `The stage cannot be set: ${method} ${path} gave ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    }
    return answer.body;
  };
  const made: string[] = [];
  const make = async (collection: string, member: string, values: unknown): Promise<string> => {
    const id = String(at(await must('POST', `/v3/${collection}`, { [member]: values }), `${member}.id`));
    made.push(`/v3/${collection}/${id}`);
    return id;
  };
  const password = randomBytes(18).toString('base64url');
  const roles = at(await must('GET', '/v3/roles'), 'roles') as readonly { id: string; name: string }[];

  const words: Record<string, string> = { run, password };
  for (const project of ['a', 'b', 'c']) {
    const name = `${run}-${project}`;
    words[`project_${project}`] = await make('projects', 'project', { name, domain_id: 'default' });
    words[`project_name_${project}`] = name;
  }
  const tokens: Partial<Record<Person, string>> = { admin: token };
  for (const [person, project, role] of PEOPLE) {
    const name = `${run}-${person}`;
    const user = await make('users', 'user', { name, password, domain_id: 'default' });
    const roleId = roles.find((each) => each.name === role)?.id ?? '';
    await must('PUT', `/v3/projects/${words[`project_${project}`]!}/users/${user}/roles/${roleId}`);
    const entry = await login({ username: name, password, project: `${run}-${project}` });
    tokens[person] = entry.headers['x-subject-token']!;
    words[`user_${person}`] = user;
    words[`name_${person}`] = name;
  }
  const networkUrl = endpointOf(admin.body, 'network');
  // The first call makes a project's default group, and a Neutron that gets two of them at once breaks over one.
  for (const [person] of PEOPLE) {
    await client.send({ method: 'GET', url: `${networkUrl}/v2.0/security-groups`, token: tokens[person] });
  }
  const services: Record<string, string> = { keystone: identityUrl };
  for (const [name, { type, version }] of Object.entries(SERVICES)) {
    services[name] = endpointOf(admin.body, type).replace(version, '');
    words[name] = services[name];
  }
  words['identity'] = identityUrl;
  words['network'] = networkUrl;
  words['project_admin'] = String(at(admin.body, 'token.project.id'));
  words['admin_name'] = target.admin.username;
  for (const role of roles) words[`role_${role.name}`] = role.id;
  const close = async (): Promise<void> => {
    await removeDefaultGroups(
      client,
      networkUrl,
      token,
      ['a', 'b', 'c'].map((each) => words[`project_${each}`]!),
    );
    for (const path of made.reverse()) await must('DELETE', path);
    client.close();
  };
  return { client, identityUrl, networkUrl, services, tokens, words, close };
}

function logIn(client: Client, identityUrl: string, who: Login): Promise<Answer> {
  const domain = { id: 'default' };
  const { username: name, password, project } = who;
  return client.send({
    method: 'POST',
    url: `${identityUrl}/v3/auth/tokens`,
    body: {
      auth: {
        identity: { methods: ['password'], password: { user: { name, password, domain } } },
        scope: { project: { name: project, domain } },
      },
    },
  });
}

function endpointOf(body: unknown, type: string): string {
  const catalogue = at(body, 'token.catalog') as readonly {
    type: string;
    endpoints: readonly { interface: string; url: string }[];
  }[];
  const found = catalogue
    .find((service) => service.type === type)
    ?.endpoints.find((endpoint) => endpoint.interface === 'public');
  if (!found) throw new Error(`The catalogue has no service of type '${type}'.`);
  return found.url.replace(/\/$/, '');
}

/** The group that every project gets stays when the project goes, and only an administrator can remove it. */
async function removeDefaultGroups(
  client: Client,
  networkUrl: string,
  token: string,
  projects: readonly string[],
): Promise<void> {
  for (const project of projects) {
    const url = `${networkUrl}/v2.0/security-groups`;
    const answer = await client.send({ method: 'GET', url: `${url}?project_id=${project}`, token });
    const groups = at(answer.body, 'security_groups') as readonly { id: string }[];
    for (const { id } of groups) await client.send({ method: 'DELETE', url: `${url}/${id}`, token });
  }
}
