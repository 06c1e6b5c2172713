import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseKeyValues } from '../../../../engine/language/playbook/key-values.ts';
import { joinWords, splitWords } from '../../../../engine/language/playbook/split-words.ts';

/** Pairs and rest, or `error`. */
function parsed(text: string, isCommand = false): unknown {
  const result = parseKeyValues(text, isCommand);
  if ('detail' in result) return 'error';
  return [Object.fromEntries(result.pairs.map(({ name, value }) => [name, value])), result.rest];
}

// Found by asking ansible-core 2.14's own splitter.
const cases: readonly (readonly [string, unknown])[] = [
  ['a=1 b="c d" e=\'f g\'', [{ a: '1', b: 'c d', e: 'f g' }, '']],
  ['a={{ b | c("d e") }} f', [{ a: '{{ b | c("d e") }}' }, 'f']],
  ['a=b=c', [{ a: 'b=c' }, '']],
  ['a\\=b', [{}, 'a=b']],
  ['=a b', [{}, '=a b']],
  ['x  y   z', [{}, 'x  y   z']],
  ['x\ny\n', [{}, 'x\ny\n']],
  ['x \\\n y', [{}, 'x y']],
  ['a="x\\ny" b=\\x41', [{ a: 'x\ny', b: 'A' }, '']],
  ['a="x', 'error'],
  ["don't", 'error'],
  ['{{ a', 'error'],
  ['{% if a %}b c{% endif %}', [{}, '{% if a %}b c{% endif %}']],
  ['a="b \\" c"', [{ a: 'b " c' }, '']],
  ['a="b"c', [{ a: '"b"c' }, '']],
  ['echo ', [{}, 'echo ']],
  ['', [{}, '']],
];

describe('parseKeyValues', () => {
  for (const [text, expected] of cases) {
    it(`reads ${JSON.stringify(text)}`, () => {
      assert.deepEqual(parsed(text), expected);
    });
  }

  it('leaves words to a command but for its options', () => {
    assert.deepEqual(parsed('env A=b chdir=/x ls creates=/y', true), [
      { chdir: '/x', creates: '/y' },
      'env A=b ls',
    ]);
    assert.deepEqual(parsed('a\\=b', true), [{}, 'a=b']);
  });
});

describe('splitWords', () => {
  it('loses nothing: joined, the words are the text again', () => {
    const piece = fc.constantFrom('a', 'b=c', '"d e"', "'f'", '{{ g }}', '{% h %}', '-x', '|');
    const gap = fc.constantFrom(' ', '  ', '\n', ' \n', '\n  ');
    fc.assert(
      fc.property(fc.array(fc.tuple(piece, gap), { maxLength: 8 }), (parts) => {
        const text = parts.flat().join('');
        const words = splitWords(text);
        assert.ok(!('detail' in words));
        assert.equal(joinWords(words.map((word) => word.text)).trimEnd(), text.trimEnd());
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.boolean(), (text, isCommand) => {
        parseKeyValues(text, isCommand);
      }),
    );
  });
});
