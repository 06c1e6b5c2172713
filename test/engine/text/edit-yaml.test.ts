import assert from 'node:assert/strict';
import fc from 'fast-check';
import { editYaml } from '../../../engine/text/edit-yaml.ts';
import { formatPointer, parsePointer } from '../../../engine/text/json-pointer.ts';
import { parseYaml, type YamlValue } from '../../../engine/text/yaml.ts';
import { yamlText } from '../../../engine/text/yaml-text.ts';

const text = `# head
a: 1 # one

b:   # two
  c: 'x'   # three
  # before d
  d:
  - one # first
  -   two
  # after
e: {f: 1, g: [2, 3]}
h: |
  text

  more
i:
j: end
`;

describe('editYaml', () => {
  const cases: readonly (readonly [string, (text: string) => string, string, string])[] = [
    [
      'sets a scalar and keeps its comment',
      (t) => editYaml(t).set('/a', 'two words').text,
      'a: 1 # one',
      'a: two words # one',
    ],
    [
      'sets an inner scalar',
      (t) => editYaml(t).set('/b/c', 5).text,
      "  c: 'x'   # three",
      '  c: 5   # three',
    ],
    ['sets an item', (t) => editYaml(t).set('/b/d/1', 'x: y').text, '  -   two', "  -   'x: y'"],
    ['sets in flow style', (t) => editYaml(t).set('/e/g/0', 'a,b').text, 'g: [2, 3]', "g: ['a,b', 3]"],
    ['fills in what is empty', (t) => editYaml(t).set('/i', 'x').text, 'i:\n', 'i: x\n'],
    ['replaces a block', (t) => editYaml(t).set('/h', 'x').text, 'h: |\n  text\n\n  more\n', 'h: x\n'],
    [
      'puts a mapping in the place of a scalar',
      (t) => editYaml(t).set('/a', new Map([['x', 1]])).text,
      'a: 1 # one\n',
      'a: # one\n  x: 1\n',
    ],
    [
      'adds a key at the end of a mapping',
      (t) => editYaml(t).set('/b/z', [1]).text,
      '  -   two\n',
      '  -   two\n  z:\n  - 1\n',
    ],
    [
      'adds a key at the end of the text',
      (t) => editYaml(t).set('/z', null).text,
      'j: end\n',
      'j: end\nz: null\n',
    ],
    ['adds a key in flow style', (t) => editYaml(t).set('/e/z', 'w').text, 'g: [2, 3]}', 'g: [2, 3], z: w}'],
    ['makes what leads to a key', (t) => editYaml(t).set('/i/k/l', 1).text, 'i:\n', 'i:\n  k:\n    l: 1\n'],
    [
      'appends an item',
      (t) => editYaml(t).append('/b/d', 'three').text,
      '  -   two\n',
      '  -   two\n  - three\n',
    ],
    ['appends in flow style', (t) => editYaml(t).append('/e/g', 4).text, '[2, 3]', '[2, 3, 4]'],
    ['makes a list to append to', (t) => editYaml(t).append('/i', 1).text, 'i:\n', 'i:\n- 1\n'],
    ['deletes a key with its line', (t) => editYaml(t).delete('/a').text, 'a: 1 # one\n', ''],
    ['deletes an item', (t) => editYaml(t).delete('/b/d/0').text, '  - one # first\n', ''],
    ['deletes in flow style', (t) => editYaml(t).delete('/e/f').text, '{f: 1, g', '{g'],
    ['deletes the last in flow style', (t) => editYaml(t).delete('/e/g/1').text, '[2, 3]', '[2]'],
    ['deletes nothing where nothing is', (t) => editYaml(t).delete('/nope/x').text, 'j: end', 'j: end'],
  ];
  for (const [name, edit, before, after] of cases) {
    it(name, () => {
      assert.ok(text.includes(before));
      assert.equal(edit(text), text.replace(before, after));
    });
  }

  it('leaves an empty mapping or list after the last is gone', () => {
    assert.equal(editYaml('a:\n  b: 1\nc:\n- 1\n').delete('/a/b').delete('/c/0').text, 'a: {}\nc: []\n');
  });

  it('moves the next key up to the dash', () => {
    assert.equal(editYaml('- a: 1\n  b: 2\n').delete('/0/a').text, '- b: 2\n');
  });

  it('begins an empty text', () => {
    assert.equal(editYaml('').set('/a/b', 1).text, 'a:\n  b: 1\n');
    assert.equal(editYaml('# c\n').set('/a', 1).text, '# c\na: 1\n');
  });

  it('refuses what it cannot read, and appending to what is no list', () => {
    assert.throws(() => editYaml('a: b: c', 'f.yml'), /holds a colon/);
    assert.throws(() => editYaml('a: 1').append('/a', 2), /no list at \/a/);
  });
});

