import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { journaledAs, type Collection } from '../kind/collection.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import type { Kind } from '../kind/kind.ts';
import { idOf, isBody, projectOf } from '../kind/wire.ts';
import type { UndoStep } from './steps.ts';

/** The kind whose resources a step is about, if it has one. */
export function kindOfStep({ kind }: UndoStep, kinds: readonly Kind[]): Kind | undefined {
  return kinds.find(({ collection }) => journaledAs(collection) === kind);
}

/** The collection of a step; what is no kind of its own gets one that only says where calls go. */
export function collectionOfStep(step: UndoStep, kind: Kind | undefined): Collection {
  if (kind !== undefined) return kind.collection;
  const name = step.kind.replace(/^openstack\./, '');
  const title = name.replaceAll('_', ' ');
  return { name, title, service: step.service, path: '', many: '', one: name, owned: false };
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
    const listing = await index.load(kind.collection);
    const body = id === undefined ? undefined : listing.byId(id);
    if (body !== undefined || (id !== undefined && step.operation !== 'delete')) return body;
    return likeOf(step, kind, index);
  }
  if (step.operation === 'create' && call !== undefined && id !== undefined)
    return bodyAt(index, service, call.path);
  return step.operation === 'delete' || id === undefined ? undefined : { id };
}

/** What answers to the body that was sent: the run was cut off before it was told an id, or it is there again. */
async function likeOf(step: UndoStep, kind: Kind, index: IndexOfCloud): Promise<Body | undefined> {
  const { collection } = kind;
  const written = step.operation === 'delete' ? step.before : step.after;
  const inner = isBody(written) ? (written[collection.one] ?? written) : undefined;
  if (!isBody(inner)) return undefined;
  const listing = await index.load(collection);
  const { projectId } = await index.identity();
  const like = kind
    .keys(inner)
    .flatMap((key) => listing.by(kind.keys, key))
    .filter((body) => !collection.owned || projectOf(body) === projectId);
  const ids = new Set(like.map(idOf));
  return ids.size === 1 ? like[0] : undefined;
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
    if (error instanceof DroverError && error.code === 'openstack-not-found') return undefined;
    throw error;
  }
}
