import assert from 'node:assert/strict';
import type { ExportRecord } from '../../../modules/openstack/files/record.ts';
import { openTestSession, type TestSession } from '../../clouds/openstack/session-for-tests.ts';
import { runModule, testRun, type Outcome } from './support/run-module.ts';
import { moduleNamed, startTwoClouds, type TwoClouds } from './support/two-clouds.ts';

/*
 * Domains, roles, projects, users, groups and their rights, moved by administrators from one cloud to another one: all
 * records of a file side by side, projects of any depth in any order.
 */

const KINDS = [
  'domain',
  'role',
  'project',
  'user',
  'group',
  'user_project_role_assignment',
  'role_assignment',
] as const;

const FILTER = [{ regex: '^x-' }];
const PASSWORD = 'Of-Alice-12345';
const PARALLEL = 20;

describe('people and projects moved between two clouds', () => {
  let clouds: TwoClouds;

  before(async () => {
    clouds = await startTwoClouds();
    const admin = await openTestSession(clouds.source, 'admin', 'admin');
    await seed(admin);
    admin.close();
    await exportAll(clouds);
  });
  after(() => clouds.close());

  it('are planned in check mode, the ones on top of the others, and nothing is written', async () => {
    const { outcomes, failures } = await importAll(clouds, { checkMode: true });
    assert.deepEqual(failures, []);
    assert.deepEqual(actionsOf(outcomes), ['create']);
    assert.equal(clouds.destination.calls.writes, 0);
  });

  it('are at the destination what they are at the source, in one run', async () => {
    const { outcomes, failures, journal } = await importAll(clouds);
    assert.deepEqual(failures, []);
    assert.deepEqual(actionsOf(outcomes), ['create']);
    assert.deepEqual(await whatIsAt(clouds.destination), await whatIsAt(clouds.source));
    const told = outcomes.map(({ plan, result }) => [plan?.changes, plan?.reason, plan?.warnings, result]);
    assert.ok(!JSON.stringify([told, journal]).includes(PASSWORD), 'the password is told');
  });

  it('are left alone by a second run', async () => {
    const before = clouds.destination.calls.writes;
    const { outcomes, failures } = await importAll(clouds);
    assert.deepEqual(failures, []);
    assert.deepEqual(actionsOf(outcomes), ['unchanged']);
    assert.equal(clouds.destination.calls.writes, before);
  });

  it('are written down again as they were', async () => {
    const outcomes = await exportAll(clouds);
    assert.deepEqual(
      outcomes.map(({ plan }) => plan?.action),
      KINDS.map(() => 'unchanged'),
    );
  });

  it('are no business of a tenant, who is told so', async () => {
    const { failures } = await importAll(clouds, { user: 'dst' });
    assert.equal(new Set(failures).size, KINDS.length);
    for (const failure of failures) assert.match(failure, /^Only an administrator imports /);
  });
});

/** A tree, a chain whose ids are in no order, disabled branches, equal names in two domains, and rights of all sorts. */
async function seed({ send }: TestSession): Promise<void> {
  const make = async (one: string, values: object): Promise<string> => {
    const { status, body } = await send('POST', `keystone:/v3/${one}s`, { [one]: values });
    assert.equal(status, 201, JSON.stringify(body));
    return (body as Readonly<Record<string, { readonly id: string }>>)[one]?.id ?? '';
  };
  const put = async (path: string): Promise<void> => {
    const { status } = await send('PUT', `keystone:/v3/${path}`);
    assert.ok(status < 300, `${path}: ${status}`);
  };
  const disable = async (path: string): Promise<void> => {
    const one = path.split('/')[0]?.slice(0, -1) ?? '';
    const { status } = await send('PATCH', `keystone:/v3/${path}`, { [one]: { enabled: false } });
    assert.equal(status, 200);
  };
  const domain_id = await make('domain', { name: 'x-partners', description: 'P', tags: ['t'] });
  const closed = await make('domain', { name: 'x-closed' });
  let parent_id = domain_id;
  for (let depth = 0; depth < 2 * PARALLEL; depth += 1)
    parent_id = await make('project', { name: `x-deep-${depth}`, domain_id, parent_id });
  const web = await make('project', { name: 'x-web', domain_id, tags: ['a', 'b'] });
  await make('project', { name: 'x-web', domain_id: 'default', options: { immutable: true } });
  await make('project', { name: 'x-inside', domain_id: closed });
  const off = await make('project', { name: 'x-off', domain_id });
  const below = await Promise.all(
    ['x-off-1', 'x-off-2', 'x-off-3'].map((name) => make('project', { name, domain_id, parent_id: off })),
  );
  for (const id of [...below, off]) await disable(`projects/${id}`);
  const base = await make('role', { name: 'x-base' });
  const role = await make('role', { name: 'x-role', description: 'R' });
  const own = await make('role', { name: 'x-role', domain_id });
  await put(`roles/${role}/implies/${base}`);
  await put(`roles/${own}/implies/${role}`);
  const alice = await make('user', {
    name: 'x-alice',
    domain_id,
    email: 'a@b.c',
    description: 'A',
    default_project_id: web,
    options: { lock_password: true },
    password: 'of the source',
  });
  const namesake = await make('user', { name: 'x-alice', domain_id: 'default' });
  await make('user', { name: 'x-bob', domain_id: closed, enabled: false });
  const ops = await make('group', { name: 'x-ops', domain_id, description: 'G' });
  for (const user of [alice, namesake]) await put(`groups/${ops}/users/${user}`);
  await put(`projects/${web}/users/${alice}/roles/${own}`);
  await put(`projects/${web}/users/${alice}/roles/${role}`);
  await put(`projects/${web}/users/${namesake}/roles/${base}`);
  for (const actor of [`users/${alice}`, `groups/${ops}`]) {
    await put(`domains/${domain_id}/${actor}/roles/${base}`);
    await put(`system/${actor}/roles/${role}`);
    await put(`OS-INHERIT/domains/${domain_id}/${actor}/roles/${role}/inherited_to_projects`);
    await put(`OS-INHERIT/projects/${web}/${actor}/roles/${role}/inherited_to_projects`);
  }
  await put(`projects/${web}/groups/${ops}/roles/${role}`);
  await disable(`domains/${closed}`);
}