type Path = readonly (string | number)[];

/** All paths of a value with text keys. */
function pathsOf(value: YamlValue, path: Path = []): readonly Path[] {
  const inner = Array.isArray(value)
    ? value.flatMap((item, index) => pathsOf(item, [...path, index]))
    : value instanceof Map
      ? [...value].flatMap(([key, one]) => pathsOf(one, [...path, key as string]))
      : [];
  return [path, ...inner];
}

/** What an edit should come to. */
function changed(
  value: YamlValue,
  path: Path,
  change: (container: YamlValue, key: string | number) => void,
): YamlValue {
  const copy = structuredClone(value);
  let container = copy;
  for (const key of path.slice(0, -1)) container = at(container, key);
  change(container, path.at(-1) ?? '');
  return copy;
}

function at(container: YamlValue, key: string | number): YamlValue {
  if (Array.isArray(container)) return container[Number(key)] ?? null;
  return container instanceof Map ? (container.get(key) ?? null) : null;
}

const key = fc.constantFrom('a', 'b c', 'd/e', 'f~', 'on', '12', '#g');
const leaf = fc.oneof(
  fc.string(),
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.constantFrom('x\ny\n', 'a: b', "it's"),
);
const value: fc.Arbitrary<YamlValue> = fc.letrec<{ value: YamlValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    leaf,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('value')), { maxLength: 3 }).map((entries) => new Map(entries)),
  ),
})).value;
const document = fc.oneof(
  fc.array(value, { minLength: 1, maxLength: 3 }),
  fc.array(fc.tuple(key, value), { minLength: 1, maxLength: 3 }).map((entries) => new Map(entries)),
);

function parsed(yaml: string): YamlValue {
  const { documents, problems } = parseYaml({ path: 'x', text: yaml });
  assert.deepEqual(problems, [], yaml);
  return documents[0]?.value ?? null;
}

describe('edits of any text', () => {
  it('come to what they say, and touch nothing else', () => {
    fc.assert(
      fc.property(
        document,
        value,
        fc.nat(),
        fc.constantFrom('set', 'delete'),
        (before, added, where, kind) => {
          const paths = pathsOf(before).filter((path) => path.length > 0);
          const path = paths[where % paths.length] ?? [];
          const yaml = `${yamlText(before)}\n`;
          const pointer = formatPointer(path);
          const edited = kind === 'set' ? editYaml(yaml).set(pointer, added) : editYaml(yaml).delete(pointer);
          const expected = changed(before, path, (container, last) => {
            if (Array.isArray(container))
              container.splice(Number(last), 1, ...(kind === 'set' ? [added] : []));
            else if (container instanceof Map && kind === 'set') container.set(last, added);
            else if (container instanceof Map) container.delete(last);
          });
          assert.deepEqual(parsed(edited.text), expected, `${pointer}\n${yaml}\n${edited.text}`);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('may add keys and items anywhere', () => {
    fc.assert(
      fc.property(document, value, fc.nat(), (before, added, where) => {
        const containers = pathsOf(before).filter((path) => {
          const container = path.reduce<YamlValue>((inside, step) => at(inside, step), before);
          return Array.isArray(container) || container instanceof Map;
        });
        const path = containers[where % containers.length] ?? [];
        const container = path.reduce<YamlValue>((inside, step) => at(inside, step), before);
        const yaml = `${yamlText(before)}\n`;
        const edited = Array.isArray(container)
          ? editYaml(yaml).append(formatPointer(path), added)
          : editYaml(yaml).set(formatPointer([...path, 'new key']), added);
        const expected = changed(before, [...path, 'x'], (inside) => {
          if (Array.isArray(inside)) inside.push(added);
          else if (inside instanceof Map) inside.set('new key', added);
        });
        assert.deepEqual(parsed(edited.text), expected, `${formatPointer(path)}\n${yaml}\n${edited.text}`);
      }),
      { numRuns: 500 },
    );
  });
});

describe('JSON Pointers', () => {
  it('are read as they were written', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (path) => {
        assert.deepEqual(parsePointer(formatPointer(path)), path);
      }),
    );
    assert.throws(() => parsePointer('a'), /begins with a slash/);
  });
});
