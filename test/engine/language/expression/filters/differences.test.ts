/** What the filters, tests and lookups do otherwise than ansible-core 2.14 and its collections, on purpose. */
import assert from 'node:assert/strict';
import { evaluateExpression } from '../../../../../engine/language/expression/template.ts';
import { caseEnvironment } from '../check-cases.ts';

const differences: readonly (readonly [why: string, expression: string, value: unknown])[] = [
  [
    'count of regex_replace came with ansible-core 2.15',
    '"hello" | regex_replace("l", "L", count=1)',
    'heLlo',
  ],
  ['a tuple is a list to json_query', '(1, 2) | json_query("[0]")', 1],
  ['a test gives its truth', '{"failed": "false"} is failed', true],
  ['a test gives its truth', '{"failed": none} is failed', false],
  ['a loop over nothing has not changed', '{"results": []} is changed', false],
  ['nested takes one list too', 'query("nested", [1, 2])', [[1], [2]]],
  [
    'a key in quotes is the key',
    `lookup("csvfile", "'two words'", file=files ~ "/elements.csv", delimiter=",")`,
    '5',
  ],
  ['networks of IPv6 stay such', '"::/0" | ipaddr("first_usable")', '::1'],
  ['allow_unicode can be said', '"é" | to_yaml(allow_unicode=false)', '"\\xE9"\n'],
  ['there is no address below the first', '"0.0.0.0/0" | previous_nth_usable(2)', null],
  [
    'long hardware addresses have all forms',
    '"00:11:22:33:44:55:66:77" | hwaddr("linux")',
    '00:11:22:33:44:55:66:77',
  ],
  ['a name that is none is none', '"no such" is filter', false],
];

describe('filters, tests and lookups differ from Ansible where', () => {
  for (const [why, expression, value] of differences) {
    it(`${why}: ${expression}`, () => {
      assert.deepEqual(evaluateExpression(expression, caseEnvironment()), value);
    });
  }

  for (const expression of ['nope | from_yaml', 'nope | pprint', 'nope is divisibleby(2)']) {
    it(`what is not there is refused at once: ${expression}`, () => {
      assert.throws(() => evaluateExpression(expression, caseEnvironment()), { code: 'undefined-variable' });
    });
  }
});
