import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { readFullYaml } from '../../../engine/text/full-yaml.ts';
import { readSimpleYaml } from '../../../engine/text/simple-yaml.ts';
import { parseYaml, type YamlValue } from '../../../engine/text/yaml.ts';
import type { YamlNode } from '../../../engine/text/yaml-node.ts';
import { evaluateExpression } from '../../../engine/language/expression/template.ts';
import { testEnvironment } from '../language/expression/environment.ts';

/** A value as JSON: keys as Python prints them, large ints with an n. */
function plain(value: YamlValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, one]) => [keyText(key), plain(one)]));
  return typeof value === 'bigint' ? `${value}n` : value;
}

function keyText(key: YamlValue): string {
  return key === true ? 'True' : key === false ? 'False' : typeof key === 'string' ? key : `${Number(key)}`;
}

interface Case {
  readonly name: string;
  readonly yaml: string;
  readonly json: string;
}

function parse(text: string): YamlValue {
  const { documents, problems } = parseYaml({ path: 'x.yml', text });
  assert.deepEqual(problems, []);
  return documents[0]?.value ?? null;
}

const path = new URL('yaml-cases.yml', import.meta.url);
const cases = plain(parse(readFileSync(path, 'utf8'))) as readonly Case[];

describe('parseYaml', () => {
  for (const { name, yaml, json } of cases) {
    it(`reads like PyYAML: ${name}`, () => {
      const { documents, problems } = parseYaml({ path: 'x.yml', text: yaml });
      if (json === 'error') {
        assert.notEqual(problems.length, 0);
        return;
      }
      assert.deepEqual(problems, []);
      assert.deepEqual(
        plain(documents[0]?.value ?? null),
        JSON.parse(json.replaceAll('\n', '\\n').replaceAll('\t', '\\t')),
      );
    });
  }

  it('gives floats and tags to the options', () => {
    const { documents, problems } = parseYaml<{ readonly made: string }>(
      { path: 'x.yml', text: 'a: 2.0\nb: !vault |\n  text\nc: !unsafe "{{ x }}"\nd: 2\n' },
      {
        float: (value) => ({ made: `float ${value}` }),
        tagged: (tag, text, span) => ({ made: `${tag} ${text.trim()} ${span.line}` }),
      },
    );
    assert.deepEqual(problems, []);
    assert.deepEqual(
      documents[0]?.value,
      new Map<string, unknown>([
        ['a', { made: 'float 2' }],
        ['b', { made: '!vault text 2' }],
        ['c', { made: '!unsafe {{ x }} 4' }],
        ['d', 2],
      ]),
    );
  });

  it('gives several documents', () => {
    const { documents } = parseYaml({ path: 'x.yml', text: 'a: 1\n---\n- 2\n' });
    assert.deepEqual(
      documents.map(({ value }) => plain(value)),
      [{ a: 1 }, [2]],
    );
  });

  it('finds the place of any pointer', () => {
    const text = 'a:\n- b: 1\n  c/d: {e: [x, y]}\nf: &g {h: 2}\ni:\n  <<: *g\n';
    const document = parseYaml({ path: 'x.yml', text }).documents[0]!;
    const at = (pointer: string): string => {
      const { line, column, start, end } = document.spanAt(pointer);
      return `${line}:${column} ${text.slice(start, end)}`;
    };
    assert.equal(at('/a/0/b'), '2:6 1');
    assert.equal(at('/a/0/c~1d/e/1'), '3:16 y');
    assert.equal(at('/i/h'), '4:11 2');
    assert.equal(at('/a/0/c~1d/nothing'), '3:8 {e: [x, y]}');
    const key = document.keySpanAt('/a/0/c~1d');
    assert.equal(text.slice(key.start, key.end), 'c/d');
  });

  it('reads 10,000 records without the full reader, and finds places in them', () => {
    const record =
      "- _info:\n    id: x\n  params:\n    name: 'n'\n    list:\n    - a\n    empty: {}\n  type: t\n";
    const text = `version: 1\nresources:\n${record.repeat(10_000)}`;
    assert.ok(readSimpleYaml(text));
    assert.ok(readSimpleYaml(text.replaceAll('\n', '\r\n')));
    const document = parseYaml({ path: 'x.yml', text }).documents[0]!;
    assert.equal((document.value as Map<string, unknown[]>).get('resources')?.length, 10_000);
    assert.equal(document.spanAt('/resources/9999/params/name').line, 2 + 9999 * 8 + 4);
  });
});

