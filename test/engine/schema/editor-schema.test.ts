import assert from 'node:assert/strict';
import { Ajv } from 'ajv';
import { editorObject } from '../../../engine/schema/editor-schema.ts';

const description = 'x';
const schema = editorObject(
  {
    type: 'object',
    required: ['name', 'size'],
    properties: {
      name: { type: 'string', description, aliases: ['title'] },
      size: { type: 'integer', description, minimum: 1 },
      kind: { type: 'string', description, enum: ['network', 'subnet'], nullable: true },
      tags: { type: 'array', description, items: { type: 'string', description } },
      inner: { type: 'object', description, properties: { 'a/b': { type: 'boolean', description } } },
      either: {
        description,
        anyOf: [
          { type: 'integer', description },
          { type: 'boolean', description },
        ],
      },
    },
  },
  { templates: false },
);

const cases: readonly (readonly [what: string, value: unknown, isRight: boolean])[] = [
  [
    'all that is known',
    { name: 'n', size: 1, kind: null, tags: ['a'], inner: { 'a/b': true }, either: 1 },
    true,
  ],
  ['another name of a key', { title: 'n', size: 1 }, true],
  ['an unknown key', { name: 'n', size: 1, kindd: 'x' }, false],
  ['an unknown key deeper', { name: 'n', size: 1, inner: { 'a/c': 1 } }, false],
  ['a missing key', { name: 'n' }, false],
  ['a wrong type', { name: 'n', size: 'x' }, false],
  ['a wrong item', { name: 'n', size: 1, tags: ['a', 2] }, false],
  ['a wrong choice', { name: 'n', size: 1, kind: 'netwrok' }, false],
  ['a number that is too small', { name: 'n', size: 0 }, false],
  ['what no alternative takes', { name: 'n', size: 1, either: 'x' }, false],
  ['a list', [], false],
  ['nothing', null, false],
];

describe('the schema of an object for editors', () => {
  const validate = new Ajv({ strict: false }).compile(schema);
  for (const [what, value, isRight] of cases) {
    it(`${isRight ? 'accepts' : 'refuses'} ${what}`, () => {
      assert.equal(validate(value), isRight);
    });
  }
});
