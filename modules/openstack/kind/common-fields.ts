import { availabilityZones } from './codecs.ts';
import type { Field, InfoField, Kind, SetField } from './kind.ts';
import { namedLabel } from './labels.ts';
import { textOf } from './wire.ts';
import { pathOf, type Collection } from './collection.ts';

/*
 * Fields that most kinds of the network service have, so that a kind's own table shows what is special about it.
 * The rules are those of Neutron's attribute maps and default policies.
 */

/** What a kind is found by whose names stand for one thing in a project. `title`: what people call it. */
export function foundByName(
  title: string,
): Pick<Kind, 'scopedToProject' | 'namesMayRepeat' | 'keys' | 'label' | 'identity'> {
  return {
    scopedToProject: true,
    namesMayRepeat: true,
    keys: (body) => [textOf(body, 'name') ?? ''],
    label: (params) => namedLabel(title, params),
    identity: (params) => String(params['name']),
  };
}

export const nameField: Field = {
  name: 'name',
  set: 'always',
  schema: { type: 'string', description: 'The name. References of other records use it.' },
};

export const descriptionField: Field = {
  name: 'description',
  set: 'always',
  empty: '',
  schema: { type: 'string', nullable: true, description: 'A text for people.' },
};

export const adminStateField: Field = {
  name: 'is_admin_state_up',
  wire: 'admin_state_up',
  set: 'always',
  schema: {
    type: 'boolean',
    nullable: true,
    description: 'Whether it works. False takes it out of service.',
  },
};

export function availabilityZoneHintsField(extension: string): Field {
  return {
    name: 'availability_zone_hints',
    codec: availabilityZones,
    set: 'create',
    empty: [],
    born: [],
    sorted: [],
    extension,
    schema: {
      type: 'array',
      nullable: true,
      items: { type: 'string', description: 'The name of a zone at the destination.' },
      description: 'Availability zones that its agents are to be in.',
    },
  };
}

export interface TagOptions {
  readonly extra?: true;
  /** Where the tags of one are, if not below it. */
  readonly path?: string;
}

/** Tags are replaced as a whole, by a call of their own. */
export function tagsField(
  collection: Collection,
  { path = collection.path, ...options }: TagOptions = {},
): Field {
  return {
    name: 'tags',
    set: 'always',
    empty: [],
    born: [],
    sorted: [],
    extension: 'standard-attr-tag',
    call: setTags(collection, path),
    ...options,
    schema: {
      type: 'array',
      nullable: true,
      items: { type: 'string', description: 'A tag.' },
      description: 'Tags.',
    },
  };
}

function setTags(collection: Collection, path: string): SetField {
  return async ({ id, value, found, writer }) => {
    const call = { method: 'PUT', path: `${pathOf({ path }, id)}/tags` } as const;
    const before = found['tags'] ?? [];
    const answer = await writer.write({
      operation: 'update',
      collection,
      ...call,
      body: { tags: value },
      id,
      before: { tags: before },
      undo: { ...call, body: { tags: before } },
    });
    return { tags: answer['tags'] ?? value };
  };
}

/** What every resource of the network service tells of itself. */
export const standardInfo: readonly InfoField[] = [
  { name: 'created_at' },
  { name: 'id' },
  { name: 'project_id' },
  { name: 'revision_number' },
  { name: 'updated_at' },
];