describe('problems of YAML', () => {
  const problemsOf = (text: string): readonly string[] =>
    parseYaml({ path: 'x.yml', text }).problems.map(
      ({ code, span, detail, help }) =>
        `${code} ${span?.line ?? 0}:${span?.column ?? 0} ${detail} ${help ?? ''}`,
    );

  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      'a template that is not quoted',
      'a: {{ x }}\n',
      /yaml-syntax 1:4 A value that begins with \{\{ must be quoted.*Write "\{\{ x \}\}"/,
    ],
    ['one with text after it', 'a:\n  b: {{ x }}/y # c\n', /2:6 .*must be quoted.*Write "\{\{ x \}\}\/y"/],
    ['one with quotes in it', 'a: {{ x["y"] }}\n', /Write '\{\{ x\["y"\] \}\}'/],
    ['one in a list', '- {{ x }}\n', /1:3 .*must be quoted/],
    ['a second colon', 'a: b: c\n', /1:4 The value holds a colon.*"b: c"/],
    ['a tab', 'a:\n\tb: 1\n', /2:1 The line is indented with a tab/],
    ['quotes that are not closed', 'a: 1\nb: "x\n', /2:4 The text in quotes is not closed/],
    ['quotes that a later one closes', 'a: "x\nb: 1\nc: "y"\n', /1:4 The text in quotes is not closed/],
    ['text after quotes', 'a: "x" y\n', /1:8 More text follows/],
    ['deeper lines after a value', 'a: 1\n  b: 2\n', /1:4 The lines below are indented further/],
    ['another column', 'a:\n    b: 1\n  c: 2\n', /3:\d+ This line begins in another column/],
    ['no dash', '- a: 1\n b: 2\n', /2:\d+ .*does not begin with a dash/],
    ['no colon', 'a: 1\nb\n', /no colon|neither a key/],
    ['no space after the colon', 'a:1\nb: 2\n', /1:1 The colon of a key needs a space.*a: 1/],
    ['a bracket that is not closed', 'a: [1, 2\nb: 3\n', /1:4 A list that begins with \[ is not closed/],
    [
      'a brace that is not closed',
      'a: {x: [1], y: "{"\nb: 3\n',
      /1:4 A mapping that begins with \{ is not closed/,
    ],
    ['an at sign', 'a: @x\n', /1:4 A value cannot begin with @.*"@x"/],
    ['a star', 'a: *.txt\n', /1:4 The alias \*\.txt has no anchor.*"\*\.txt"/],
    ['an alias inside its anchor', 'a: &x [*x]\n', /cannot hold itself/],
    ['a wrong escape', 'a: "\\d"\n', /1:5 \\d is no escape sequence/],
    ['a list on the line of its key', 'a: - b\n', /1:4 A list cannot begin on the line of its key/],
    ['text after a block sign', 'a: |x\n  y\n', /Text stands on the line of/],
    ['a list as a key', '? [a]\n: b\n', /A list or a mapping cannot be a key/],
    ['an unknown tag', 'a: !nope x\n', /1:10 The tag !nope cannot be used/],
    ['a tag of Python', 'a: !!python/object:x y\n', /The tag !!python\/object:x cannot be used/],
    ['a control character', 'a: \u0001\n', /U\+0001 is not allowed/],
    ['a merge of no mapping', 'a: {<<: 1}\n', /merge key << takes a mapping/],
    ['a key that stands twice', 'a: 1\nb: 2\na: 3\n', /duplicate-key 3:1 The key “a” stands twice.*line 1/],
  ];
  for (const [name, text, expected] of cases) {
    it(`says what to do about ${name}`, () => {
      const problems = problemsOf(text);
      assert.match(problems.join('\n'), expected);
    });
  }

  it('refuses what is too deep or too large to work with', () => {
    const deep = (count: number): string => '['.repeat(count) + ']'.repeat(count);
    assert.deepEqual(problemsOf(deep(300)), []);
    assert.match(problemsOf(deep(500)).join(), /more than 400 levels deep/);
    assert.match(problemsOf(deep(5000)).join(), /nested too deeply/);
    assert.match(problemsOf(deep(100_000)).join(), /nested too deeply/);
    const blocks = Array.from({ length: 1000 }, (_, depth) => `${' '.repeat(depth)}a:\n`).join('');
    assert.match(problemsOf(blocks).join(), /levels deep|nested too deeply/);
    const bomb = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]'];
    for (let level = 1; level < 9; level += 1)
      bomb.push(`a${level}: &a${level} [${`*a${level - 1}, `.repeat(10)}]`);
    assert.match(problemsOf(`${bomb.join('\n')}\n`).join(), /aliases of the text stand for more than/);
  });

  it('reports every template that is not quoted, and every key that stands twice', () => {
    assert.equal(problemsOf('a: {{ x }}\nb: {{ y }}\nc: {d: 1, d: 2, d: 3}\n').length, 4);
  });
});

const scalar = fc.oneof(
  fc.constantFrom(
    'yes',
    '0644',
    '1:30',
    '',
    ' x',
    'a: b',
    'c #d',
    '- e',
    '{{ f }}',
    '2020-01-01',
    "it's",
    'x\ny',
    'tab\t',
    '\u0085',
    'é',
    '-',
    '?',
    '=',
    '<<',
    'null',
    '1e3',
    '#',
  ),
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
);
const value: fc.Arbitrary<YamlValue> = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    scalar,
    fc.array(tie('value'), { maxLength: 4 }),
    fc
      .array(fc.tuple(fc.oneof(fc.string(), fc.constantFrom('a', 'b c', 'on', '1')), tie('value')), {
        maxLength: 4,
      })
      .map((entries) => new Map(entries)),
  ),
})).value;

