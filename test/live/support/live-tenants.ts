import { after, before } from 'mocha';
import { clearTenant } from '../seed/clear-tenant.ts';
import { connectAs, readLogin, type Cloud, type Login } from '../seed/cloud.ts';
import { seedTenant } from '../seed/seed-tenant.ts';
import { seedSurroundings } from '../seed/surroundings.ts';
import { bringUpBed } from './bed.ts';
import { startCountingProxy, type CountingProxy } from './counting-proxy.ts';
import { buildDrover } from './drover.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** Which account moves the tenant: its own at each cloud, or the administrator's in the tenant's project. */
export type Account = 'tenant' | 'administrator';

export interface WorkspaceWish {
  readonly source?: Account;
  readonly destination?: Account;
  /** Exports from the destination and imports into the source. */
  readonly reversed?: boolean;
}

/** Two clouds with a tenant to be moved, and a proxy before each. */
export interface LiveTenants {
  /** The clouds as an account sees them, through their own API and past the proxies. */
  readonly source: (account?: Account) => Promise<Cloud>;
  readonly destination: (account?: Account) => Promise<Cloud>;
  readonly toSource: () => CountingProxy;
  readonly toDestination: () => CountingProxy;
  /** Variables and a data directory of their own, with logins that lead through the proxies. Removed at the end. */
  readonly workspace: (wanted?: WorkspaceWish) => Promise<Workspace>;
}

const ENTRIES = { source: 'source', destination: 'destination' } as const;
type Side = keyof typeof ENTRIES;

/** Registers a hook of the whole run: the tenant that the files of the suite share is removed when the last is done. */
export function leaveNothing(): void {
  after('empties the source', async () => {
    await clearTenant(ENTRIES.source);
  });
}

/**
 * Registers hooks: the bed is up and drover built, the source has the seed's tenant, the destination's is empty but has
 * what the tenant refers to; at the end the destination is emptied again. `fromNothing`: the source is emptied before
 * it gets its tenant.
 */
export function useLiveTenants(options: { readonly fromNothing?: boolean } = {}): LiveTenants {
  const proxies = new Map<Side, CountingProxy>();
  const opened: Workspace[] = [];

  before('brings up two clouds with a tenant to move', async () => {
    await bringUpBed();
    await buildDrover();
    if (options.fromNothing) await clearTenant(ENTRIES.source);
    await Promise.all([
      seedTenant(ENTRIES.source),
      clearTenant(ENTRIES.destination).then(() => seedSurroundings(ENTRIES.destination)),
    ]);
    for (const side of ['source', 'destination'] as const) proxies.set(side, await startCountingProxy());
  });
  after('empties the destination', async () => {
    await Promise.all([...proxies.values()].map((proxy) => proxy.close()));
    await Promise.all(opened.map((workspace) => workspace.remove()));
    await clearTenant(ENTRIES.destination);
  });

  const proxyTo = (side: Side): CountingProxy => {
    const proxy = proxies.get(side);
    if (proxy === undefined) throw new Error('The hooks have not run.');
    return proxy;
  };
  const connectTo = async (side: Side, account: Account = 'tenant'): Promise<Cloud> =>
    connectAs(ENTRIES[side], await loginOf(side, account));

  return {
    source: (account) => connectTo('source', account),
    destination: (account) => connectTo('destination', account),
    toSource: () => proxyTo('source'),
    toDestination: () => proxyTo('destination'),
    workspace: async ({ source = 'tenant', destination = 'tenant', reversed = false } = {}) => {
      const logins = await Promise.all([
        loginThrough('source', source, proxyTo('source')),
        loginThrough('destination', destination, proxyTo('destination')),
      ]);
      const [from, to] = reversed ? [logins[1], logins[0]] : logins;
      const workspace = await openWorkspace(from, to);
      opened.push(workspace);
      return workspace;
    },
  };
}

async function loginThrough(side: Side, account: Account, proxy: CountingProxy): Promise<Login> {
  const login = await loginOf(side, account);
  return { ...login, auth_url: proxy.through(login.auth_url) };
}

async function loginOf(side: Side, account: Account): Promise<Login> {
  const own = await readLogin(ENTRIES[side]);
  if (account === 'tenant') return own;
  const administrator = await readLogin(`${ENTRIES[side]}-admin`);
  return { ...administrator, project_name: own.project_name };
}
