import assert from 'node:assert/strict';
import fc from 'fast-check';
import { pythonRegex } from '../../../../../../engine/language/expression/filters/regex/python-regex.ts';
import { substitute } from '../../../../../../engine/language/expression/filters/regex/replacement.ts';

/** Pattern, text, and what Python's `re.search` gives: the match and its groups, or None. */
const searches: readonly (readonly [
  pattern: string,
  text: string,
  found: readonly (string | undefined)[] | undefined,
])[] = [
  ['a(?P<x>b+)c', 'zabbc', ['abbc', 'bb']],
  ['(?P<q>[\'"]).*?(?P=q)', 'say "it\'s"', ['"it\'s"', '"']],
  ['(?i)HELLO', 'xhello', ['hello']],
  ['(?i:h)ello', 'Hello', ['Hello']],
  ['(?i:h)ELLO', 'Hello', undefined],
  ['(?i)a(?-i:b)', 'AB', undefined],
  ['(?i)a(?-i:b)', 'Ab', ['Ab']],
  ['(?i:[a-c]+)x', 'aBCx', ['aBCx']],
  ['^\\w+$', 'héllo\n', ['héllo']],
  ['^\\w+\\Z', 'héllo\n', undefined],
  ['(?a)^\\w+$', 'héllo', undefined],
  ['(?>a+)b', 'aaab', ['aaab']],
  ['a++a', 'aaa', undefined],
  ['(a)(?>(b)|c)\\2', 'abb', ['abb', 'a', 'b']],
  ['(?:(x)y?+)+(z)\\1', 'xyxzx', ['xyxzx', 'x', 'z']],
  ['[^\\W\\d_]+', '12ab_', ['ab']],
  ['[]a]+', 'x]a', [']a']],
  ['[\\]\\-\\\\]+', 'x]-\\', [']-\\']],
  ['[\\w.-]+@', 'a.b-c@d', ['a.b-c@']],
  ['(?x) a b # comment\n c', 'abc', ['abc']],
  ['(?x) a\\ b [ ]', 'a b ', ['a b ']],
  ['a{,2}b', 'aaab', ['aab']],
  ['a{x}', 'a{x}', ['a{x}']],
  ['{', '{', ['{']],
  ['\\d{2}:\\d{2}', 'at ١٢:30', ['١٢:30']],
  ['(?m)^b$', 'a\nb\nc', ['b']],
  ['(?m)^b$', 'a\u2028b', undefined],
  ['(?s)a.b', 'a\nb', ['a\nb']],
  ['a.b', 'a\u2028b', ['a\u2028b']],
  ['(?<=ab)c', 'abc', ['c']],
  ['(?<!ab)c', 'abc', undefined],
  ['\\x41\\u00e9\\101', 'AéA', ['AéA']],
  ['(?#comment)a', 'a', ['a']],
  ['\\bé\\b', 'x é y', ['é']],
  ['\\s', 'a\u001cb', ['\u001c']],
  ['\\s', '\ufeff', undefined],
];

const refusals: readonly (readonly [pattern: string, message: string])[] = [
  ['*', 'nothing to repeat at position 0'],
  ['a**', 'multiple repeat at position 2'],
  ['^*', 'nothing to repeat at position 1'],
  ['(', 'missing ), unterminated subpattern at position 0'],
  ['a)', 'unbalanced parenthesis at position 1'],
  ['[a', 'unterminated character set at position 0'],
  ['[z-a]', 'bad character range z-a at position 1'],
  ['\\q', 'bad escape \\q at position 0'],
  ['a\\', 'bad escape (end of pattern) at position 1'],
  ['\\2', 'invalid group reference 2 at position 1'],
  ['(?P<a>x)(?P<a>y)', "redefinition of group name 'a' as group 2; was group 1 at position 12"],
  ['(?P=n)', "unknown group name 'n' at position 4"],
  ['a(?i)b', 'global flags not at the start of the expression at position 1'],
  ['(?<n>a)', 'unknown extension ?<n at position 1'],
  ['(a)(?(1)b|c)', 'a group that depends on another one, (?(id)yes|no), is not supported here at position 3'],
];

describe('regular expressions of Python', () => {
  for (const [pattern, text, found] of searches) {
    it(`${JSON.stringify(pattern)} in ${JSON.stringify(text)}`, () => {
      const regex = pythonRegex(pattern);
      const match = regex.search(text);
      const groups =
        match === undefined
          ? undefined
          : Array.from({ length: regex.groupCount + 1 }, (_, index) => match.group(index));
      assert.deepEqual(groups, found);
    });
  }

  for (const [pattern, message] of refusals) {
    it(`refuses ${JSON.stringify(pattern)}`, () => {
      assert.throws(() => pythonRegex(pattern), { message });
    });
  }

  it('match, at the beginning; fullMatch, all of it', () => {
    const regex = pythonRegex('a|ab');
    assert.equal(regex.match('xa'), undefined);
    assert.equal(regex.match('ab')?.group(0), 'a');
    assert.equal(regex.fullMatch('ab')?.group(0), 'ab');
  });

  it('a search does not move where later ones begin', () => {
    const regex = pythonRegex('b');
    assert.equal(regex.search('ab')?.start, 1);
    assert.equal(regex.search('b')?.start, 0);
    assert.equal(regex.matches('bb').length, 2);
  });

  it('an escaped text matches itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const escaped = text.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&');
        assert.equal(pythonRegex(escaped).fullMatch(text)?.group(0), text);
      }),
    );
  });

  it('replacing every match with itself changes nothing', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom('\\w+', 'a|', '\\s*', '[^a-c]', '(x)?'), (text, pattern) => {
        assert.equal(substitute(pythonRegex(pattern), '\\g<0>', text).text, text);
      }),
    );
  });
});
