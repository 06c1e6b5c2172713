import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  apart,
  block,
  code,
  comment,
  mapping,
  set,
  template,
} from '../../../../../modules/aws/terraform/hcl/build.ts';
import type { Body, Value } from '../../../../../modules/aws/terraform/hcl/hcl.types.ts';
import { writeHcl } from '../../../../../modules/aws/terraform/hcl/write-hcl.ts';
import { literal, parseFile } from '../support/parse.ts';

function parsed(body: Body): Promise<Record<string, unknown>> {
  return parseFile(writeHcl(body));
}

/** What a tag may hold, and more: Terraform itself brings texts into NFC. */
const nasty = fc
  .oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom('$', '%', '{', '}', '"', '\\', '\n', 'a', 'é', '👩‍👩‍👧', '\u2028', '<<E'),
    }),
  )
  .map((text) => text.normalize('NFC'));

describe('modules/aws/terraform/hcl', () => {
  it('keeps any text as a value', async () => {
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        const { name } = await parsed([set('name', text)]);
        assert.equal(literal(name), text.replace(/\p{Cs}/gu, '\ufffd'));
      }),
      { numRuns: 300 },
    );
  });

  it('keeps any text as a key, beside others', async () => {
    const keys = fc.uniqueArray(
      nasty.filter((key) => key !== '' && !/\p{Cs}/u.test(key)),
      { maxLength: 5 },
    );
    await fc.assert(
      fc.asyncProperty(keys, async (names) => {
        const { tags } = await parsed([
          set('tags', mapping(names.map((name, index) => [name, index] as const))),
        ]);
        assert.deepEqual(
          Object.entries(tags as Record<string, unknown>)
            .map(([key, value]) => [literal(key), value])
            .toSorted(),
          names.map((name, index) => [name, index]).toSorted(),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('keeps nested values', async () => {
    const values: fc.Arbitrary<Value> = fc.letrec<{ value: Value; leaf: Value }>((tie) => ({
      leaf: fc.oneof(fc.integer(), fc.boolean(), fc.constant(null), fc.stringMatching(/^[a-z ]{0,60}$/)),
      value: fc.oneof(
        { depthSize: 'small' },
        tie('leaf'),
        fc.array(tie('value'), { maxLength: 4 }),
        fc
          .uniqueArray(fc.stringMatching(/^[a-z-]{1,9}$/), { maxLength: 4 })
          .chain((keys) =>
            fc
              .tuple(...keys.map(() => tie('value')))
              .map((all) => mapping(keys.map((key, at) => [key, all[at] ?? null] as const))),
          ),
      ),
    })).value;
    await fc.assert(
      fc.asyncProperty(values, async (value) => {
        assert.deepEqual((await parsed([set('x', value)]))['x'], plain(value));
      }),
      { numRuns: 200 },
    );
  });

  it('is formatted as terraform fmt has it', () => {
    const text = writeHcl(
      apart(
        comment('Why.'),
        block(
          'resource',
          ['aws_subnet', 'vpc-1-public-1'],
          set('vpc_id', 'vpc-1'),
          set('availability_zone', code('var.zone')),
          set(
            'tags',
            mapping<Value>([
              ['Name', template('a-', code('var.name'))],
              ['with space', 1],
              ['for', '${x}'],
            ]),
          ),
          set('list', ['a', 1, true, null]),
          set('rows', [
            mapping([
              ['a', 1],
              ['bbb', 2],
            ]),
          ]),
          block('lifecycle', [], set('prevent_destroy', true)),
        ),
        block('output', ['empty']),
      ),
    );
    assert.equal(
      text,
      [
        '# Why.',
        'resource "aws_subnet" "vpc-1-public-1" {',
        '  vpc_id            = "vpc-1"',
        '  availability_zone = var.zone',
        '  tags = {',
        '    Name         = "a-${var.name}"',
        '    "with space" = 1',
        '    "for"        = "$${x}"',
        '  }',
        '  list = ["a", 1, true, null]',
        '  rows = [',
        '    {',
        '      a   = 1',
        '      bbb = 2',
        '    },',
        '  ]',
        '  lifecycle {',
        '    prevent_destroy = true',
        '  }',
        '}',
        '',
        'output "empty" {}',
        '',
      ].join('\n'),
    );
  });
});

function plain(value: Value): unknown {
  if (value instanceof Map)
    return Object.fromEntries(
      [...(value as ReadonlyMap<string, Value>)].map(([key, one]) => [key, plain(one)]),
    );
  return Array.isArray(value) ? (value as readonly Value[]).map(plain) : value;
}
