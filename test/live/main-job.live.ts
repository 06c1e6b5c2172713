import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { Cloud, Body } from './seed/cloud.ts';
import { seedTenant } from './seed/seed-tenant.ts';
import { drover, recapOf, said, type Ended } from './support/drover.ts';
import { editRecord, named } from './support/edit-record.ts';
import { asTenantMay, withoutGatewayAddresses, withRulesOf } from './support/expectations.ts';
import { COMMENTS, editByHand, lowerMtu, withEdits } from './support/hand-edits.ts';
import { leaveNothing, useLiveTenants } from './support/live-tenants.ts';
import { openstack } from './support/openstack-client.ts';
import { differences, readTenant, type TenantModel } from './support/tenant-model.ts';
import { KINDS, type KindName, type Workspace } from './support/workspace.ts';

leaveNothing();

describe('The main job: a tenant is moved between two real clouds', () => {
  const tenants = useLiveTenants({ fromNothing: true });
  let workspace: Workspace;
  let source: TenantModel;
  let destinationBefore: TenantModel;

  before('looks at both clouds', async () => {
    workspace = await tenants.workspace();
    source = await readTenant(await tenants.source());
    destinationBefore = await readTenant(await tenants.destination());
  });

  /** Runs playbooks one by one, as a user does, and expects each to end well. */
  const runAll = async (
    verb: 'export' | 'import',
    kinds: readonly KindName[] = KINDS,
  ): Promise<readonly Ended[]> => {
    const ended: Ended[] = [];
    for (const kind of kinds) {
      const one = await drover(workspace.arguments('run', verb, [kind]));
      assert.equal(one.code, 0, `${verb}_${kind}: ${said(one)}`);
      ended.push(one);
    }
    return ended;
  };
  const texts = (): Promise<readonly string[]> =>
    Promise.all(KINDS.map((kind) => readFile(workspace.file(kind), 'utf8')));

  it('has a tenant worth moving', () => {
    assert.ok(source.networks.size >= 30 && source.security_groups.size >= 20 && source.routers.size >= 10);
    assert.equal(destinationBefore.networks.size, 0);
  });

  it('exports all six kinds by few calls, none of which writes', async () => {
    tenants.toSource().forget();
    await runAll('export');
    for (const kind of KINDS) assert.equal((await workspace.records(kind)).length, source[kind].size, kind);
    const { length } = tenants.toSource().calls();
    assert.ok(length > 0 && length <= 12 * KINDS.length, `${length} calls: a call a reference?`);
    assert.deepEqual(tenants.toSource().writes(), []);
  });

  it('writes the same files again', async () => {
    const first = await texts();
    const ended = await runAll('export');
    assert.deepEqual(await texts(), first);
    assert.deepEqual(
      ended.map((one) => recapOf(one)['changed']),
      KINDS.map(() => 0),
    );
  });

  it('plans what edited files ask for, and writes nothing', async () => {
    await editByHand(workspace);
    const edited = await texts();
    tenants.toDestination().forget();
    const planned = await drover(workspace.arguments('plan', 'import'));
    assert.equal(planned.code, 0, said(planned));
    assert.deepEqual(tenants.toDestination().writes(), []);
    assert.ok(tenants.toDestination().calls().length > 0);
    assert.deepEqual(await texts(), edited);
    const { networks, subnets, routers, router_interfaces: interfaces, security_groups: groups } = source;
    const new_ = networks.size - 1 + subnets.size + routers.size + interfaces.size + groups.size - 1;
    const [, toCreate] = /Plan: (\d+) to create/.exec(planned.stdout) ?? [];
    assert.ok(
      Number(toCreate) > new_,
      `${toCreate ?? 'nothing'} to create, at least ${new_} expected: ${said(planned)}`,
    );
    assert.doesNotMatch(planned.stdout, /[1-9]\d* failed/);
  });

  it('goes on after a record that the cloud refuses, names it, and ends with 2', async () => {
    const ended = await drover(workspace.arguments('run', 'import', ['networks']));
    assert.equal(ended.code, 2, said(ended));
    assert.match(said(ended), /vlan-105[^]*MTU is too big, maximum is 1450/);
    assert.equal(recapOf(ended)['failed'], 1, said(ended));
    const { networks } = await readTenant(await tenants.destination());
    assert.equal(networks.size, source.networks.size - 2);
    await lowerMtu(workspace);
  });

  it('imports all six kinds in the order of OS-Migrate, at one create a resource', async () => {
    tenants.toDestination().forget();
    await runAll('import');
    const writes = tenants.toDestination().writes();
    assert.deepEqual(
      writes.filter(({ status }) => status >= 400),
      [],
    );
    const created = (collection: string): number =>
      writes.filter(({ method, path }) => method === 'POST' && path.endsWith(`/v2.0/${collection}`)).length;
    assert.equal(created('networks'), 1);
    assert.equal(created('subnets'), source.subnets.size);
    assert.equal(created('routers'), source.routers.size);
    assert.equal(created('security-groups'), source.security_groups.size - 1);
  });

  it('imports again, has nothing to do and writes nothing', async () => {
    tenants.toDestination().forget();
    const ended = await runAll('import');
    assert.deepEqual(tenants.toDestination().writes(), []);
    assert.ok(tenants.toDestination().calls().length > 0);
    assert.deepEqual(
      ended.map((one) => recapOf(one)['changed']),
      KINDS.map(() => 0),
    );
  });

  it('has made what the source has, field by field, but for the edits', async () => {
    const moved = await readTenant(await tenants.destination());
    const expected = withRulesOf(asTenantMay(withEdits(source)), destinationBefore);
    assert.deepEqual(differences(withoutGatewayAddresses(expected), withoutGatewayAddresses(moved)), []);
  });

  it('shows the same in the real client', async () => {
    const commands = [...LISTS.map(([command]) => command), 'network show app-frontend'];
    const [here, there] = await Promise.all([
      openstack('source', commands),
      openstack('destination', commands),
    ]);
    for (const [index, [command, columns]] of LISTS.entries()) {
      const [expected, shown] = [rowsOf(here[index]!, columns), rowsOf(there[index]!, columns)];
      assert.deepEqual(
        expected.filter((row) => !shown.includes(row)),
        command.startsWith('network') ? ['["bare"]'] : [],
        command,
      );
      const stock = command.startsWith('security group rule') ? 1 : 0;
      const removed = command.startsWith('network') ? 1 : 0;
      assert.equal(shown.length, expected.length - removed + stock, command);
    }
    const [network] = there.at(-1)!;
    assert.equal(network!['mtu'], 1350);
  });

  it('keeps edits and comments when it exports again, and does not bring back what was taken out', async () => {
    const edited = await texts();
    await runAll('export');
    const exported = await texts();
    for (const [index, kind] of KINDS.entries())
      assert.deepEqual(exported[index]?.split('\n'), edited[index]?.split('\n'), `${kind}.yml has changed`);
  });

  it('takes what has changed at the source into an edited file', async () => {
    await changeAtSource(await tenants.source(), 'networks', 'database', {
      description: 'Changed at the source',
    });
    await runAll('export', ['networks']);
    const [networks = ''] = await texts();
    for (const comment of COMMENTS.slice(0, 3)) assert.ok(networks.includes(comment), comment);
    const records = await workspace.records('networks');
    const description = (name: string): unknown =>
      records.find(({ params }) => named(name)(params))?.params['description'];
    assert.equal(description('database'), 'Changed at the source');
    assert.equal(description('app-backend'), 'Edited: by hand');
  });

  it('reports a field that was edited and has changed at the source, and one that has gone', async () => {
    const cloud = await tenants.source();
    await changeAtSource(cloud, 'networks', 'app-frontend', { mtu: 1280 });
    const [gone] = await cloud.own('networks', 'name=multi-line');
    await cloud.write('DELETE', `networks/${gone!.id}`);
    const [ended] = await runAll('export', ['networks']);
    assert.match(said(ended!), /app-frontend.*mtu.*1350.*1280/);
    assert.match(said(ended!), /multi-line/);
    const records = await workspace.records('networks');
    assert.equal(records.find(({ params }) => named('app-frontend')(params))?.params['mtu'], 1350);
    assert.ok(records.some(({ params }) => named('multi-line')(params)));
    await seedTenant('source');
  });

  it('updates what an edit after the import asks for, by one call each, and clears what is null', async () => {
    await runAll('import', ['networks']);
    await edit('networks', 'app-backend', (lines) =>
      lines.replace(/^( *)dns_domain: .*$/m, '$1dns_domain: null'),
    );
    await edit('subnets', 'small-frames-v4', (lines) =>
      lines.replace(/^( *)gateway_ip: .*$/m, '$1gateway_ip: null'),
    );
    tenants.toDestination().forget();
    await runAll('import', ['networks', 'subnets']);
    assert.deepEqual(
      tenants
        .toDestination()
        .writes()
        .map(({ method }) => method),
      ['PUT', 'PUT'],
    );
    const moved = await readTenant(await tenants.destination());
    assert.equal(moved.networks.get('app-backend')?.['dns_domain'], '');
    assert.equal(moved.subnets.get('small-frames-v4')?.['gateway_ip'], null);
  });

  const edit = async (kind: KindName, name: string, change: (lines: string) => string): Promise<void> => {
    const path = workspace.file(kind);
    await writeFile(path, editRecord(await readFile(path, 'utf8'), named(name), change));
  };
});

/** Lists of the real client, with the columns that do not hold ids. */
const LISTS: readonly (readonly [command: string, columns: readonly string[]])[] = [
  ['network list --internal', ['Name']],
  ['subnet list', ['Name', 'Subnet']],
  ['router list', ['Name']],
  ['port list --device-owner network:router_interface', ['Name']],
  ['security group list', ['Name']],
  ['security group rule list', ['IP Protocol', 'Ethertype', 'IP Range', 'Port Range', 'Direction']],
];

const rowsOf = (rows: readonly Body[], columns: readonly string[]): readonly string[] =>
  rows.map((row) => JSON.stringify(columns.map((column) => row[column]))).sort();

async function changeAtSource(cloud: Cloud, collection: string, name: string, fields: Body): Promise<void> {
  const found = (await cloud.own(collection)).find(named(name));
  await cloud.write('PUT', `${collection}/${found!.id}`, { [collection.replace(/s$/, '')]: fields });
}
