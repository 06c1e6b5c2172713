import assert from 'node:assert/strict';
import type { Located } from '../../../engine/diagnostics/span.ts';
import { spanOf } from '../../../engine/diagnostics/span.ts';
import type { Keywords } from '../../../engine/language/playbook/ast.ts';
import { inheritKeywords } from '../../../engine/plan/inherit.ts';

const span = spanOf({ path: 'x.yml', text: '' }, 0);
const at = <T>(value: T): Located<T> => ({ value, span });
const valuesOf = (list: readonly Located<unknown>[] | undefined): readonly unknown[] | undefined =>
  list?.map(({ value }) => value);

describe('inheritance of keywords', () => {
  const outer: Keywords = {
    name: at('outer'),
    vars: new Map([['a', at(1)]]),
    when: [at('x')],
    tags: [at('t')],
    environment: [at(new Map([['A', 'outer']]))],
    ignoreErrors: at(true),
    checkMode: at(true),
  };

  it('lets the nearest win, but not for names and variables, which are the own ones', () => {
    const merged = inheritKeywords(outer, { checkMode: at(false) });
    assert.equal(merged.checkMode?.value, false);
    assert.equal(merged.ignoreErrors?.value, true);
    assert.equal(merged.name, undefined);
    assert.equal(merged.vars, undefined);
  });

  it('adds tags and conditions up, the outer ones first', () => {
    const merged = inheritKeywords(outer, { when: [at('y')], tags: [at('u')] });
    assert.deepEqual(valuesOf(merged.when), ['x', 'y']);
    assert.deepEqual(valuesOf(merged.tags), ['t', 'u']);
  });

  it('keeps environments in the order in which later ones win', () => {
    const merged = inheritKeywords(outer, { environment: [at(new Map([['A', 'inner']]))] });
    assert.deepEqual(valuesOf(merged.environment), [new Map([['A', 'outer']]), new Map([['A', 'inner']])]);
  });

  it('shares what only one side has', () => {
    assert.equal(inheritKeywords(outer, {}).when, outer.when);
    assert.equal(inheritKeywords({}, outer).tags, outer.tags);
  });
});
