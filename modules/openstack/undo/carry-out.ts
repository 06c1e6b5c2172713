import type { Journal } from '../../../engine/module.ts';
import { isNotFound } from '../api/errors.ts';
import type { Body } from '../api/session.types.ts';
import { servers } from '../compute/collections.ts';
import { images } from '../image/collections.ts';
import { awaitGone, awaitState, readNow } from '../kind/await-state.ts';
import { type Belonging, type Collection } from '../kind/collection.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { idOf, isBody } from '../kind/wire.ts';
import { deleteOne, writerFor, type FirstCall, type UndoCall, type Writer } from '../kind/write.ts';
import { snapshots, volumes } from '../volume/collections.ts';
import type { Aspect } from './aspect.ts';
import { awaitGoal, awaitRest, isBusy, lookAt, noteGoal, noteServerGone } from './goal.ts';
import type { StepFacts } from './plan-step.ts';
import type { UndoStep } from './steps.ts';

/** What a step that is carried out needs. */
export interface StepWork {
  readonly facts: StepFacts;
  readonly action: 'create' | 'update' | 'delete';
  readonly index: IndexOfCloud;
  readonly journal: Journal;
  readonly timeoutMs: number;
}

/**
 * Does what a step says, and waits until it is done: what follows builds on it. What somebody else has removed meanwhile
 * does not stand in the way. The result says whether anything was changed.
 */
export async function carryOut(work: StepWork): Promise<boolean> {
  const { facts, action, index, journal } = work;
  const { step, collection, found, parts, goal } = facts;
  const { call } = step;
  if (call === undefined) return false;
  const writer = writerFor({ index, journal, name: step.name });
  const before = goal === undefined ? found : { is: goal.now };
  if (goal !== undefined && (await isDoneMeanwhile(goal.aspect, work))) return false;
  try {
    for (const part of parts) await removePart(part, writer, work.timeoutMs);
    await clearTheWay(step, call.first ?? [], collection, writer);
    if (action === 'delete') await awaitFree(work);
    await writer.write({
      operation: action === 'create' || goal !== undefined ? 'act' : action,
      collection,
      method: call.method,
      path: call.path,
      ...(call.body === undefined ? {} : { body: call.body }),
      ...(call.headers === undefined ? {} : { headers: call.headers }),
      ...(step.id === undefined ? {} : { id: step.id }),
      ...(before === undefined ? {} : { before }),
      ...(goal?.aspect.about === 'attachment'
        ? { findMade: () => attachmentNow(index, call, goal.aspect) }
        : {}),
      undo: { impossible: 'it took back a write of another run. Run the import again in its place.' },
    });
  } catch (error) {
    if (!isNotFound(error)) throw error;
  }
  if (goal !== undefined) await awaitGoal(goal.aspect, waitOf(work));
  else if (action === 'delete' && step.operation === 'create') await awaitRemoval(work);
  forget(facts, index);
  return true;
}

/** Notes in the index what a step has done, or would have done in check mode. */
export function forget({ step, collection, found, goal }: StepFacts, index: IndexOfCloud): void {
  if (goal !== undefined) noteGoal(goal.aspect, index);
  // What refers to a thing because the run had it do so does not any more: a floating IP to the port that it was given to.
  if (step.operation === 'update' && found !== undefined && isBody(step.before))
    index.loaded(collection)?.put({ ...found, ...step.before });
  const { operation, id, call } = step;
  const needed = operation === 'act' ? call?.needs?.split('/').at(-1) : undefined;
  // What was acted upon stays: a router that loses an interface, a server whose volume is to outlive it again.
  const gone = operation === 'create' ? id : needed === id ? undefined : needed;
  if (goal !== undefined || gone === undefined) return;
  index.loaded(collection)?.remove(gone);
  if (collection.name === servers.name) noteServerGone(gone, index);
}

async function isDoneMeanwhile(aspect: Aspect, work: StepWork): Promise<boolean> {
  await awaitRest(aspect, waitOf(work));
  return (await lookAt(aspect, work.index, false)).state !== 'open';
}

/** What a POST whose answer was lost has done after all. */
async function attachmentNow(index: IndexOfCloud, call: UndoCall, aspect: Aspect): Promise<Body | undefined> {
  if (aspect.about !== 'attachment' || call.method !== 'POST') return undefined;
  const path = `${call.path}/${encodeURIComponent(aspect.volume)}`;
  const { status, body } = await index.session.call('compute', 'GET', path, { accept: [404] });
  return status === 404 || !isBody(body) ? undefined : body;
}

function waitOf({ facts: { step, goal }, index, timeoutMs }: StepWork) {
  const label = goal?.aspect.about === 'attachment' ? `volume of ${step.name}` : step.name;
  return { index, label, timeoutMs };
}

/** Services that remove things in their own time: what those lean on cannot go before. */
const SLOW: readonly Collection[] = [servers, volumes, snapshots, images];

function slowOf({ facts: { collection, step } }: StepWork): Collection | undefined {
  return SLOW.find(({ name, service }) => name === collection.name && service === step.service);
}

async function awaitRemoval(work: StepWork): Promise<void> {
  const { facts, index, timeoutMs } = work;
  const collection = slowOf(work);
  const { id, name: label } = facts.step;
  if (collection === undefined || id === undefined) return;
  await awaitGone({ index, collection, id, label, timeoutMs });
}

/** A volume is refused as long as the server that had it is letting go of it. */
async function awaitFree(work: StepWork): Promise<void> {
  const { facts, index, timeoutMs } = work;
  const { id, name: label } = facts.step;
  if (slowOf(work) !== volumes || id === undefined) return;
  if ((await readNow({ index, collection: volumes, id })) === undefined) return;
  const awaited = { index, collection: volumes, id, label, timeoutMs };
  await awaitState(awaited, { called: 'free', holds: (body) => !isBusy(body) }, () => false);
}

const PART = { impossible: 'it belonged to what is gone.' };

/** A part that somebody else has removed meanwhile does not stand in the way of the whole. */
async function removePart({ collection, body }: Belonging, writer: Writer, timeoutMs: number): Promise<void> {
  try {
    await deleteOne(writer, collection, body, PART);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    return;
  }
  if (SLOW.some(({ name }) => name === collection.name)) {
    const id = idOf(body);
    const label = `${collection.title} ${id}`;
    await awaitGone({ index: writer.index, collection, id, label, timeoutMs });
  }
}

/** What is enabled or protected cannot be removed as it is. */
async function clearTheWay(
  { id }: UndoStep,
  calls: readonly FirstCall[],
  collection: Collection,
  writer: Writer,
): Promise<void> {
  for (const call of calls)
    await writer.write({
      operation: 'update',
      collection,
      ...call,
      ...(id === undefined ? {} : { id }),
      undo: { impossible: 'it is the first step of a removal.' },
    });
}
