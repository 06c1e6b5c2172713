import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { clearTenant } from './seed/clear-tenant.ts';
import { seedSurroundings } from './seed/surroundings.ts';
import { drover, recapOf, said, type Ended } from './support/drover.ts';
import { editRecord, named } from './support/edit-record.ts';
import { asTenantMay, withoutGatewayAddresses, withRulesOf } from './support/expectations.ts';
import { lowerMtu } from './support/hand-edits.ts';
import { useLiveTenants } from './support/live-tenants.ts';
import { differences, readTenant, type TenantModel } from './support/tenant-model.ts';
import type { Workspace } from './support/workspace.ts';

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

  it('is imported by an administrator with all its fields, and with the gateway address that the file asks for', async () => {
    await clearTenant('destination');
    await seedSurroundings('destination');
    await askForGateway('fixed-gateway', '172.24.4.77', '172.24.5.77');
    await succeed(workspace.arguments('run', 'import'));
    const [source, moved] = await Promise.all([
      tenants.source('administrator').then(readTenant),
      tenants.destination('administrator').then(readTenant),
    ]);
    const expected = withRulesOf(source, earlier);
    assert.deepEqual(moved.routers.get('fixed-gateway')?.['gateway_addresses'], ['172.24.5.77']);
    assert.deepEqual(differences(withoutGatewayAddresses(expected), withoutGatewayAddresses(moved)), []);
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
