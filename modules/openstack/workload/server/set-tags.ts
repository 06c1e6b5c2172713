import type { Body } from '../../api/session.types.ts';
import { pathOf, type Collection } from '../../kind/collection.ts';
import { idOf, isSame } from '../../kind/wire.ts';
import { noted, type Writer } from '../../kind/write.ts';

/** Sets the tags of a thing of the network service, if it has others and the cloud has tags. */
export async function setTags(
  collection: Collection,
  body: Body,
  tags: unknown,
  writer: Writer,
): Promise<void> {
  const before = body['tags'] ?? [];
  if (!Array.isArray(tags) || isSame(sorted(tags), sorted(before))) return;
  if (!(await writer.index.session.extensions('network')).has('standard-attr-tag')) return;
  const call = { method: 'PUT', path: `${pathOf(collection, idOf(body))}/tags` } as const;
  await writer.write({
    operation: 'update',
    collection,
    ...call,
    id: idOf(body),
    body: { tags },
    before: { tags: before },
    undo: { ...call, body: { tags: before } },
  });
  await noted(writer, collection, { ...body, tags });
}

function sorted(tags: unknown): unknown {
  return Array.isArray(tags) ? tags.toSorted() : tags;
}
