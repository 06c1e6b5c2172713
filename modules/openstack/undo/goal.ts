import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import type { Body } from '../api/session.types.ts';
import { servers } from '../compute/collections.ts';
import { awaitState, readNow } from '../kind/await-state.ts';
import type { Collection } from '../kind/collection.ts';
import type { IndexOfCloud } from '../kind/index-of-cloud.ts';
import { bodiesAt, idOf, textOf } from '../kind/wire.ts';
import { volumes } from '../volume/collections.ts';
import { awaitDetached, has } from '../volume/moving/attachment.ts';
import { POWER, type Aspect } from './aspect.ts';

/** How far a cloud is from what a step wants. */
export interface GoalFacts {
  readonly aspect: Aspect;
  /** `met`: it is so already. `gone`: what it is about is no more. */
  readonly state: 'met' | 'gone' | 'open';
  /** What is there now, in a word. */
  readonly now: string;
  /** Why nothing can be done: somebody has changed it since. */
  readonly refused?: string;
}

/** Looks. In check mode what earlier steps would have done is taken for done. */
export async function lookAt(aspect: Aspect, index: IndexOfCloud, isChecking: boolean): Promise<GoalFacts> {
  switch (aspect.about) {
    case 'power':
      return lookAtPower(aspect, index);
    case 'attachment':
      return lookAtAttachment(aspect, index, isChecking);
    case 'metadata':
      return lookAtMetadata(aspect, index);
  }
}

async function lookAtPower(
  aspect: Extract<Aspect, { about: 'power' }>,
  index: IndexOfCloud,
): Promise<GoalFacts> {
  const server = await readNow({ index, collection: servers, id: aspect.server });
  if (server === undefined) return { aspect, state: 'gone', now: 'gone' };
  const now = textOf(server, 'status') ?? '';
  if (now === aspect.wanted) return { aspect, state: 'met', now };
  const open = { aspect, state: 'open', now } as const;
  const isPossible = Object.values(POWER).some(({ to, from }) => to === aspect.wanted && from.includes(now));
  return isPossible || isBusy(server) ? open : { ...open, refused: `it is ${now} now` };
}

async function lookAtAttachment(
  aspect: Extract<Aspect, { about: 'attachment' }>,
  index: IndexOfCloud,
  isChecking: boolean,
): Promise<GoalFacts> {
  const { volume: id, server, wanted } = aspect;
  const read = (collection: Collection, of: string): Promise<Body | undefined> =>
    isChecking
      ? index.load(collection).then((listing) => listing.byId(of))
      : readNow({ index, collection, id: of });
  const volume = await read(volumes, id);
  const isThere = volume !== undefined && has(volume, server);
  if (wanted === 'detached')
    return { aspect, state: isThere ? 'open' : 'met', now: isThere ? 'attached' : 'detached' };
  if (volume === undefined) return { aspect, state: 'gone', now: 'gone' };
  if (isThere) return { aspect, state: 'met', now: 'attached' };
  if ((await read(servers, server)) === undefined)
    return { aspect, state: 'gone', now: 'detached, and its server is gone' };
  const [other] = bodiesAt(volume, 'attachments').flatMap((one) => textOf(one, 'server_id') ?? []);
  const open = { aspect, state: 'open', now: 'detached' } as const;
  const isTaken =
    other !== undefined && volume['multiattach'] !== true && textOf(volume, 'status') !== 'detaching';
  return isTaken ? { ...open, refused: `server ${other} has it now` } : open;
}

async function lookAtMetadata(
  aspect: Extract<Aspect, { about: 'metadata' }>,
  index: IndexOfCloud,
): Promise<GoalFacts> {
  const isOfVolume = !aspect.path.startsWith('/servers/');
  const service = isOfVolume ? 'block-storage' : 'compute';
  const { status } = await index.session.call(service, 'GET', aspect.path, { accept: [404] });
  return status === 404 ? { aspect, state: 'met', now: 'not set' } : { aspect, state: 'open', now: 'set' };
}

