import { discoverySchema } from '../../../modules/aws/discovery/config/schema/discovery.ts';
import { choices } from '../../../modules/aws/discovery/config/variants.ts';
import type { AnyOfSchema, Schema } from '../../schema/types.ts';
import { editorObject, editorSchema, type EditorSchema } from '../../schema/editor-schema.ts';

/** The schema of a discovery.yaml. */
export function discoveryFileSchema(): EditorSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'A discovery.yaml',
    ...asWritten(editorOf(discoverySchema)),
  };
}

/** Mappings that are one of two are told by their key: an editor completes the keys of the one that is meant. */
function editorOf(schema: typeof discoverySchema): EditorSchema {
  const { aviatrix } = schema.properties;
  const plain = editorObject(schema, { templates: false });
  const properties = plain['properties'] as Readonly<Record<string, EditorSchema>>;
  const ofAviatrix = properties['aviatrix']?.['properties'] as Readonly<Record<string, EditorSchema>>;
  return {
    ...plain,
    description: schema.description,
    properties: {
      ...properties,
      config: byKey(schema.properties.config),
      aviatrix: {
        ...properties['aviatrix'],
        properties: {
          ...ofAviatrix,
          tf_controller_access: byKey(aviatrix.properties.tf_controller_access),
        },
      },
    },
  };
}

function byKey(schema: AnyOfSchema): EditorSchema {
  const choice = choices.find(({ of }) => of === schema);
  const [otherwise, special] = choice?.variants ?? [];
  if (choice === undefined || otherwise === undefined || special === undefined)
    return editorSchema(schema, { templates: false });
  return {
    description: schema.description,
    ...(schema.default === undefined ? {} : { default: schema.default }),
    if: { properties: { [choice.key]: { const: special.value } }, required: [choice.key] },
    then: editorObject(special.schema, { templates: false }),
    else: editorObject(otherwise.schema, { templates: false }),
  };
}

type Type = NonNullable<Schema['type']>;

/** Numbers stand for texts and digits for numbers, as in the file: ids of accounts, seconds. */
const LIKE: Readonly<Partial<Record<Type | 'null', readonly string[]>>> = {
  string: ['string', 'number'],
  integer: ['integer', 'string'],
};

function asWritten<T>(schema: T): T {
  if (Array.isArray(schema)) return schema.map(asWritten) as T;
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).map(([key, value]: [string, unknown]) =>
    key === 'type' ? [key, typesOf(value)] : [key, asWritten(value)],
  );
  return Object.fromEntries(entries) as T;
}

function typesOf(type: unknown): unknown {
  const types = (Array.isArray(type) ? type : [type]) as readonly (Type | 'null')[];
  const all = types.flatMap((one) => LIKE[one] ?? [one]);
  return all.length === 1 ? all[0] : all;
}
