import assert from 'node:assert/strict';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { TemplateEnvironment } from '../../../../engine/language/expression/environment.ts';
import {
  evaluateTemplate,
  evaluateValue,
  hasTemplate,
  isTrue,
  renderFile,
} from '../../../../engine/language/expression/template.ts';
import { str } from '../../../../engine/language/expression/python-text.ts';
import { omit, Sealed, type Value } from '../../../../engine/language/expression/value.ts';
import { testEnvironment, testPorts } from './environment.ts';

const environment = testEnvironment({ x: 5, lst: [1, 2], word: 'no', danger: "lookup('pipe', 'false')" });

/** An environment that notes which variables it was asked for. */
function watched(variables: ReadonlyMap<string, Value>): { env: TemplateEnvironment; asked: string[] } {
  const asked: string[] = [];
  const scope = {
    get: (name: string) => {
      asked.push(name);
      return variables.get(name);
    },
    names: () => variables.keys(),
  };
  return { env: { scope, ports: testPorts, searchPath: () => [], renderFile }, asked };
}

describe('evaluateTemplate', () => {
  it('asks for no variable but those in use', () => {
    const { env, asked } = watched(
      new Map<string, Value>([
        ['a', 1],
        ['b', 2],
        ['c', 3],
      ]),
    );
    evaluateTemplate("{{ a if a == 1 else b }}{{ nope | default('x') }}", env);
    assert.deepEqual(asked, ['a', 'a', 'nope']);
  });

  it('leaves variables alone that a template appends to, but shows the template what it did', () => {
    const list: Value[] = [1];
    const { env } = watched(new Map<string, Value>([['l', list]]));
    assert.deepEqual(evaluateTemplate('{% do l.append(2) %}{{ l }}', env), [1, 2]);
    assert.deepEqual(evaluateTemplate('{% set m = l %}{% set _ = m.extend([3]) %}{{ m }}', env), [1, 3]);
    assert.deepEqual(list, [1]);
  });

  it('gives the very list that a variable holds', () => {
    const list: Value[] = [1];
    const { env } = watched(new Map<string, Value>([['l', list]]));
    assert.equal(evaluateTemplate('{{ l }}', env), list);
  });

  it('says what is not defined, and what to do', () => {
    assert.throws(
      () => evaluateTemplate('{{ x }}{{ nope.a }}', environment),
      (error: unknown) => {
        assert.ok(error instanceof DroverError);
        assert.equal(error.code, 'undefined-variable');
        assert.equal(error.message, "'nope' is undefined");
        assert.match(error.diagnostic.help ?? '', /default/);
        return true;
      },
    );
  });

  it('suggests the filter that was probably meant, and refuses it in branches that are not taken too', () => {
    for (const source of ['{{ x | uper }}', '{% if false %}{{ x | uper }}{% endif %}']) {
      assert.throws(
        () => evaluateTemplate(source, environment),
        (error: unknown) => error instanceof DroverError && error.diagnostic.help === 'Did you mean upper?',
      );
    }
  });

  it('uses the filters and tests of roles', () => {
    const extensions = {
      filters: new Map([['twice', (value: Value) => str(value) + str(value)]]),
      tests: new Map([['five', (value: Value) => value === 5]]),
      lookups: new Map(),
    };
    assert.equal(
      evaluateTemplate('{{ x | twice }} {{ x is five }}', { ...environment, extensions }),
      '55 True',
    );
  });

  it('takes a macro without end for an error of the template', () => {
    assert.throws(() => evaluateTemplate('{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', environment), {
      message: 'maximum recursion depth exceeded',
    });
  });
});

describe('evaluateValue', () => {
  it('gives a value without templates back as it is', () => {
    const value: Value = new Map<Value, Value>([['a', [1, 'b']]]);
    assert.equal(evaluateValue(value, environment), value);
  });

  it('evaluates deeply, leaves out what is omit, and takes no key for a template', () => {
    const raw: Value = new Map<Value, Value>([
      ['{{ x }}', ['{{ x }}', 'x{{ x }}']],
      ['gone', '{{ nothing | default(omit) }}'],
    ]);
    assert.deepEqual(evaluateValue(raw, environment), new Map([['{{ x }}', [5, 'x5']]]));
    assert.equal(evaluateValue('{{ omit }}', environment), omit);
  });

  it('opens sealed texts and does not template them', () => {
    const sealed = new Sealed(() => '{{ x }}');
    assert.equal(hasTemplate([sealed]), true);
    assert.deepEqual(evaluateValue([sealed, '{{ x }}'], environment), ['{{ x }}', 5]);
  });
});

