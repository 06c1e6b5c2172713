import assert from 'node:assert/strict';
import { alertCodes, rules, type AlertCode } from '../../../../modules/aws/rules/rules.ts';
import { alertsOf, type RuleCases } from './case.ts';
import { cidrCases } from './cases/cidrs.ts';
import { otherCases } from './cases/others.ts';
import { routeCases } from './cases/routes.ts';
import { tableCases } from './cases/tables.ts';

const cases: Readonly<Record<AlertCode, RuleCases>> = {
  ...cidrCases,
  ...otherCases,
  ...routeCases,
  ...tableCases,
};

describe('alerts', () => {
  it('are not raised where all is well', () => {
    assert.deepEqual(alertsOf({}), []);
  });

  it('all have cases that raise them and cases that do not, and no others are tried', () => {
    assert.deepEqual(Object.keys(cases).toSorted(), alertCodes.toSorted());
    for (const [code, { raises, silent }] of Object.entries(cases))
      assert.ok(raises.length > 0 && silent.length > 0, code);
  });

  it('have codes of one form, and words that are whole', () => {
    for (const [code, { when, help }] of Object.entries(rules)) {
      assert.match(code, /^VPC(?:-[A-Z0-9]+)+$/);
      assert.match(help, /^[A-Z].*\.$/, `${code}: ${help}`);
      assert.doesNotMatch(when, /^[A-Z][a-z]|\.$/, `${code}: ${when}`);
    }
  });

  for (const [code, { raises, silent }] of Object.entries(cases)) {
    describe(code, () => {
      for (const { log, ...change } of raises)
        it(`is raised: ${log.replaceAll('\n', ' ')}`, () => {
          const raised = alertsOf(change).filter((alert) => alert.code === code);
          assert.ok(
            raised.some((alert) => alert.log === log),
            `raised instead: ${JSON.stringify(raised.map((alert) => alert.log))}`,
          );
          for (const { text, help, subject } of raised) {
            assert.match(text, /\.$/);
            assert.notEqual(help, '');
            assert.notEqual(subject, '');
          }
        });
      for (const [index, change] of silent.entries())
        it(`is not raised: ${index + 1}`, () => {
          const raised = alertsOf(change).filter((alert) => alert.code === code);
          assert.deepEqual(
            raised.map(({ log }) => log),
            [],
          );
        });
    });
  }
});
