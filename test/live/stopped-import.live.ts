import assert from 'node:assert/strict';
import { drover, recapOf, said } from './support/drover.ts';
import { asTenantMay, withoutGatewayAddresses, withRulesOf } from './support/expectations.ts';
import { lowerMtu } from './support/hand-edits.ts';
import { leaveNothing, useLiveTenants } from './support/live-tenants.ts';
import { differences, readTenant } from './support/tenant-model.ts';

/** The writes after which each run is killed: among networks, subnets, routers' interfaces, groups and rules. */
const KILLED_AFTER = [17, 40, 60, 30, 25] as const;

leaveNothing();

describe('An import that is killed while it writes', () => {
  const tenants = useLiveTenants();

  it('is completed by another run, and a third has nothing to do', async () => {
    const [workspace, source, before] = await Promise.all([
      tenants.workspace(),
      tenants.source().then(readTenant),
      tenants.destination().then(readTenant),
    ]);
    const exported = await drover(workspace.arguments('run', 'export'));
    assert.equal(exported.code, 0, said(exported));
    await lowerMtu(workspace);

    const imports = workspace.arguments('run', 'import');
    for (const writes of KILLED_AFTER) {
      // The cloud has done what was asked, but the answer never arrives: the worst moment to be killed.
      const ended = await drover(imports, {
        whenStarted: (child) => tenants.toDestination().onWrite(writes, () => child.kill('SIGKILL')),
      });
      assert.equal(ended.signal, 'SIGKILL', `Not killed: ${said(ended)}`);
      await tenants.toDestination().settled();
    }

    const completed = await drover(imports);
    assert.equal(completed.code, 0, said(completed));
    tenants.toDestination().forget();
    const again = await drover(imports);
    assert.equal(again.code, 0, said(again));
    assert.equal(recapOf(again)['changed'], 0);
    assert.deepEqual(tenants.toDestination().writes(), []);

    const moved = await readTenant(await tenants.destination());
    const expected = withRulesOf(asTenantMay(source), before);
    assert.deepEqual(differences(withoutGatewayAddresses(expected), withoutGatewayAddresses(moved)), []);
  });
});