describe('parseYaml and the filters that write YAML', () => {
  for (const filter of ['to_yaml', 'to_nice_yaml']) {
    it(`read what ${filter} writes`, () => {
      fc.assert(
        fc.property(value, (written) => {
          const scope = { get: () => written, names: () => ['written'] };
          const text = evaluateExpression(`written | ${filter}(sort_keys=false)`, {
            ...testEnvironment({}),
            scope,
          });
          assert.ok(typeof text === 'string');
          assert.deepEqual(parse(text), written, text);
        }),
      );
    });
  }
});

function withoutEnds(node: YamlNode): unknown {
  if (node.kind === 'scalar') return { text: node.text, plain: node.plain, start: node.start };
  if (node.kind === 'sequence') return { items: node.items.map(withoutEnds), start: node.start };
  return {
    entries: node.entries.map((entry) => [withoutEnds(entry.key), withoutEnds(entry.value)]),
    start: node.start,
  };
}

describe('the simple reader', () => {
  it('agrees with the full one wherever it reads at all', () => {
    const line = fc.constantFrom(
      'a: 1',
      'b:',
      '  c: d',
      '- e',
      '- f: g',
      '  - h',
      '# i',
      '',
      'j: |',
      '  k',
      '    l',
      'm: "n',
      '  o"',
      "p: 'q'",
      'r: [s, t]',
      'u: {v: w}',
      'x: y # z',
      '- - aa',
      '  bb: cc: dd',
      'ee: >-',
      'ff',
      '-',
      '? gg',
      'hh: [',
      ']',
      '  ii: jj',
    );
    let read = 0;
    fc.assert(
      fc.property(fc.array(line, { maxLength: 9 }), fc.constantFrom('\n', '\r\n'), (lines, end) => {
        const text = lines.map((one) => one + end).join('');
        const simple = readSimpleYaml(text);
        if (simple === undefined) return;
        read += 1;
        const { roots, problems } = readFullYaml({ path: 'x.yml', text });
        // Only what PyYAML reads whatever the indentation is beyond the full reader.
        if (problems.length > 0) return;
        assert.deepEqual(withoutEnds(simple), withoutEnds(roots[0]!), text);
      }),
      { numRuns: 1500 },
    );
    assert.ok(read > 100, `only ${read} texts were read`);
  });
});
