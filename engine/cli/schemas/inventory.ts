import type { EditorSchema } from '../../schema/editor-schema.ts';

const variables: EditorSchema = { type: ['object', 'null'], description: 'Variables.' };

/** The schema of an inventory in YAML: groups of hosts, children and variables. */
export const inventorySchema: EditorSchema = {
  $schema: 'http://json-schema.org/draft-07/schema#',
  title: 'An inventory',
  type: 'object',
  additionalProperties: { $ref: '#/definitions/group' },
  definitions: {
    group: {
      type: ['object', 'null'],
      properties: {
        hosts: {
          type: ['object', 'null'],
          description: 'Hosts of the group, each with its variables.',
          additionalProperties: variables,
        },
        children: {
          type: ['object', 'null'],
          description: 'Groups that belong to this one.',
          additionalProperties: { $ref: '#/definitions/group' },
        },
        vars: variables,
      },
      additionalProperties: false,
    },
  },
};
