import type { Body } from '../api/session.types.ts';
import type { Codec } from '../kind/codec.ts';
import type { Field, Kind } from '../kind/kind.ts';
import { namedLabel } from '../kind/labels.ts';
import { textOf } from '../kind/wire.ts';

/*
 * Volumes and snapshots need no names, and Cinder tells of the lack of one by null or by an empty text. Files have the
 * text, as filters compare texts.
 */

const textCodec: Codec = {
  refersTo: [],
  read: (wire) => Promise.resolve(wire ?? ''),
  write: (value) => Promise.resolve(value),
  references: () => [],
};

export const nameField: Field = {
  name: 'name',
  set: 'always',
  codec: textCodec,
  normalise: (value) => value ?? '',
  schema: { type: 'string', nullable: true, description: 'The name. An empty text: it has none.' },
};

/** What one is called in messages. */
export function labelFor(title: string): Kind['label'] {
  return (params) => (params['name'] === '' ? `${title} without a name` : namedLabel(title, params));
}

/** What one is found by: nothing, if it has no name. */
export function namesOf(body: Body): readonly string[] {
  const name = textOf(body, 'name') ?? '';
  return name === '' ? [] : [name];
}
