import { recordSchema } from '../../../modules/openstack/kind/record-schema.ts';
import type { Kind } from '../../../modules/openstack/kind/kind.ts';
import { editorSchema, type EditorSchema } from '../../schema/editor-schema.ts';

/** The schema of one kind's export file, by the name of the file without its ending. */
export function exportFileSchemas(kinds: readonly Kind[]): ReadonlyMap<string, EditorSchema> {
  return new Map(kinds.map((kind) => [kind.file.replace(/\.yml$/, ''), fileSchema(kind.about, recordOf(kind))]));
}

/** The schema of any export file: a record's type tells which kind it is. */
export function anyExportFileSchema(kinds: readonly Kind[]): EditorSchema {
  const types = [...new Set(kinds.map(({ type }) => type))];
  const cases = types.map((type) => ({
    if: { properties: { type: { const: type } }, required: ['type'] },
    then: recordOfOne(kinds.filter((kind) => kind.type === type).map(recordOf)),
  }));
  return fileSchema('Resources of a cloud.', {
    type: 'object',
    properties: { type: { enum: types } },
    required: ['type', 'params'],
    allOf: cases,
  });
}

/** Kinds may share a type, with a file each. */
function recordOfOne(schemas: readonly EditorSchema[]): EditorSchema {
  const [only, ...others] = schemas;
  return only === undefined || others.length > 0 ? { anyOf: schemas } : only;
}

/** Further keys of `params` are passed over, as OS-Migrate does: editors mark them, and drover warns. */
function recordOf(kind: Kind): EditorSchema {
  return editorSchema(recordSchema(kind), { templates: false });
}

function fileSchema(description: string, record: EditorSchema): EditorSchema {
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'An export file',
    description,
    type: 'object',
    properties: {
      os_migrate_version: { type: ['string', 'number'], description: 'The version of OS-Migrate whose form the file has.' },
      resources: { type: 'array', items: record, description: 'The records.' },
    },
    required: ['os_migrate_version', 'resources'],
    additionalProperties: false,
  };
}
