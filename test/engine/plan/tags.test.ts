import assert from 'node:assert/strict';
import { isSelected } from '../../../engine/plan/tags.ts';

/** tags of the task | --tags | --skip-tags | runs */
const table: readonly (readonly [string, string, string, boolean])[] = [
  ['', '', '', true],
  ['a', '', '', true],
  ['never', '', '', false],
  ['never a', '', '', false],
  ['always', '', '', true],
  ['a', 'a', '', true],
  ['b', 'a', '', false],
  ['a b', 'b', '', true],
  ['', 'a', '', false],
  ['always', 'a', '', true],
  ['never a', 'a', '', true],
  ['never', 'never', '', true],
  ['a', 'all', '', true],
  ['never', 'all', '', false],
  ['a', 'tagged', '', true],
  ['', 'tagged', '', false],
  ['never a', 'tagged', '', false],
  ['always', 'untagged', '', true],
  ['', 'untagged', '', true],
  ['a', 'untagged', '', false],
  ['a', '', 'a', false],
  ['a b', '', 'b', false],
  ['a', '', 'b', true],
  ['a', 'a', 'a', false],
  ['a', '', 'tagged', false],
  ['', '', 'tagged', true],
  ['', '', 'untagged', false],
  ['a', '', 'all', false],
  ['always', '', 'all', true],
  ['always', '', 'all always', false],
  ['always', '', 'always', false],
];

describe('tag selection', () => {
  for (const [own, only, skip, runs] of table) {
    it(`[${own}] with --tags ${only || '-'} --skip-tags ${skip || '-'} ${runs ? 'runs' : 'does not run'}`, () => {
      const words = (text: string): readonly string[] => text.split(' ').filter((word) => word !== '');
      assert.equal(isSelected(words(own), { only: words(only), skip: words(skip) }), runs);
    });
  }
});
