import { rbacPolicies, routerPorts } from '../network/collections.ts';
import { EVERYBODY } from '../network/rbac-policy.ts';
import { wireValue } from '../kind/field.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Belonging, Collection } from '../kind/collection.ts';
import type { Kind } from '../kind/kind.ts';
import { idOf, isBody, projectOf, textOf } from '../kind/wire.ts';
import type { Body } from '../api/session.types.ts';

/** A thing that refers to another, in words: `subnet "web" (ID)`. */
export type Dependent = string;

/**
 * What at a cloud refers to a thing, and would be lost or broken if that went: by the references in the tables of the
 * kinds. What a service makes and removes by itself (ports for DHCP, rules of a group) is not counted.
 */
export async function dependentsOf(
  index: IndexOfCloud,
  collection: Collection,
  id: string,
  kinds: readonly Kind[],
): Promise<readonly Dependent[]> {
  const found: Dependent[] = [];
  for (const kind of kinds) {
    const goesAlong = kind.collection.within?.collection === collection;
    const fields = kind.fields.filter(({ codec }) => codec?.refersTo.includes(collection));
    // Every project has quotas: they go with it.
    if (goesAlong || kind.setsLimits === true || fields.length === 0) continue;
    const { per } = kind.collection;
    const listing = await index.load(kind.collection, per?.collection === collection ? { of: [id] } : {});
    for (const body of listing.all()) {
      const refers = idOf(body) !== id && fields.some((field) => holds(wireValue(field, body), id));
      if (refers && !isOfTheService(kind.collection, body)) found.push(named(kind.collection, body));
    }
  }
  return found;
}

/** What a project owns. */
export interface Belongings {
  /** What a run or a person has made there. */
  readonly made: readonly Dependent[];
  /** What the services make for every project: nobody but them would remove it. */
  readonly born: readonly Belonging[];
}

/** What belongs to a project, and would be nobody's if that went. */
export async function belongingsOf(
  index: IndexOfCloud,
  projectId: string,
  kinds: readonly Kind[],
): Promise<Belongings> {
  const made: Dependent[] = [];
  const born: Belonging[] = [];
  for (const { collection, keys } of kinds) {
    const { owned, per, within, bornIn } = collection;
    if (!owned || per !== undefined || within !== undefined) continue;
    const usual = new Set((bornIn?.(projectId) ?? []).flatMap((body) => keys(body)));
    for (const body of (await index.load(collection)).all()) {
      if (projectOf(body) !== projectId || isOfTheService(collection, body)) continue;
      if (keys(body).some((key) => usual.has(key))) born.push({ collection, body });
      else made.push(named(collection, body));
    }
  }
  return { made, born };
}

/**
 * Neutron's own ports: for DHCP, metadata, gateways. Those that connect routers are a kind of their own, and count. So do
 * policies for projects; one for all says no more than that its object is shared or external, and goes with it.
 */
function isOfTheService(collection: Collection, body: Body): boolean {
  if (collection === rbacPolicies) return body['target_tenant'] === EVERYBODY;
  return collection !== routerPorts && textOf(body, 'device_owner')?.startsWith('network:') === true;
}

function holds(value: unknown, id: string): boolean {
  if (value === id) return true;
  if (Array.isArray(value)) return value.some((item) => holds(item, id));
  return isBody(value) && Object.values(value).some((item) => holds(item, id));
}

function named({ title }: Collection, body: Body): Dependent {
  const name = textOf(body, 'name');
  return name === undefined || name === '' ? `${title} ${idOf(body)}` : `${title} "${name}" (${idOf(body)})`;
}
