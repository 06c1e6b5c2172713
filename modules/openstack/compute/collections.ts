import type { Body } from '../api/session.types.ts';
import { idWithin } from '../files/record.ts';
import { users } from '../identity/collections.ts';
import type { Collection } from '../kind/collection.ts';
import { readList, type IndexOfCloud } from '../kind/index-of-cloud.ts';
import { isBody, textOf } from '../kind/wire.ts';

/* What belongs to Nova. */

export const flavors: Collection = {
  name: 'flavor',
  title: 'flavor',
  service: 'compute',
  path: '/flavors',
  listPath: '/flavors/detail',
  many: 'flavors',
  one: 'flavor',
  // Administrators see private flavors only when they ask for public and private ones; others may ask, too.
  query: { is_public: 'None' },
  // 2.55: descriptions; 2.61: extra specs in lists. From 2.86 on Nova refuses extra specs that it does not know.
  microversion: '2.61',
  owned: false,
  importedBy: 'import_flavors',
  item: (body) => ({ ...body, is_public: body['os-flavor-access:is_public'] ?? true }),
};

/** A keypair belongs to a user, and its name is its id. */
export const keypairs: Collection = {
  name: 'keypair',
  title: 'keypair',
  service: 'compute',
  path: '/os-keypairs',
  many: 'keypairs',
  one: 'keypair',
  wrapsEntries: true,
  // 2.2: types; 2.10: those of other users; 2.35: lists by pages.
  microversion: '2.35',
  owned: false,
  importedBy: 'import_keypairs',
  per: {
    collection: users,
    key: 'user_id',
    own: ({ userId }) => userId,
    read: readKeypairs,
  },
  item: (body) => ({ ...body, id: idWithin(textOf(body, 'user_id') ?? '', textOf(body, 'name') ?? '') }),
};

/** The same, as an administrator moves those of all users. */
export const userKeypairs: Collection = {
  ...keypairs,
  name: 'user_keypair',
  title: 'keypair',
  importedBy: 'import_users_keypairs',
};

async function readKeypairs(index: IndexOfCloud, user: string): Promise<readonly Body[]> {
  const { userId } = await index.identity();
  const query = user === userId ? {} : { query: { user_id: user } };
  const found = await readList(index.session, { ...keypairs, ...query });
  return found.map((body) => ({ ...body, user_id: user }));
}

export const serverGroups: Collection = {
  name: 'server_group',
  title: 'server group',
  service: 'compute',
  path: '/os-server-groups',
  many: 'server_groups',
  one: 'server_group',
  query: { all_projects: 'True' },
  // 2.13: whose it is; 2.15: soft policies; 2.64: one policy with rules in place of a list.
  microversion: '2.64',
  owned: true,
  importedBy: 'import_server_groups',
  read: readServerGroups,
  item: (body) => {
    const { policies, ...rest } = body;
    return Array.isArray(policies) && body['policy'] === undefined ? { ...rest, policy: policies[0] } : body;
  },
};

/** Before 2.13 Nova does not say whose a group is: it lists those of the project of the credentials. */
async function readServerGroups(index: IndexOfCloud): Promise<readonly Body[]> {
  const { query: _all, ...ofOne } = serverGroups;
  const { isAdmin, projectId } = await index.identity();
  const found = await readList(index.session, isAdmin ? serverGroups : ofOne);
  return found.map((body) => ({ project_id: projectId, ...body }));
}

export const servers: Collection = {
  name: 'server',
  title: 'server',
  service: 'compute',
  path: '/servers',
  listPath: '/servers/detail',
  many: 'servers',
  one: 'server',
  // 2.3: what administrators see, and whether volumes go with it; 2.19: descriptions; 2.26: tags; 2.47: the flavor as
  // it was then; 2.90: host names for all; 2.100: the hints for the scheduler.
  microversion: '2.100',
  owned: true,
  importedBy: 'import_workloads',
  read: async (index) => {
    // Nova refuses others who ask for the servers of all projects.
    const { isAdmin } = await index.identity();
    return readList(index.session, { ...servers, ...(isAdmin ? { query: { all_tenants: 'True' } } : {}) });
  },
  item: serverItem,
};

/** Keys that the API calls otherwise when it shows a server than when it makes one. */
const SHOWN_AS: Readonly<Record<string, string>> = {
  'OS-DCF:diskConfig': 'disk_config',
  'OS-EXT-AZ:availability_zone': 'availability_zone',
  'OS-EXT-SRV-ATTR:user_data': 'user_data',
  'OS-EXT-SRV-ATTR:hostname': 'hostname',
};

function serverItem(body: Body): Body {
  const renamed: Body = Object.fromEntries(
    Object.entries(SHOWN_AS)
      .filter(([shown]) => body[shown] !== undefined)
      .map(([shown, name]) => [name, body[shown]]),
  );
  const image = body['image'];
  return {
    ...body,
    ...renamed,
    project_id: body['project_id'] ?? body['tenant_id'],
    // One that boots from a volume has an empty text for its image.
    ...('image' in body ? { image_id: isBody(image) ? (image['id'] ?? null) : null } : {}),
  };
}
