import assert from 'node:assert/strict';
import { asMaps } from '../../../modules/hooks/is-object.ts';
import { Sealed } from '../../../engine/language/expression/value.ts';
import type { Raw } from '../../../engine/language/playbook/ast.ts';
import { redact } from '../../../engine/run/redact.ts';
import { secretsOfRun } from '../../../engine/run/secrets-of-run.ts';

const nothing = { vaultPasswords: [], secrets: [] };
const of = (variables: Readonly<Record<string, unknown>>): readonly string[] => [
  // Boundary: what is written in YAML.
  ...secretsOfRun(
    nothing,
    new Map(Object.entries(variables).map(([name, value]) => [name, asMaps(value) as Raw])),
  ),
];

describe('The secrets of a run', () => {
  const cases: readonly (readonly [
    name: string,
    variables: Readonly<Record<string, unknown>>,
    found: readonly string[],
  ])[] = [
    ['of a name that says so', { hook_token: 'a-secret-token-1' }, ['a-secret-token-1']],
    ['deep in a dictionary', { auth: { user: 'somebody', password: 'opensesame' } }, ['opensesame']],
    ['of a list', { api_tokens: ['first-of-them', 'second-of-them'] }, ['first-of-them', 'second-of-them']],
    [
      'of a vault, whatever its name',
      { motd: new Sealed(() => 'greetings from a vault') },
      ['greetings from a vault'],
    ],
    [
      'of several lines, each',
      { private_key: new Sealed(() => 'first line\nsecond line\n') },
      ['first line\nsecond line', 'first line', 'second line'],
    ],
    ['not a word that is its own name', { password: 'password' }, []],
    ['not what is too short to be told apart', { password: 'a1b2' }, []],
    ['not a template', { password: '{{ lookup("env", "PASSWORD") }}' }, []],
    ['not where it only is', { token_url: 'https://example.org/token' }, []],
  ];
  for (const [name, variables, found] of cases)
    it(`are found: ${name}`, () => {
      assert.deepEqual(of(variables), found);
    });

  it('that were asked for count whatever they are', () => {
    const asked = secretsOfRun(
      { vaultPasswords: [{ id: 'x', password: 'of-a-vault' }], secrets: ['pin'] },
      new Map(),
    );
    assert.deepEqual([...asked], ['of-a-vault', 'pin']);
  });

  it('stand in the environment, too, where drover takes credentials from there', () => {
    const found = secretsOfRun(nothing, new Map(), {
      DROVER_TOKEN_git_example_id: 'somebody:of-a-server',
      DROVER_TOKEN_other: 'Bearer of-another-one',
      OS_PASSWORD: 'of-a-cloud',
      AWS_ACCESS_KEY_ID: 'AKIA-is-no-secret',
      OTHER_PASSWORD: 'of-somebody-else',
    });
    const tokens = ['somebody:of-a-server', 'of-a-server', 'Bearer of-another-one', 'of-another-one'];
    assert.deepEqual([...found], [...tokens, 'of-a-cloud']);
  });

  it('are taken out of all texts and keys, and what has none stays the very same', () => {
    const without = { list: [1, { text: 'plain' }], map: new Map([['a', 'b']]) };
    assert.equal(redact(without.list, new Set(['s3cret-text'])), without.list);
    const value = { 'x s3cret-text': ['s3cret-text', { deep: 'a s3cret-text b' }] };
    assert.deepEqual(redact(value, new Set(['s3cret-text'])), {
      'x ********': ['********', { deep: 'a ******** b' }],
    });
  });
});
