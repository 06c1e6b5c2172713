import assert from 'node:assert/strict';
import { isSameDocument, type PolicyDocument, type Statement } from '../../../../modules/aws/iam/document.ts';
import { planPolicy } from '../../../../modules/aws/iam/plan-policy.ts';
import type { Policy } from '../../../../modules/aws/iam/read-policy.ts';

const document = (...Statement: readonly Statement[]): PolicyDocument => ({
  Version: '2012-10-17',
  Statement,
});
const statement = (action: string, Sid?: string): Statement => ({
  ...(Sid === undefined ? {} : { Sid }),
  Effect: 'Allow',
  Action: [action],
  Resource: '*',
});
const other = statement('ec2:RunInstances');
const own = statement('ec2:ReplaceRoute', 'DroverMigration1');

/** Versions with the newest first; the one at `current` is the default. */
const policy = (current: number, ...documents: readonly PolicyDocument[]): Policy => ({
  arn: 'arn:aws:iam::1:policy/p',
  name: 'p',
  versions: documents.map((content, at) => ({
    id: `v${documents.length - at}`,
    isDefault: at === current,
    document: content,
  })),
});
const present = { state: 'present', statements: [own], makeRoom: false } as const;
const absent = { state: 'absent', statements: [], makeRoom: false } as const;

describe('the plan for a policy', () => {
  it('adds the statements behind the others', () => {
    const step = planPolicy(policy(0, document(other)), present);
    assert.deepEqual(step?.after.Statement, [other, own]);
    assert.equal(step.restores, undefined);
  });

  it('does nothing where they are there, in whatever order and form', () => {
    const same = { ...own, Action: 'ec2:ReplaceRoute', Resource: ['*'] };
    assert.equal(planPolicy(policy(0, document(same, other)), present), undefined);
    assert.equal(planPolicy(policy(0, document(other)), absent), undefined);
  });

  it('replaces older statements of its own', () => {
    const old = statement('ec2:Old', 'DroverMigration7');
    assert.deepEqual(planPolicy(policy(0, document(old, other)), present)?.after.Statement, [other, own]);
  });

  it('goes back to a version that says the same', () => {
    const found = policy(0, document(other, own), document(other));
    assert.equal(planPolicy(found, absent)?.restores, 'v1');
    assert.equal(planPolicy(policy(1, document(other, own), document(other)), present)?.restores, 'v2');
  });

  it('makes a version without them where others changed something', () => {
    const added = statement('ec2:CreateTags');
    const step = planPolicy(
      policy(0, document(other, added, own), document(other, own), document(other)),
      absent,
    );
    assert.equal(step?.restores, undefined);
    assert.deepEqual(step?.after.Statement, [other, added]);
  });

  describe('where there is no room', () => {
    const versions = (...actions: readonly string[]) => actions.map((action) => document(statement(action)));

    it('is refused', () => {
      const full = policy(0, ...versions('e', 'd', 'c', 'b', 'a'));
      assert.throws(() => planPolicy(full, present), /has 5 versions \(v5, v4, v3, v2, v1\)/);
    });

    for (const [what, found, deletes] of [
      ['the oldest goes', policy(0, ...versions('e', 'd', 'c', 'b', 'a')), 'v1'],
      ['never the default', policy(4, ...versions('e', 'd', 'c', 'b', 'a')), 'v2'],
      [
        'those that drover made go first',
        policy(
          0,
          document(other),
          ...versions('d'),
          document(other, statement('x', 'DroverMigration1')),
          ...versions('b', 'a'),
        ),
        'v3',
      ],
      [
        'never what absent would go back to',
        policy(
          0,
          document(other, statement('x', 'DroverMigration1')),
          ...versions('d', 'c', 'b'),
          document(other),
        ),
        'v2',
      ],
    ] as const)
      it(`${what}, when asked`, () => {
        assert.equal(planPolicy(found, { ...present, makeRoom: true })?.deletes, deletes);
      });

    it('is refused when nothing may go', () => {
      const held = policy(1, ...[1, 2, 3, 4, 5].map(() => document(other)));
      assert.throws(() => planPolicy(held, { ...present, makeRoom: true }), /no version that may be deleted/);
    });
  });

  it('is refused where it would be too long, or empty', () => {
    const long = document(...Array.from({ length: 130 }, (_, at) => statement(`ec2:${'x'.repeat(40)}${at}`)));
    assert.throws(() => planPolicy(policy(0, long), present), /more than the 6144/);
    assert.throws(() => planPolicy(policy(0, document(own)), absent), /no statement left/);
  });

  it('compares documents by what they mean', () => {
    const one = document({ Effect: 'Allow', Action: ['a', 'b'], Resource: '*' }, other);
    const two = document(other, { Resource: ['*'], Action: ['b', 'a'], Effect: 'Allow' });
    assert.ok(isSameDocument(one, two));
    assert.ok(!isSameDocument(one, document(other)));
    assert.ok(!isSameDocument(document(other), { ...document(other), Version: '2008-10-17' }));
  });
});
