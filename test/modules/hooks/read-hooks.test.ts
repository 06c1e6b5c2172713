import assert from 'node:assert/strict';
import { asMaps } from '../../../modules/hooks/is-object.ts';
import { isFor, readHooks } from '../../../modules/hooks/read-hooks.ts';

/** What people write by mistake, and what they are told. */
const mistakes: readonly (readonly [name: string, hooks: unknown, told: RegExp])[] = [
  ['a list', [{ role: 'noting' }], /hooks is no dictionary\. It has lists of hooks by phase: plan_start/],
  ['a hook alone', { pre_stop: { role: 'noting' } }, /hooks\.pre_stop is no list of hooks/],
  [
    'a name alone',
    { pre_stop: ['noting'] },
    /hooks\.pre_stop\[0\] is no hook: it is a dictionary with role or playbook/,
  ],
  [
    'neither role nor playbook',
    { pre_stop: [{ vars: {} }] },
    /hooks\.pre_stop\[0\] needs either role or playbook/,
  ],
  ['both', { pre_stop: [{ role: 'noting', playbook: 'x.yml' }] }, /needs either role or playbook/],
  [
    'an unknown key',
    { pre_stop: [{ role: 'noting', timout: 3 }] },
    /has the key timout, which hooks do not have\. Did you mean timeout\?/,
  ],
  [
    'a time that is no number',
    { pre_stop: [{ role: 'noting', timeout: '1h' }] },
    /hooks\.pre_stop\[0\]\.timeout has to be whole seconds/,
  ],
  [
    'an unknown runner',
    { pre_stop: [{ role: 'noting', runner: 'awx' }] },
    /runner has to be native, ansible or container/,
  ],
  [
    'an image without a digest',
    { pre_stop: [{ role: 'noting', runner: 'container', image: 'ansible:latest' }] },
    /image has to be given by its digest/,
  ],
  [
    'another user for a playbook',
    { pre_stop: [{ playbook: 'b.yml', become_user: 'root' }] },
    /hooks\.pre_stop\[0\]\.become_user is for roles: say it in the plays of the playbook/,
  ],
  [
    'a pattern that is none',
    { pre_stop: [{ role: 'noting', workloads: [{ regex: '(' }] }] },
    /workloads has to be a list of names and \{regex: …\}/,
  ],
  [
    'the server while it is off',
    { post_stop: [{ role: 'noting' }] },
    /runs while the server is off: say host: localhost/,
  ],
  [
    'one server of a whole plan',
    { plan_start: [{ role: 'noting', workloads: ['web'] }] },
    /is about the whole plan/,
  ],
  [
    'a way back from nothing',
    { plan_end: [{ role: 'noting', on_error: 'rollback' }] },
    /has nothing that could be rolled back/,
  ],
];

describe('The variable hooks', () => {
  for (const [name, hooks, told] of mistakes) {
    it(`with a mistake: ${name}`, () => {
      const { problems, hooks: read } = readHooks(asMaps(hooks), 'hooks');
      assert.equal(problems.length, 1, problems.join('; '));
      assert.match(problems[0]!, told);
      assert.deepEqual(read, []);
    });
  }

  it('has all mistakes told at once, and what is right read', () => {
    const { problems, hooks } = readHooks(
      asMaps({ pre_stop: [{ role: 'a', delay: -1, retries: 'x' }, { role: 'b' }], nope: [] }),
      'hooks',
    );
    assert.equal(problems.length, 3);
    assert.deepEqual(
      hooks.map(({ place }) => place),
      ['hooks.pre_stop[1]'],
    );
  });

  it('has usual values', () => {
    const { hooks } = readHooks(
      asMaps({
        plan_start: [{ role: 'a' }],
        pre_stop: [{ role: 'b', become_user: 'root' }, { playbook: 'c.yml' }],
      }),
      'hooks',
    );
    assert.deepEqual(
      hooks.map(({ label, host, runner, timeout, retries, onError, become, gatherFacts }) => [
        label,
        host,
        runner,
        timeout,
        retries,
        onError,
        become,
        gatherFacts,
      ]),
      [
        ['a', 'localhost', 'native', 3600, 0, 'fail', undefined, true],
        ['b', 'workload', 'native', 3600, 0, 'fail', { user: 'root' }, true],
        ['c.yml', 'workload', 'native', 3600, 0, 'fail', undefined, true],
      ],
    );
  });

  it('may be empty, or not there', () => {
    for (const empty of [undefined, null, {}, { pre_stop: null }, { pre_stop: [] }])
      assert.deepEqual(readHooks(asMaps(empty), 'hooks'), { hooks: [], problems: [] });
  });

  it('chooses workloads by whole names, and by patterns anywhere in them', () => {
    const [hook] = readHooks(
      asMaps({ pre_stop: [{ role: 'a', workloads: ['web', { regex: '^db\\d' }] }] }),
      'hooks',
    ).hooks;
    const chosen = ['web', 'web1', 'db1', 'db'].filter((name) => isFor(hook!, name));
    assert.deepEqual(chosen, ['web', 'db1']);
  });
});
