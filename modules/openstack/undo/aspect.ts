import { isBody, textOf } from '../kind/wire.ts';
import type { UndoCall } from '../kind/write.ts';

/**
 * What a call that takes a write back brings about, where the cloud takes its time for it, or where several writes of a
 * run are about the same: only what there was before the first of them counts.
 */
export type Aspect =
  /** Whether a server runs. */
  | { readonly about: 'power'; readonly server: string; readonly wanted: string }
  /** Whether a server has a volume. */
  | {
      readonly about: 'attachment';
      readonly server: string;
      readonly volume: string;
      readonly wanted: 'attached' | 'detached';
      /** `/dev/vdb`, where it is to be a certain one. */
      readonly device?: string;
    }
  /** Whether there is a certain key in the metadata. */
  | { readonly about: 'metadata'; readonly path: string; readonly wanted: 'gone' };

/** What a server is after an action, and what it has to be before it. */
export const POWER: Readonly<Record<string, { readonly to: string; readonly from: readonly string[] }>> = {
  'os-start': { to: 'ACTIVE', from: ['SHUTOFF'] },
  'os-stop': { to: 'SHUTOFF', from: ['ACTIVE', 'ERROR'] },
  pause: { to: 'PAUSED', from: ['ACTIVE'] },
  unpause: { to: 'ACTIVE', from: ['PAUSED'] },
  suspend: { to: 'SUSPENDED', from: ['ACTIVE', 'PAUSED'] },
  resume: { to: 'ACTIVE', from: ['SUSPENDED'] },
};

/** What a call is about; undefined where it is a change as any other. */
export function aspectOf({
  method,
  path,
  body,
}: Pick<UndoCall, 'method' | 'path' | 'body'>): Aspect | undefined {
  const [, collection, id, part, item, ...further] = path.split('/').map(decodeURIComponent);
  if (id === undefined || further.length > 0) return undefined;
  if (part === 'metadata' && item !== undefined && method === 'DELETE')
    return { about: 'metadata', path, wanted: 'gone' };
  if (collection !== 'servers') return undefined;
  if (part === 'action' && method === 'POST') {
    const status = statusAfter(body);
    return status === undefined ? undefined : { about: 'power', server: id, wanted: status };
  }
  return part === 'os-volume_attachments' ? attachmentOf(id, item, method, body) : undefined;
}

function attachmentOf(
  server: string,
  item: string | undefined,
  method: UndoCall['method'],
  body: unknown,
): Aspect | undefined {
  const about = 'attachment';
  if (item !== undefined)
    return method === 'DELETE' ? { about, server, volume: item, wanted: 'detached' } : undefined;
  const asked: unknown = isBody(body) ? body['volumeAttachment'] : undefined;
  const volume = isBody(asked) ? textOf(asked, 'volumeId') : undefined;
  if (method !== 'POST' || volume === undefined || !isBody(asked)) return undefined;
  const device = textOf(asked, 'device');
  return { about, server, volume, wanted: 'attached', ...(device === undefined ? {} : { device }) };
}

/** What a server is after an action of this body. */
export function statusAfter(body: unknown): string | undefined {
  const [action, ...others] = isBody(body) ? Object.keys(body) : [];
  return action === undefined || others.length > 0 ? undefined : POWER[action]?.to;
}

/** Which thing it is about: writes with the same key are about the same. */
export function keyOf(aspect: Aspect): string {
  switch (aspect.about) {
    case 'power':
      return `power ${aspect.server}`;
    case 'attachment':
      return `attachment ${aspect.server} ${aspect.volume}`;
    case 'metadata':
      return `metadata ${aspect.path}`;
  }
}
