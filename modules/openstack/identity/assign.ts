import type { Body } from '../api/session.types.ts';
import type { Collection } from '../kind/collection.ts';
import type { Made } from '../kind/kind.ts';
import { noted, type Writer } from '../kind/write.ts';
import { assignmentOf, assignmentPath, type AssignmentParts } from './assignment.ts';

/** Assigns a role. The path says it all: it can be said twice. */
export async function assign(writer: Writer, collection: Collection, parts: AssignmentParts): Promise<Made> {
  const id = assignmentPath(parts);
  const path = `/${id}`;
  await writer.write({
    operation: 'create',
    collection,
    method: 'PUT',
    path,
    id,
    undo: { method: 'DELETE', path },
  });
  return { body: await noted(writer, collection, assignmentOf(parts)), isNew: true };
}

/** One that check mode did not make is not inherited unless it says so. */
export function assumedAssignment(body: Body): Body {
  return { is_inherited: false, ...body };
}
