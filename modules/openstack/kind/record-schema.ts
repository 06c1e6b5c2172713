import type { DescribedObjectSchema, Schema } from '../../../engine/schema/types.ts';
import type { Kind } from './kind.ts';

/** The schema of a kind's records, as it follows from the table. */
export function recordSchema(kind: Kind): DescribedObjectSchema {
  return {
    type: 'object',
    description: kind.about,
    properties: {
      type: { type: 'string', enum: [kind.type], description: 'What the record is about.' },
      params: paramsSchema(kind),
      _info: {
        type: 'object',
        description: 'What the source told besides, for people and for ids: never compared or sent.',
        properties: {},
        additionalProperties: true,
      },
      _migration_params: kind.migration?.schema ?? {
        type: 'object',
        description: 'How to migrate.',
        properties: {},
        additionalProperties: true,
      },
    },
    required: ['type', 'params'],
  };
}

/** The schema of a record's `params`. */
export function paramsSchema(kind: Kind): DescribedObjectSchema {
  return {
    type: 'object',
    description: 'What is compared and sent. Edit here.',
    properties: Object.fromEntries(kind.fields.map((field) => [field.name, schemaOf(kind, field.name)])),
    required: kind.fields.filter(({ extra }) => extra !== true).map(({ name }) => name),
  };
}

/** The schema of one field, its description with what is special about setting it. */
function schemaOf(kind: Kind, name: string): Schema {
  const field = kind.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`${kind.collection.name} has no field ${name}`);
  const notes = [
    ...(field.set === 'create' ? ['Set when it is made, and never after.'] : []),
    ...(field.adminOnly === true ? ['Only an administrator may set it.'] : []),
    ...(field.extension === undefined ? [] : [`Needs the extension "${field.extension}".`]),
    ...('nullable' in field.schema && !/\bNull: /.test(field.schema.description)
      ? [field.empty === undefined && field.sendNull !== true ? 'Null: not looked at.' : 'Null: empty.']
      : []),
  ];
  return { ...field.schema, description: [field.schema.description, ...notes].join(' ') };
}
