import assert from 'node:assert/strict';
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
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
      const ours = await back.records(kind);
      for (const theirs of await workspace.records(kind)) {
        const own = ours.find((record) => isSameResource(theirs, record));
        assert.ok(own, `${kind}: nothing like ${JSON.stringify(theirs.params)} was exported.`);
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

/** Whether both are about one resource: by its name, or by all that OS-Migrate says of a thing without a name. */
function isSameResource({ params: theirs }: FileRecord, { params: own }: FileRecord): boolean {
  if (typeof theirs['name'] === 'string') return theirs['name'] === own['name'];
  const keys = Object.keys(theirs).filter((key) => key !== 'description');
  return keys.every((key) => isDeepStrictEqual(theirs[key], own[key]));
}
