import assert from 'node:assert/strict';
import fc from 'fast-check';
import { didYouMean, suggest } from '../../../engine/schema/suggest.ts';

const words = [
  'register',
  'retries',
  'gather_facts',
  'when',
  'with_items',
  'copy',
  'command',
  'debug',
  'import_tasks',
  'import_role',
];

describe('suggest', () => {
  const cases: readonly (readonly [string, string | undefined])[] = [
    ['regster', 'register'],
    ['gather_fact', 'gather_facts'],
    ['gather-facts', 'gather_facts'],
    ['GatherFacts', 'gather_facts'],
    ['wehn', 'when'],
    ['debgu', 'debug'],
    ['comand', 'command'],
    ['import_task', 'import_tasks'],
    ['imprt_rule', 'import_role'],
    ['copyy', 'copy'],
    ['xyz', undefined],
    ['foo', undefined],
    ['a', undefined],
    ['', undefined],
    ['when', undefined],
  ];
  for (const [word, expected] of cases) {
    it(`takes ${word || 'nothing'} for ${expected ?? 'nothing'}`, () => {
      assert.equal(
        suggest(
          word,
          words.filter((one) => one !== word),
        ),
        expected,
      );
    });
  }

  it('finds a longer word after one slip', () => {
    const slip = fc.tuple(
      fc.constantFrom(...words.filter((word) => word.length > 4)),
      fc.nat(),
      fc.constantFrom('drop', 'swap', 'double'),
    );
    fc.assert(
      fc.property(slip, ([word, where, kind]) => {
        const at = where % (word.length - 1);
        const slips = {
          drop: word.slice(0, at) + word.slice(at + 1),
          swap: word.slice(0, at) + word.charAt(at + 1) + word.charAt(at) + word.slice(at + 2),
          double: word.slice(0, at) + word.charAt(at) + word.slice(at),
        };
        const slipped = slips[kind];
        fc.pre(slipped !== word && !words.includes(slipped));
        assert.equal(suggest(slipped, words), word);
      }),
    );
  });

  it('makes a sentence', () => {
    assert.equal(didYouMean('debgu', words), 'Did you mean debug?');
    assert.equal(didYouMean('nothing', words), '');
  });
});
