import type { Body } from '../../../../modules/openstack/api/session.types.ts';
import type { Shelf } from './canned-services.ts';

/* Glance in a few lines: bare bodies, JSON patches and members. No case has data. */

const BORN: Body = {
  status: 'queued',
  visibility: 'shared',
  protected: false,
  os_hidden: false,
  min_disk: 0,
  min_ram: 0,
  tags: [],
  container_format: null,
  disk_format: null,
  os_hash_algo: null,
  os_hash_value: null,
  checksum: null,
  size: null,
};

const OWNER = 'p-dst';

/** Hidden images are listed to those who ask for them. Members are not listed. */
export function imageList(
  shelf: Shelf,
  path: string,
  query: Readonly<Record<string, unknown>>,
): readonly Body[] | undefined {
  if (path !== '/images') return undefined;
  const isHidden = query['os_hidden'] === 'true';
  return shelf
    .all('/images')
    .filter((body) => (body['os_hidden'] === true) === isHidden)
    .map(({ members: _members, project_id: _project, ...body }) => ({ owner: OWNER, ...body }));
}

/** The members of an image. */
export function imageRead(shelf: Shelf, path: string): Body | undefined {
  const [, id] = /^\/images\/([^/]+)\/members$/.exec(path) ?? [];
  if (id === undefined) return undefined;
  return { members: imageOf(shelf, id)['members'] ?? [] };
}

export function imageWrite(shelf: Shelf, method: string, path: string, given: unknown): Body | undefined {
  const [, id, member] = /^\/images(?:\/([^/]+)(?:\/members(?:\/([^/]+))?)?)?$/.exec(path) ?? [];
  if (!path.startsWith('/images')) return undefined;
  if (path.includes('/members')) return writeMember(shelf, method, id ?? '', member, given as Body);
  if (method === 'POST') {
    const { project_id: _project, ...made } = shelf.create('/images', { ...BORN, ...(given as Body) });
    return { ...made, owner: OWNER };
  }
  if (method === 'DELETE') {
    shelf.remove('/images', id ?? '');
    return {};
  }
  return patched(shelf, id ?? '', given as readonly Body[]);
}

function imageOf(shelf: Shelf, id: string): Body {
  return shelf.all('/images').find((one) => one['id'] === id) ?? {};
}

function patched(shelf: Shelf, id: string, operations: readonly Body[]): Body {
  const body: Record<string, unknown> = { ...imageOf(shelf, id) };
  for (const { op, path, value } of operations) {
    const key = String(path).slice(1).replaceAll('~1', '/').replaceAll('~0', '~');
    const isThere = Object.hasOwn(body, key);
    if ((op === 'add') === isThere && !(key in BORN))
      throw new Error(`${String(op)} of ${key} is a conflict`);
    if (op === 'remove') body[key] = undefined;
    else body[key] = value;
  }
  const kept = Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined));
  shelf.remove('/images', id);
  const { project_id: _project, members: _members, ...shown } = shelf.change('/images', id, kept);
  return { owner: OWNER, ...shown };
}

function writeMember(
  shelf: Shelf,
  method: string,
  id: string,
  member: string | undefined,
  given: Body,
): Body {
  const all = (imageOf(shelf, id)['members'] ?? []) as readonly Body[];
  const others = all.filter((one) => one['member_id'] !== member);
  const put = (one: Body): Body => {
    shelf.change('/images', id, { members: [...others, one] });
    return one;
  };
  if (method === 'POST') return put({ image_id: id, member_id: given['member'], status: 'pending' });
  if (method === 'PUT') return put({ image_id: id, member_id: member, status: given['status'] });
  shelf.change('/images', id, { members: others });
  return {};
}