async function exportAll({ source, path }: TwoClouds): Promise<readonly Outcome[]> {
  const run = testRun();
  try {
    const outcomes: Outcome[] = [];
    for (const kind of KINDS) {
      const module = await moduleNamed(`export_${kind}`);
      const args = { path: path(`${kind}s.yml`), auth: source.auth('admin', 'admin'), filter: FILTER };
      outcomes.push(await runModule(module, args, run));
    }
    assert.deepEqual(run.warnings, []);
    return outcomes;
  } finally {
    await run.close();
  }
}

interface Imported {
  readonly outcomes: readonly Outcome[];
  readonly failures: readonly string[];
  readonly journal: readonly unknown[];
}

/** Imports all files as the playbooks do: what `read_resources` gives, so many records side by side. */
async function importAll(
  { destination, path }: TwoClouds,
  { checkMode = false, user = 'admin' }: { readonly checkMode?: boolean; readonly user?: string } = {},
): Promise<Imported> {
  const run = testRun({ checkMode });
  const outcomes: Outcome[] = [];
  const failures: string[] = [];
  try {
    for (const kind of KINDS) {
      const read = await runModule(await moduleNamed('read_resources'), { path: path(`${kind}s.yml`) }, run);
      // Boundary: read_resources gives records.
      const queue = [...(read.result['resources'] as readonly ExportRecord[])];
      assert.ok(queue.length > 0, kind);
      const module = await moduleNamed(`import_${kind}`);
      const work = async (): Promise<void> => {
        for (let data = queue.shift(); data !== undefined; data = queue.shift()) {
          const password = data.params['email'] === 'a@b.c' ? { password: PASSWORD } : {};
          const args = { data, auth: destination.auth(user, user), ...password };
          try {
            outcomes.push(await runModule(module, args, run));
          } catch (error) {
            failures.push(error instanceof Error ? error.message : String(error));
          }
        }
      };
      await Promise.all(Array.from({ length: PARALLEL }, work));
    }
    return { outcomes, failures, journal: run.journal };
  } finally {
    await run.close();
  }
}

function actionsOf(outcomes: readonly Outcome[]): readonly unknown[] {
  return [...new Set(outcomes.map(({ plan }) => plan?.action))];
}

/** All that the seed has made, with names in place of ids. */
async function whatIsAt(cloud: TwoClouds['source']): Promise<unknown> {
  const { send, close } = await openTestSession(cloud, 'admin', 'admin');
  const list = async (path: string, key: string): Promise<Record<string, unknown>[]> =>
    ((await send('GET', `keystone:/v3/${path}`)).body as Record<string, Record<string, unknown>[]>)[key] ??
    [];
  const found: Record<string, unknown[]> = {};
  const names = new Map<string, string>();
  const take = (key: string, all: readonly Record<string, unknown>[]): void => {
    for (const { links: _links, ...body } of all) {
      const name = String(body['name']);
      const domain = body['domain_id'];
      names.set(String(body['id']), `${key} ${name} of ${typeof domain === 'string' ? domain : 'all'}`);
      if (name.startsWith('x-')) (found[key] ??= []).push(body);
    }
  };
  for (const key of ['domains', 'projects', 'users', 'groups', 'roles']) take(key, await list(key, key));
  for (const { id } of found['domains'] as readonly { readonly id: string }[])
    take('roles', await list(`roles?domain_id=${id}`, 'roles'));
  for (const [id, name] of names) names.set(id, named(name, names));
  for (const group of found['groups'] as Record<string, unknown>[])
    group['members'] = (await list(`groups/${String(group['id'])}/users`, 'users'))
      .map(({ id }) => names.get(String(id)))
      .sort();
  found['inferences'] = await list('role_inferences', 'role_inferences');
  const rights = await list('role_assignments', 'role_assignments');
  found['rights'] = rights.filter((right) => /x-/.test(named(JSON.stringify(right), names)));
  close();
  return Object.fromEntries(
    Object.entries(found).map(([key, all]) => [
      key,
      all.map((one) => withoutIds(named(ordered(one), names), cloud.url)).sort(),
    ]),
  );
}

function ordered(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === 'object' && item !== null && !Array.isArray(item)
      ? Object.fromEntries(Object.entries(item).sort(([one], [other]) => (one < other ? -1 : 1)))
      : item,
  );
}

function named(text: string, names: ReadonlyMap<string, string>): string {
  const once = (given: string): string => given.replaceAll(/[0-9a-f]{32}/g, (id) => names.get(id) ?? id);
  return once(once(text));
}

function withoutIds(text: string, url: string): string {
  return text.replaceAll(url.replace(/\/v3$/, ''), '');
}
