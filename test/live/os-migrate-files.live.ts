import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { drover, recapOf, said, type Ended } from './support/drover.ts';
import { useLiveTenants } from './support/live-tenants.ts';
import { makePrerequisites } from './support/prerequisites.ts';
import { KINDS, type FileRecord, type Workspace } from './support/workspace.ts';

describe('Files that OS-Migrate exported', () => {
  const tenants = useLiveTenants();
  let workspace: Workspace;

  const succeed = async (args: readonly string[]): Promise<Ended> => {
    const ended = await drover(args);
    assert.equal(ended.code, 0, said(ended));
    return ended;
  };

  before(async () => {
    workspace = await tenants.workspace();
    await cp(join(import.meta.dirname, 'os-migrate-exports'), workspace.data, { recursive: true });
    await makePrerequisites(await tenants.destination(), workspace.records);
  });

  it('are imported unchanged', async () => {
    await succeed(workspace.arguments('run', 'import'));
  });

  it('and again without a write', async () => {
    tenants.toDestination().forget();
    const ended = await succeed(workspace.arguments('run', 'import'));
    assert.deepEqual(tenants.toDestination().writes(), []);
    assert.equal(recapOf(ended)['changed'], 0);
  });

  it('have the params that drover exports for the same resources', async () => {
    const back = await tenants.workspace({ reversed: true });
    await succeed(back.arguments('run', 'export'));
    for (const kind of KINDS) {
      const ours = new Map((await back.records(kind)).map((record) => [identityOf(record), record]));
      for (const theirs of await workspace.records(kind)) {
        const own = ours.get(identityOf(theirs));
        assert.ok(own, `${kind}: nothing like ${identityOf(theirs)} was exported.`);
        assert.equal(own.type, theirs.type);
        const { name } = theirs.params;
        const same = Object.fromEntries(Object.keys(theirs.params).map((key) => [key, own.params[key]]));
        assert.deepEqual(same, theirs.params, `${kind} ${String(name)}`);
        assert.deepEqual(own._migration_params, theirs._migration_params);
        const missing = Object.keys(theirs._info).filter((key) => !(key in own._info));
        assert.deepEqual(missing, [], `${kind} ${String(name)}: missing in _info`);
      }
    }
  });
});

/** What a record is about, in either cloud. */
const identityOf = ({ params }: FileRecord): string => {
  const { description: _, ...rest } = params;
  return typeof params['name'] === 'string' ? params['name'] : JSON.stringify(rest);
};
