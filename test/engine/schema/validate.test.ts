import assert from 'node:assert/strict';
import { editorObject } from '../../../engine/schema/editor-schema.ts';
import { compileSchema, type Validate } from '../../../engine/schema/validate.ts';

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

describe('compileSchema', () => {
  let validate: Validate;
  before(async () => {
    validate = await compileSchema(schema);
  });

  it('accepts what is right', () => {
    assert.deepEqual(
      validate({ name: 'n', size: 1, kind: null, tags: ['a'], inner: { 'a/b': true }, either: 1 }),
      [],
    );
    assert.deepEqual(validate({ title: 'n', size: 1 }), []);
  });

  const cases: readonly (readonly [string, unknown, RegExp])[] = [
    [
      'an unknown key',
      { name: 'n', size: 1, kindd: 'x' },
      /unknown \/kindd The key kindd is not known here\. Did you mean kind\?/,
    ],
    ['an unknown key deeper', { name: 'n', size: 1, inner: { 'a/c': 1 } }, /unknown \/inner\/a~1c /],
    ['a missing key', { name: 'n' }, /missing {2}The key size is missing\./],
    ['a wrong type', { name: 'n', size: 'x' }, /wrong \/size x is no integer\./],
    ['a wrong item', { name: 'n', size: 1, tags: ['a', 2] }, /wrong \/tags\/1 2 is no string\./],
    [
      'a wrong choice',
      { name: 'n', size: 1, kind: 'netwrok' },
      /wrong \/kind netwrok is none of network, subnet, null\. Did you mean network\?/,
    ],
    ['a number that is too small', { name: 'n', size: 0 }, /wrong \/size 0 must be >= 1/],
    [
      'what no alternative takes',
      { name: 'n', size: 1, either: 'x' },
      /^wrong \/either x is none of what can stand here\.$/,
    ],
    ['a list', [], /wrong {2}\[\] is no object/],
    ['nothing', null, /wrong {2}null is no object/],
  ];
  for (const [name, value, expected] of cases) {
    it(`shows ${name}`, () => {
      const problems = validate(value).map(({ kind, pointer, message, help = '' }) =>
        `${kind} ${pointer} ${message} ${help}`.trim(),
      );
      assert.match(problems.join('\n'), expected);
    });
  }

  it('shows all problems at once', () => {
    assert.equal(validate({ size: 'x', tags: 1, foo: 2 }).length, 4);
  });
});
