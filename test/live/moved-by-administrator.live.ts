import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import type { Cloud } from './seed/cloud.ts';
import { drover, recapOf, said, type Ended } from './support/drover.ts';
import { editRecord, named } from './support/edit-record.ts';
import { asTenantMay, withoutGatewayAddresses, withRulesOf } from './support/expectations.ts';
import { lowerMtu } from './support/hand-edits.ts';
import { leaveNothing, useLiveTenants } from './support/live-tenants.ts';
import { differences, readTenant, type TenantModel } from './support/tenant-model.ts';
import type { Workspace } from './support/workspace.ts';

leaveNothing();

describe('What an administrator exported', () => {
  const tenants = useLiveTenants();
  let workspace: Workspace;
  let byTenant: Workspace;
  let earlier: TenantModel;

  const succeed = async (args: readonly string[]): Promise<Ended> => {
    const ended = await drover(args);
    assert.equal(ended.code, 0, said(ended));
    return ended;
  };

  before('exports as administrator', async () => {
    workspace = await tenants.workspace({ source: 'administrator', destination: 'administrator' });
    byTenant = await tenants.workspace({ source: 'administrator' });
    earlier = await readTenant(await tenants.destination());
    await succeed(workspace.arguments('run', 'export'));
    await succeed(byTenant.arguments('run', 'export'));
    await lowerMtu(byTenant);
  });

  it('has the fields that only administrators may read, and only this project', async () => {
    const records = await workspace.records('networks');
    const vlan = records.find(({ params }) => named('vlan-105')(params));
    assert.equal(vlan?.params['provider_network_type'], 'vlan');
    assert.equal(vlan.params['provider_segmentation_id'], 105);
    const source = await readTenant(await tenants.source());
    assert.deepEqual(records.map(({ params }) => params['name']).sort(), [...source.networks.keys()].sort());
  });

  it('is imported by a tenant, without what a tenant may not set, and says so', async () => {
    const ended = await succeed(byTenant.arguments('run', 'import'));
    assert.match(said(ended), /provider_\w+.* left out: only an administrator/);
    assert.match(said(ended), /enable_snat.* left out: only an administrator/);
    const [source, moved] = await Promise.all([
      tenants.source().then(readTenant),
      tenants.destination().then(readTenant),
    ]);
    const expected = withRulesOf(asTenantMay(source), earlier);
    assert.deepEqual(differences(withoutGatewayAddresses(expected), withoutGatewayAddresses(moved)), []);
  });

  it('and again without a write', async () => {
    tenants.toDestination().forget();
    const ended = await succeed(byTenant.arguments('run', 'import'));
    assert.deepEqual(tenants.toDestination().writes(), []);
    assert.equal(recapOf(ended)['changed'], 0);
  });

  it('shows as drift what only a new network could have', async () => {
    tenants.toDestination().forget();
    const planned = await succeed(workspace.arguments('plan', 'import', ['networks']));
    assert.match(planned.stdout, /drift .*provider_segmentation_id/);
    assert.deepEqual(tenants.toDestination().writes(), []);
  });

  it('is completed by an administrator: by updates, and with all fields where a resource is new', async () => {
    const cloud = await tenants.destination();
    for (const name of NEW_ROUTERS) await removeRouter(cloud, name);
    await removeNamed(cloud, 'networks', NEW_NETWORK);
    await askForGateway('fixed-gateway', '172.24.4.77', '172.24.5.77');
    await succeed(workspace.arguments('run', 'import'));

    const [source, moved] = await Promise.all([
      tenants.source('administrator').then(readTenant),
      tenants.destination('administrator').then(readTenant),
    ]);
    assert.deepEqual(moved.routers.get('fixed-gateway')?.['gateway_addresses'], ['172.24.5.77']);
    const found = differences(
      withoutGatewayAddresses(withRulesOf(source, earlier)),
      withoutGatewayAddresses(moved),
    );
    // Which tunnel carries a network is settled when it is made, and the tenant had made these already.
    const others = found.filter((text) => !/^networks .*: provider:segmentation_id /.test(text));
    assert.deepEqual(others, []);
    assert.ok(!found.some((text) => text.startsWith(`networks ${NEW_NETWORK}:`)), found.join('\n'));
  });

  it('and again without a write, drift or not', async () => {
    tenants.toDestination().forget();
    const ended = await succeed(workspace.arguments('run', 'import'));
    assert.deepEqual(tenants.toDestination().writes(), []);
    assert.equal(recapOf(ended)['changed'], 0);
  });

  const askForGateway = async (router: string, from: string, to: string): Promise<void> => {
    const path = workspace.file('routers');
    const text = await readFile(path, 'utf8');
    const change = (lines: string): string =>
      lines.replace(new RegExp(`(params:[^]*)${from.replaceAll('.', '\\.')}`), `$1${to}`);
    await writeFile(path, editRecord(text, named(router), change));
  };
});

/** What is made anew by the administrator. */
const NEW_NETWORK = 'vlan-105';
const NEW_ROUTERS = ['both', 'fixed-gateway'] as const;

async function removeRouter(cloud: Cloud, name: string): Promise<void> {
  const [router] = await cloud.own('routers', `name=${name}`);
  assert.ok(router);
  for (const port of await cloud.own('ports', `device_id=${router.id}`))
    await cloud.write('PUT', `routers/${router.id}/remove_router_interface`, { port_id: port.id });
  await cloud.write('DELETE', `routers/${router.id}`);
}

async function removeNamed(cloud: Cloud, collection: string, name: string): Promise<void> {
  const [found] = await cloud.own(collection, `name=${name}`);
  assert.ok(found);
  await cloud.write('DELETE', `${collection}/${found.id}`);
}
