import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { clearTenant } from './seed/clear-tenant.ts';
import type { Body } from './seed/cloud.ts';
import { seedTenant } from './seed/seed-tenant.ts';
import { drover, recapOf, said } from './support/drover.ts';
import { editRecord, named } from './support/edit-record.ts';
import { asTenantMay, withoutGatewayAddresses, withRulesOf } from './support/expectations.ts';
import { COMMENTS, editByHand, withEdits } from './support/hand-edits.ts';
import { useLiveTenants } from './support/live-tenants.ts';
import { openstack } from './support/openstack-client.ts';
import { differences, readTenant, type TenantModel } from './support/tenant-model.ts';
import { KINDS, type KindName, type Workspace } from './support/workspace.ts';
import { bringUpBed } from './support/bed.ts';
import { writeFile } from 'node:fs/promises';

describe('The main job: a tenant is moved between two real clouds', () => {
  before('begins from nothing', async () => {
    await bringUpBed();
    await clearTenant('source');
  });
  const tenants = useLiveTenants();
  let workspace: Workspace;
  let source: TenantModel;
  let before_: TenantModel;

  before(async () => {
    workspace = await tenants.workspace();
    [source, before_] = await Promise.all([
      readTenant(await tenants.source()),
      readTenant(await tenants.destination()),
    ]);
  });
  after('empties the source', () => clearTenant('source'));

  const sizes = (model: TenantModel): Readonly<Record<string, number>> =>
    Object.fromEntries(KINDS.map((kind) => [kind, model[kind].size]));
});
