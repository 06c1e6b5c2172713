/** What drover does otherwise than ansible-core 2.14, on purpose. */
import assert from 'node:assert/strict';
import {
  evaluateExpression,
  evaluateTemplate,
  isTrue,
} from '../../../../engine/language/expression/template.ts';
import { omit } from '../../../../engine/language/expression/value.ts';
import { testEnvironment } from './environment.ts';

const environment = testEnvironment({ lst: [3, 1, 2], f: false, x: 5, l: ['{{ omit }}', 1] });

describe('where templates differ from ansible-core 2.14', () => {
  it('gives an empty text for an inline if without an else, where ansible-core gives an object that prints as one', () => {
    assert.equal(evaluateTemplate("{{ 'a' if f }}", environment), '');
  });

  it('refuses break and continue outside a loop, where ansible-core gives the template back unread', () => {
    assert.throws(() => evaluateTemplate('{% break %}', environment), /'break' outside loop/);
  });

  it('refuses several keys in brackets, where ansible-core gives the template back unread', () => {
    assert.throws(() => evaluateTemplate('{{ lst[:, 1] }}', environment), { code: 'undefined-variable' });
  });

  it('lets an inline if stand in a condition', () => {
    assert.equal(isTrue('x == 5 if not f else x == 6', environment), true);
  });

  it('lets an inline if follow a test', () => {
    assert.equal(evaluateExpression("x is odd if f else 'even'", environment), 'even');
  });

  it('gives omit as a value of its own, which leaves out what it is given to', () => {
    assert.equal(evaluateTemplate('{{ nope | default(omit) }}', environment), omit);
    assert.deepEqual(evaluateTemplate('{{ l }}', environment), [1]);
  });

  it('joins what several super() give as text', () => {
    assert.equal(evaluateTemplate('{% block b %}{{ x }}{% endblock %}{{ self.b() }}', environment), '55');
  });

  it('knows infinite floats', () => {
    assert.equal(evaluateTemplate('{{ 1e400 }}', environment), Infinity);
  });
});
