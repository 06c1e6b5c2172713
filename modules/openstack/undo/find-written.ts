import { isNotFound } from '../api/errors.ts';
import type { Body } from '../api/session.types.ts';
import { journaledAs, type Collection } from '../kind/collection.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Kind } from '../kind/kind.ts';
import type { Listing } from '../kind/listing.ts';
import { ownerIn } from '../kind/owners.ts';
import { projects } from '../identity/collections.ts';
import { idOf, isBody, projectOf } from '../kind/wire.ts';
import { servers } from '../compute/collections.ts';
import { images } from '../image/collections.ts';
import { snapshots, volumes } from '../volume/collections.ts';
import { finderOf } from './find-begun.ts';
import type { UndoStep } from './steps.ts';

/** What migrations make for a while. */
const TEMPORARY: readonly Collection[] = [servers, volumes, snapshots, images];

/** The kind whose resources a step is about, if it has one. */
export function kindOfStep({ kind }: UndoStep, kinds: readonly Kind[]): Kind | undefined {
  return kinds.find(({ collection }) => journaledAs(collection) === kind);
}

/** The collection of a step; what is no kind of its own gets one that only says where calls go. */
export function collectionOfStep(step: UndoStep, kind: Kind | undefined): Collection {
  if (kind !== undefined) return kind.collection;
  const name = step.kind.replace(/^openstack\./, '');
  const title = name.replaceAll('_', ' ');
  return {
    name,
    title,
    service: step.service,
    path: '',
    many: '',
    one: name,
    owned: false,
    ...(step.microversion === undefined ? {} : { microversion: step.microversion }),
  };
}

/** What the run wrote, as it is now; undefined where it is gone. */
export async function findWritten(
  step: UndoStep,
  kind: Kind | undefined,
  index: IndexOfCloud,
): Promise<Body | undefined> {
  const { call, id, service } = step;
  if (call?.needs !== undefined) return bodyAt(index, service, call.needs);
  if (kind !== undefined) {
    const listing = await loadFor(step, kind, index);
    const body = id === undefined ? undefined : listing.byId(id);
    if (body !== undefined || (id !== undefined && step.operation !== 'delete')) return body;
    return likeOf(step, kind, index);
  }
  if (step.operation === 'delete' || call === undefined) return undefined;
  if (id === undefined) return step.operation === 'create' ? begun(step, index) : undefined;
  if (step.operation === 'act') return { id };
  const answer = await bodyAt(index, service, call.path);
  const inner = answer?.[collectionOfStep(step, kind).one];
  return answer === undefined ? undefined : { id, ...(isBody(inner) ? inner : answer) };
}

/** What a run was about to make that is no kind of its own, and bears a mark. */
async function begun(step: UndoStep, index: IndexOfCloud): Promise<Body | undefined> {
  const collection = TEMPORARY.find(
    ({ name, service }) => step.kind === `openstack.${name}` && service === step.service,
  );
  const inner = collection === undefined ? undefined : bodyWritten(step, collection);
  if (collection === undefined || inner === undefined) return undefined;
  const [found, ...others] = (await finderOf(collection, inner)?.(index)) ?? [];
  return others.length === 0 ? found : undefined;
}

/** What answers to the body that was sent: the run was cut off before it was told an id, or it is there again. */
async function likeOf(step: UndoStep, kind: Kind, index: IndexOfCloud): Promise<Body | undefined> {
  const { collection } = kind;
  const inner = bodyWritten(step, collection);
  // What the cloud chose the address of may as well be somebody else's: none is taken for it.
  if (inner === undefined) return undefined;
  const find = finderOf(collection, inner);
  if (find !== undefined) {
    const [found, ...others] = await find(index);
    return others.length === 0 ? found : undefined;
  }
  if (kind.behaviour?.isMadeOf?.(inner) !== undefined) return undefined;
  const listing = await loadFor(step, kind, index);
  const { projectId } = await index.identity();
  const keyed = kind
    .keys(inner)
    .flatMap((key) => listing.by(kind.keys, key))
    .filter((body) => !collection.owned || projectOf(body) === (step.project ?? projectId));
  const { isMeant = () => Promise.resolve(true) } = kind;
  const are = await Promise.all(keyed.map((body) => isMeant(inner, body, index)));
  const like = keyed.filter((_body, place) => are[place]);
  const ids = new Set(like.map(idOf));
  return ids.size === 1 ? like[0] : undefined;
}

/** The list that what was written stands in: of one owner only, where each has one. */
export async function loadFor(step: UndoStep, { collection }: Kind, index: IndexOfCloud): Promise<Listing> {
  const { per } = collection;
  if (per === undefined) return index.load(collection);
  const owner =
    ownerIn(collection, bodyWritten(step, collection) ?? {}) ??
    (per.collection === projects && step.id !== undefined ? [step.id] : undefined);
  return index.load(collection, { of: owner ?? [per.own(await index.identity()) ?? ''] });
}

function bodyWritten({ operation, before, after }: UndoStep, { one }: Collection): Body | undefined {
  const written = operation === 'delete' ? before : after;
  const inner = isBody(written) ? (written[one] ?? written) : undefined;
  return isBody(inner) ? inner : undefined;
}

async function bodyAt(
  index: IndexOfCloud,
  service: UndoStep['service'],
  path: string,
): Promise<Body | undefined> {
  try {
    const { body } = await index.session.call(service, 'GET', path);
    return isBody(body) ? body : {};
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
