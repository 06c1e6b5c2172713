import type { Body } from '../../api/session.types.ts';
import { microversionFor } from '../../kind/collection.ts';
import { wireValue } from '../../kind/field.ts';
import type { Wanted } from '../../kind/import-facts.ts';
import type { IndexOfCloud } from '../../kind/index-of-cloud.ts';
import type { Kind } from '../../kind/kind.ts';
import { withinReach } from '../../kind/wanted.ts';

/**
 * What of a body in the terms of the wire can be set at a cloud, by the table of its kind: values by the names of the
 * fields. What the cloud does not have, and what these credentials may not set, is left out with a warning.
 */
export async function reachableValues(
  kind: Kind,
  body: Body,
  found: Body | undefined,
  index: IndexOfCloud,
): Promise<Wanted> {
  const { service } = kind.collection;
  const values = new Map<string, unknown>();
  for (const field of kind.fields) {
    const told = wireValue(field, body);
    const value = told === null ? field.empty : told;
    if (value !== undefined) values.set(field.name, value);
  }
  return withinReach(kind, values, found, {
    extensions: await index.session.extensions(service),
    microversion: await microversionFor(index.session, kind.collection),
    isAdmin: (await index.identity()).isAdmin,
    session: index.session,
  });
}