export interface GoalWait {
  readonly index: IndexOfCloud;
  /** For messages: `volume "data1"`. */
  readonly label: string;
  readonly timeoutMs: number;
}

/** What is under way already (the run was cut off in it) is waited for this long before the call. */
const UNDER_WAY_MS = 60_000;

/** Waits until the cloud has ended what it is at with a thing, so that it does not refuse the call. */
export async function awaitRest(aspect: Aspect, wait: GoalWait): Promise<void> {
  const watched = watchedBy(aspect);
  if (watched === undefined) return;
  const { collection, id } = watched;
  const timeoutMs = Math.min(wait.timeoutMs, UNDER_WAY_MS);
  const called = 'at rest';
  const holds = (body: Body): boolean => !isBusy(body);
  try {
    await awaitState({ ...wait, collection, id, timeoutMs }, { called, holds }, () => false);
  } catch (error) {
    // The cloud says by itself what stands against it.
    if (!(error instanceof DroverError) || !/^cloud-/.test(error.code)) throw error;
  }
}

/** Waits until all is as a step wants it. Throws `cloud-timeout` and `cloud-state`. */
export async function awaitGoal(aspect: Aspect, wait: GoalWait): Promise<void> {
  switch (aspect.about) {
    case 'power': {
      const awaited = { ...wait, collection: servers, id: aspect.server };
      const holds = (body: Body): boolean => textOf(body, 'status') === aspect.wanted;
      await awaitState(awaited, { called: aspect.wanted, holds });
      return;
    }
    case 'attachment': {
      const { server, wanted } = aspect;
      if (wanted === 'detached') {
        await awaitDetached(wait.index, aspect, wait);
        return;
      }
      const awaited = { ...wait, collection: volumes, id: aspect.volume };
      const holds = (body: Body): boolean => !isBusy(body) && has(body, server);
      await awaitState(awaited, { called: wanted, holds });
      return;
    }
    case 'metadata':
      return;
  }
}

function watchedBy(aspect: Aspect): { readonly collection: Collection; readonly id: string } | undefined {
  if (aspect.about === 'power') return { collection: servers, id: aspect.server };
  return aspect.about === 'attachment' ? { collection: volumes, id: aspect.volume } : undefined;
}

/** A server with a task, a volume on its way from one status to another. */
export function isBusy(body: Body): boolean {
  const task = body['OS-EXT-STS:task_state'];
  if (task !== undefined && task !== null) return true;
  return /^(?:attaching|detaching|reserved|creating|downloading|uploading|extending|retyping)$/.test(
    textOf(body, 'status') ?? '',
  );
}

/** Notes in the index what a step has brought about, so that what follows sees it. */
export function noteGoal(aspect: Aspect, index: IndexOfCloud): void {
  if (aspect.about !== 'attachment') return;
  const { server, volume, wanted } = aspect;
  const change = (collection: Collection, id: string, key: string, idKey: string, other: string): void => {
    const listing = index.loaded(collection);
    const body = listing?.byId(id);
    if (listing === undefined || body === undefined) return;
    const rest = bodiesAt(body, key).filter((one) => one[idKey] !== other);
    listing.put({ ...body, [key]: wanted === 'attached' ? [...rest, { [idKey]: other }] : rest });
  };
  change(volumes, volume, 'attachments', 'server_id', server);
  change(servers, server, 'os-extended-volumes:volumes_attached', 'id', volume);
}

/** Notes that no volume belongs to a server any more. */
export function noteServerGone(server: string, index: IndexOfCloud): void {
  const listing = index.loaded(volumes);
  for (const body of listing?.all() ?? []) {
    const attachments = bodiesAt(body, 'attachments');
    const rest = attachments.filter((one) => one['server_id'] !== server);
    if (rest.length < attachments.length) listing?.put({ ...body, attachments: rest });
  }
}

/** The ids of the volumes that a server has. */
export function volumesOf(server: Body): readonly string[] {
  return bodiesAt(server, 'os-extended-volumes:volumes_attached').map(idOf);
}