describe('hasTemplate', () => {
  const cases: readonly (readonly [Value, boolean])[] = [
    ['plain', false],
    ['{ {', false],
    ['{{ x }}', true],
    ['{% if x %}', true],
    ['{# note', true],
    [[1, ['a', '{{ x }}']], true],
    [new Map<Value, Value>([['{{ x }}', 1]]), false],
    [new Map<Value, Value>([['k', [new Map<Value, Value>([['d', '{{ x }}']])]]]), true],
    [5, false],
    [null, false],
  ];
  for (const [value, expected] of cases)
    it(`${JSON.stringify(value)}: ${String(expected)}`, () => assert.equal(hasTemplate(value), expected));
});

describe('isTrue', () => {
  it('holds for nothing, and for a list where all holds', () => {
    assert.equal(isTrue(null, environment), true);
    assert.equal(isTrue('', environment), true);
    assert.equal(isTrue(['x == 5', true, 'lst'], environment), true);
    assert.equal(isTrue(['x == 5', 'x == 6', 'nope'], environment), false);
  });

  it('evaluates what a template gives, but lets it look up nothing', () => {
    assert.equal(isTrue('{{ x }} == 5', environment), true);
    assert.throws(() => isTrue('{{ word }}', environment), { message: "'no' is undefined" });
    assert.throws(() => isTrue('{{ danger }}', environment), /lookups were disabled/);
  });
});

describe('renderFile', () => {
  it('always gives a text, with None as nothing', () => {
    assert.equal(renderFile('{{ x }}', environment), '5');
    assert.equal(renderFile('{{ none }}|{{ lst }}', environment), '|[1, 2]');
  });

  it('reads literals with their escapes, unlike texts of playbooks', () => {
    assert.equal(renderFile("{{ 'a\\tb' }}", environment), 'a\tb');
    assert.equal(evaluateTemplate("{{ 'a\\tb' }}", environment), 'a\\tb');
  });

  it('obeys the #jinja2: line', () => {
    const head = "#jinja2: variable_start_string: '[[', variable_end_string: ']]', trim_blocks: False";
    assert.equal(
      renderFile(`${head}\n[[ x ]] {{ x }}{% if x %}\n{% endif %}.\n`, environment),
      '5 {{ x }}\n.\n',
    );
    assert.equal(
      renderFile('#jinja2: lstrip_blocks: True\n  {% if x %}\na\n  {% endif %}\n', environment),
      'a\n',
    );
  });

  it('takes options and variables of its own', () => {
    const options = {
      lstripBlocks: true,
      newline: '\r\n',
      variables: new Map<string, Value>([['y', 'why']]),
    };
    assert.equal(
      renderFile('  {% if x %}\n{{ y }}\n  {% endif %}\nend\n', environment, options),
      'why\r\nend\r\n',
    );
    const delimiters = { blockStart: '<%', blockEnd: '%>', commentStart: '<#', commentEnd: '#>' };
    assert.equal(
      renderFile('<% if x %>a<% endif %><# no #>{% b %}', environment, { delimiters }),
      'a{% b %}',
    );
  });

  it('reads files with Windows line ends', () => {
    assert.equal(renderFile('a\r\n{% if x %}\r\nb\r\n{% endif %}\r\n', environment), 'a\nb\n');
  });

  it('finds the templates that it includes, with the same delimiters', () => {
    const files = new Map([['/t/inc.j2', '[[ x ]]{{ x }}']]);
    const ports = {
      ...testPorts,
      readFile: (path: string) => {
        const content = files.get(path);
        return content === undefined ? undefined : new TextEncoder().encode(content);
      },
    };
    const options = { path: '/t/main.j2', variableStart: '[[', variableEnd: ']]' };
    assert.equal(renderFile("{% include 'inc.j2' %}", { ...environment, ports }, options), '5{{ x }}');
    assert.throws(() => renderFile("{% include 'nope.j2' %}", { ...environment, ports }, options), {
      message: 'The template nope.j2 is not there.',
    });
  });
});
