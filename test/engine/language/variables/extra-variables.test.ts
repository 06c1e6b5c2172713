import assert from 'node:assert/strict';
import { collectDiagnostics } from '../../../../engine/diagnostics/diagnostic.ts';
import { parseExtraVariables } from '../../../../engine/language/variables/extra-variables.ts';
import { memoryFiles } from '../memory-files.ts';
import { describeProblems, plain } from '../reading.ts';

const files = memoryFiles({
  '/vars.yml': 'a: 1\nb: [yes, "{{ c }}"]\n',
  '/home/me/vars.json': '{"h": {"i": 1.5}}',
  '/list.yml': '- a',
  '/broken.yml': 'a: {{ b }}',
});

function read(...texts: readonly string[]): { readonly variables: unknown; readonly problems: string } {
  const sink = collectDiagnostics();
  const variables = parseExtraVariables(texts, { files, sink, homeDirectory: '/home/me' });
  return { variables: plain(variables), problems: describeProblems(sink.diagnostics).join('\n') };
}

describe('parseExtraVariables', () => {
  const cases: readonly (readonly [readonly string[], unknown])[] = [
    [[], {}],
    [[''], {}],
    [['a=1 b="c d" e={{ f }}'], { a: '1', b: 'c d', e: '{{ f }}' }],
    [['{"a": 1, "b": [true, null]}'], { a: 1, b: [true, null] }],
    [['{a: yes, b: 2.0}'], { a: true, b: { float: 2 } }],
    [['@/vars.yml'], { a: 1, b: [true, '{{ c }}'] }],
    [['@~/vars.json'], { h: { i: 1.5 } }],
    [['@/vars.yml', 'a=2', '{"a": 3}'], { a: 3, b: [true, '{{ c }}'] }],
    [['path=/x/y'], { path: '/x/y' }],
  ];
  for (const [texts, expected] of cases) {
    it(`reads ${JSON.stringify(texts)}`, () => {
      const { variables, problems } = read(...texts);
      assert.equal(problems, '');
      assert.deepEqual(variables, expected);
    });
  }

  const wrong: readonly (readonly [string, RegExp])[] = [
    ['@/nope.yml', /file-not-found The file of -e @\/nope\.yml is not there/],
    ['@/', /file-unreadable -e @\/ names a folder/],
    [
      '/vars.yml',
      /bad-usage Please prepend extra_vars filename '\/vars\.yml' with '@' \| Write -e @\/vars\.yml/,
    ],
    ['./vars.yml', /bad-usage Please prepend/],
    ['hello', /bad-usage Invalid extra vars data supplied\. 'hello'/],
    ['a=1 hello', /'hello' could not be made into a dictionary/],
    ['a="b', /failed at splitting arguments/],
    ['[1, 2]', /wrong-type 1:1 .*must contain a dictionary/],
    ['{a: {{ b }}}', /yaml-syntax 1:5 .*must be quoted/],
    ['{a: 1', /yaml-syntax/],
    ['@/list.yml', /wrong-type 1:1 \/list\.yml must contain a dictionary/],
    ['@/broken.yml', /yaml-syntax 1:4/],
  ];
  for (const [text, expected] of wrong) {
    it(`refuses ${text}`, () => {
      assert.match(read(text).problems, expected);
    });
  }
});
