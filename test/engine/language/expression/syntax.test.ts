import assert from 'node:assert/strict';
import { findSyntaxProblems } from '../../../../engine/language/expression/syntax.ts';

/** Problems as `code@offset: message`. */
function problems(source: string, kind: 'template' | 'expression' | 'file' = 'template'): string[] {
  return findSyntaxProblems(source, kind).map(({ code, offset, message }) => `${code}@${offset}: ${message}`);
}

const cases: readonly (readonly [string, 'template' | 'expression' | 'file', readonly string[]])[] = [
  ['no template', 'template', []],
  ['{{ x | default(1) }}', 'template', []],
  ['x ==', 'expression', ["template-syntax@4: unexpected 'end of template'"]],
  ['{{ x', 'template', ["template-syntax@0: unexpected end of template, expected '}}'"]],
  ['ab {{ }}', 'template', ["template-syntax@6: Expected an expression, got 'end of print statement'"]],
  [
    '{% if x %}',
    'template',
    [
      "template-syntax@10: Unexpected end of template. Jinja was looking for the following tags: 'elif' or 'else' or 'endif'.",
    ],
  ],
  ['{% endfor %}', 'template', ["template-syntax@3: Encountered unknown tag 'endfor'."]],
  ['{{ x | uper }}', 'template', ["unknown-filter@7: No filter named 'uper'."]],
  ['{% if f %}{{ x | uper }}{% endif %}', 'template', ["unknown-filter@17: No filter named 'uper'."]],
  [
    '{{ [{"a": x | uper(y | lwoer)}] }}',
    'template',
    ["unknown-filter@14: No filter named 'uper'.", "unknown-filter@23: No filter named 'lwoer'."],
  ],
  ['x is defned', 'expression', ["unknown-test@2: No test named 'defned'."]],
  ['{% for i in x if i is nope %}{% endfor %}', 'template', ["unknown-test@19: No test named 'nope'."]],
  ['{% macro m(a=x | nope) %}{% endmacro %}', 'template', ["unknown-filter@17: No filter named 'nope'."]],
  ['{% set a | nope %}{% endset %}', 'template', ["unknown-filter@11: No filter named 'nope'."]],
  ["{{ lookup('enw', 'X') }}", 'template', ['unknown-lookup@10: lookup plugin (enw) not found']],
  ["{{ lookup('ansible.builtin.env', 'X') ~ query(name, 1) }}", 'template', []],
  ['{{ x | ansible.builtin.default(1) | community.general.json_query("a") }}', 'template', []],
  [
    "{{ 'it\\'s' }}",
    'template',
    ['template-syntax@7: a backslash cannot quote a quote here: it stands for itself'],
  ],
  ["{{ 'it\\'s' }}", 'file', []],
  ["{{ '\\x4' }}", 'file', ['template-syntax@3: the escape \\x is not complete']],
  ['a\r\n{{ x | uper }}', 'template', ["unknown-filter@10: No filter named 'uper'."]],
  ['{{ a && b }}', 'template', ["template-syntax@5: unexpected char '&' at 5"]],
  ['{# never closed', 'template', ['template-syntax@0: Missing end of comment tag']],
  ['{% raw %}{{', 'template', ['template-syntax@0: Missing end of raw directive']],
  ['{{ (1, 2] }}', 'template', ["template-syntax@8: unexpected ']', expected ')'"]],
  [
    '{% block a %}{% endblock %}{% block a %}{% endblock %}',
    'file',
    ["template-syntax@36: block 'a' defined twice"],
  ],
];

describe('problems of templates that are found without evaluating them', () => {
  for (const [source, kind, expected] of cases) {
    it(`${kind}: ${JSON.stringify(source)}`, () => assert.deepEqual(problems(source, kind), expected));
  }

  it('tells which names there are, for a suggestion', () => {
    const [problem] = findSyntaxProblems('{{ x | uper }}', 'template');
    assert.equal(problem?.unknown?.name, 'uper');
    assert.ok(problem.unknown.known.includes('upper'));
  });

  it('knows what a role brings along', () => {
    const extensions = { filters: new Map([['mine', () => null]]), tests: new Map(), lookups: new Map() };
    assert.deepEqual(findSyntaxProblems('{{ x | mine }}', 'template', extensions), []);
  });

  it('takes an expression that is nested too deeply for a problem, not for a crash', () => {
    const [problem] = findSyntaxProblems(`${'('.repeat(50_000)}1${')'.repeat(50_000)}`, 'expression');
    assert.equal(problem?.message, 'maximum recursion depth exceeded');
  });
});

const hints: readonly (readonly [source: string, help: string])[] = [
  ['a = 1', 'Compare with ==.'],
  ['a && b', 'Write and.'],
  ['a || b', 'Write or.'],
  ['!a', 'Write not, or != to compare.'],
  ['a ? b : c', 'Write: this if condition else that.'],
  ['$a', 'Write the name of the variable alone.'],
  ["a == 'b", 'Close the text with another quote.'],
  ['(a', 'Something is missing before the end.'],
  ['(a]', 'Close with ) first.'],
  ['a)', 'Take it out, or open it before.'],
  ['a b', 'An operator, a comma or a quote may be missing before it.'],
  ['a ==', 'Something is missing before the end.'],
];

describe('syntax errors say what to do', () => {
  for (const [source, help] of hints) {
    it(source, () => {
      const [problem] = findSyntaxProblems(source, 'expression');
      assert.equal(problem?.help, help);
    });
  }
});
