import assert from 'node:assert/strict';
import { parseYaml } from '../../../engine/text/yaml.ts';
import { writtenOffset } from '../../../engine/text/written-offset.ts';

/** A scalar whose text has one X: it is found where the X stands in the source. */
const sources: Readonly<Record<string, string>> = {
  plain: 'a b {{ c | X }}',
  'several lines': 'one {{ a }}\n    two {{ b | X }}\n    three',
  'blank lines between': 'one\n\n    \n    two X',
  'single quotes': "'it''s {{ c | X(''d'') }}'",
  'single quotes on several lines': "'it''s\n    {{ c | X }}'",
  'double quotes': '"{{ c | X }}"',
  'escaped quotes': '"say \\"a\\" {{ c | X(\\"d\\") }}"',
  'escaped characters': '"tab\\there \\u00e9\\x41\\U0001F600\\n\\\\ {{ c | X }}"',
  'a line that goes on': '"one \\\n    two {{ c | X }} \\\n    three"',
  'a literal block': '|\n    one\n      two\n\n    {{ c | X }}\n',
  'a folded block': '>-\n    one\n    two {{ c | X }}\n\n      three\n    four\n',
  'characters of several units': '"😀é {{ c | X }} 😀\\t"',
  'windows line ends': '>-\r\n    one\r\n    two X\r\n',
  'much text': `|\n    ${'line\n    '.repeat(2_000)}X\n    ${'line\n    '.repeat(2_000)}\n`,
};

describe('the place of a character of a scalar in its source', () => {
  for (const [name, source] of Object.entries(sources)) {
    it(name, () => {
      const { documents, problems } = parseYaml({ path: 'x.yml', text: `key:\n  a: ${source}\n` });
      assert.deepEqual(problems, []);
      const text = documents[0]?.value;
      const inner = text instanceof Map ? text.get('key') : undefined;
      const value = inner instanceof Map ? inner.get('a') : undefined;
      assert.ok(typeof value === 'string');
      assert.equal(writtenOffset(source, value, value.indexOf('X')), source.indexOf('X'));
    });
  }

  it('of the same text twice is told by where the search begins', () => {
    assert.equal(writtenOffset('[X, X]', 'X', 0, 2), 4);
  });

  it('is unknown where the text does not stand there', () => {
    assert.equal(writtenOffset('*alias', 'X', 0), undefined);
  });
});
