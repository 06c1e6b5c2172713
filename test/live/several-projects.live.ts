import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Body } from './seed/cloud.ts';
import { clearSeveral } from './seed/several/clear.ts';
import { PROJECTS, seedSeveral } from './seed/several/seed.ts';
import { clientsOf } from './seed/whole/clients.ts';
import { administrator, onlyNamed } from './support/administrator.ts';
import { bringUpBed } from './support/bed.ts';
import { startCountingProxy, type CountingProxy } from './support/counting-proxy.ts';
import { buildDrover, drover, said, type Ended } from './support/drover.ts';
import { readWhole, wholeDifferences } from './support/whole-model.ts';

const LABELS = PROJECTS.map(({ label }) => label).join(',');

describe('Several projects in one run', () => {
  let folder: string;
  let toSource: CountingProxy;
  let toDestination: CountingProxy;
  const opened: (() => Promise<void>)[] = [];
  let before_: unknown;

  const succeed = async (...args: readonly string[]): Promise<Ended> => {
    const ended = await drover([...args, '-e', `@${join(folder, 'vars.yml')}`]);
    assert.equal(ended.code, 0, `${args.join(' ')}: ${said(ended)}`);
    return ended;
  };
  const writes = (): readonly unknown[] => [...toSource.writes(), ...toDestination.writes()];

  before('brings up two clouds, one with three projects', async () => {
    await bringUpBed();
    await buildDrover();
    await Promise.all([clearSeveral('source').then(seedSeveral), clearSeveral('destination')]);
    [toSource, toDestination] = await Promise.all([startCountingProxy(), startCountingProxy()]);
    folder = await mkdtemp(join(tmpdir(), 'drover-several-'));
    opened.push(toSource.close, toDestination.close, () => rm(folder, { recursive: true, force: true }));
    const settings = {
      os_migrate_src_auth: await administrator('source', 'admin', toSource),
      os_migrate_dst_auth: await administrator('destination', 'admin', toDestination),
      os_migrate_data_dir: join(folder, 'data'),
      os_migrate_dst_project_role: 'admin',
      ...onlyNamed('several'),
    };
    await writeFile(join(folder, 'vars.yml'), stringify(settings), { mode: 0o600 });
    before_ = await everything();
  });
  after('leaves nothing', async () => {
    await Promise.all(opened.map((close) => close()));
    await Promise.all([clearSeveral('source'), clearSeveral('destination')]);
  });

  it('are planned before any of them is there, without a write', async () => {
    const { stdout } = await succeed('migrate', '--projects', LABELS);
    assert.match(stdout, /\+ port "guest" \(project several-shop\)/);
    assert.deepEqual(writes(), []);
  });

  it('move with one command', async () => {
    await succeed('migrate', '--yes', '--projects', LABELS);
    assert.deepEqual(toSource.writes(), []);
  });

  for (const { name, domain, label } of PROJECTS)
    it(`are the same at both clouds: ${label}`, async () => {
      const [source, destination] = await Promise.all(
        (['source', 'destination'] as const).map(async (side) =>
          readWhole(await clientsOf(side, name, domain)),
        ),
      );
      assert.deepEqual(wholeDifferences(source?.model ?? {}, destination?.model ?? {}), []);
      assert.ok((source?.model['networks'] ?? []).length > 0);
      assert.ok((source?.model['images'] ?? []).length > 0);
    });

  it('leave out what nobody asked for', async () => {
    const admin = await clientsOf('destination', 'admin');
    const { projects } = await admin.call('identity', 'GET', '/projects?name=several-left-out');
    assert.deepEqual(projects, []);
  });

  it('migrate again without a write', async () => {
    toSource.forget();
    toDestination.forget();
    await succeed('migrate', '--yes', '--projects', LABELS);
    assert.deepEqual(writes(), []);
  });

  it('are taken back as one run, and the destination is as it was', async () => {
    const { stdout } = await succeed('runs', '--output', 'json');
    // Boundary: the output of drover.
    const [migration] = JSON.parse(stdout) as readonly { readonly id: string }[];
    await succeed('undo', migration?.id ?? '', '--yes');
    assert.deepEqual(await everything(), before_);
  });
});

const LISTS = [
  ['identity', '/domains', 'domains'],
  ['identity', '/projects', 'projects'],
  ['compute', '/os-server-groups?all_projects=True', 'server_groups'],
  ['image', '/images?limit=200', 'images'],
  ['network', '/networks', 'networks'],
  ['network', '/subnets', 'subnets'],
  ['network', '/ports', 'ports'],
  ['network', '/rbac-policies', 'rbac_policies'],
  ['network', '/security-groups', 'security_groups'],
  ['network', '/security-group-rules', 'security_group_rules'],
] as const;

/** The ids of all that the destination has, and who has which role there. */
async function everything(): Promise<unknown> {
  const admin = await clientsOf('destination', 'admin');
  const ids = await Promise.all(
    LISTS.map(async ([service, path, key]) => {
      const found = (await admin.call(service, 'GET', path))[key] as readonly Body[];
      return [key, found.map(({ id }) => String(id)).sort()] as const;
    }),
  );
  const { role_assignments: roles } = await admin.call('identity', 'GET', '/role_assignments');
  return {
    ...Object.fromEntries(ids),
    roles: (roles as readonly Body[]).map((one) => JSON.stringify(one)).sort(),
  };
}
