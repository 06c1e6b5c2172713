import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv, type AnySchema } from 'ajv';
import fc from 'fast-check';
import { parse } from 'yaml';
import { collectDiagnostics } from '../../../engine/diagnostics/diagnostic.ts';
import { disagreements } from '../../../engine/sources/lock/compare.ts';
import { lockDigest, type Lock, type LockedAsset } from '../../../engine/sources/lock/lock.ts';
import { lockText } from '../../../engine/sources/lock/lock-text.ts';
import { parseLock, readLock } from '../../../engine/sources/lock/read-lock.ts';
import { covered, hasSecret, safeUrl, secretsOf } from '../../../engine/sources/safe-url.ts';
import { requirementsOf } from './support/context.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const asset = (name: string, more: Partial<LockedAsset> = {}): LockedAsset => ({
  name,
  type: 'git',
  src: 'https://h/x.git',
  digest,
  for: ['requirements.yml'],
  ...more,
});

describe('locks', () => {
  const word = fc.stringMatching(/^[A-Za-z_][\w.-]{0,8}$/).filter((text) => text.toLowerCase() !== '.git');
  const text = fc
    .oneof(
      fc.string({ minLength: 1 }),
      word,
      fc.constantFrom(
        'yes',
        'null',
        '1.10',
        '12e4',
        ': ',
        '#x',
        '- a',
        "'",
        '*',
        '>=1.0.0,<2.0.0',
        '2026-01-01',
      ),
    )
    .filter((one) => !/[\ud800-\udfff\u0000-\u001f\u007f-\u009f\ufeff\ufffe\uffff]/.test(one));
  const anyAsset = fc.record({
    name: word,
    src: text,
    version: text,
    commit: fc.stringMatching(/^[0-9a-f]{40}$/),
    release: text,
    needs: fc.array(text, { minLength: 1 }),
    for: fc.array(text, { minLength: 1 }),
  });

  it('are read as they were written, whatever is in them', () => {
    fc.assert(
      fc.property(fc.uniqueArray(anyAsset, { selector: ({ name }) => name, maxLength: 4 }), (assets) => {
        const lock: Lock = {
          roles: assets.map((one) => ({ ...one, type: 'git', digest })),
          collections: [],
          playbooks: [],
        };
        const written = lockText(lock);
        const read = parseLock({ path: 'l', text: written });
        assert.equal(lockDigest(read), lockDigest(lock));
        assert.equal(lockText(read), written);
        // Others read the same.
        const { roles = [] } = parse(written, { version: '1.1' }) as {
          roles?: readonly Record<string, unknown>[];
        };
        for (const role of roles)
          assert.equal(role['src'], assets.find(({ name }) => name === role['name'])?.src);
      }),
    );
  });

  for (const version of ['A:+:', 'e4', 'E+12']) {
    it(`are read as they were written, though YAML has another use for ${version}`, () => {
      const one: Lock = { roles: [asset('web', { version })], collections: [], playbooks: [] };
      const text = lockText(one);
      assert.deepEqual(parseLock({ path: 'l', text }), one);
      const { roles } = parse(text, { version: '1.1' }) as { roles: readonly LockedAsset[] };
      assert.equal(roles[0]?.version, version);
    });
  }

  it('are sorted, with a comment, and without lines for what is not', () => {
    const lock: Lock = { roles: [asset('web', { needs: [] }), asset('app')], collections: [], playbooks: [] };
    assert.equal(
      lockText(lock)
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .join('\n'),
      `\nlock: 1\n\nroles:\n  - name: app\n    type: git\n    src: https://h/x.git\n    digest: ${digest}\n    for:\n      - requirements.yml\n\n  - name: web\n    type: git\n    src: https://h/x.git\n    digest: ${digest}\n    for:\n      - requirements.yml\n`,
    );
    assert.match(lockText(lock), /^# Made by `drover roles lock`/);
    assert.equal(lockDigest(lock), lockDigest({ ...lock, roles: [...lock.roles].reverse() }));
    assert.notEqual(
      lockDigest(lock),
      lockDigest({ ...lock, roles: [asset('web'), asset('app', { version: 'v1' })] }),
    );
  });

  it('have a schema that they keep to', () => {
    const schema = JSON.parse(
      readFileSync(join(import.meta.dirname, '../../../schemas/requirements-lock.json'), 'utf8'),
    ) as AnySchema;
    const validate = new Ajv({ strict: false }).compile(schema);
    const lock: Lock = { roles: [asset('web', { commit: '0'.repeat(40) })], collections: [], playbooks: [] };
    assert.ok(validate(parse(lockText(lock))), JSON.stringify(validate.errors));
    assert.ok(!validate({ lock: 2 }));
    assert.ok(!validate({ lock: 1, roles: [{ name: 'x' }] }));
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    ['no mapping', '- a\n', /a mapping with `lock: 1`/],
    ['no form', 'roles: []\n', /does not say its form/],
    ['a newer form', 'lock: 2\n', /form 2; this drover knows form 1/],
    ['an unknown key', 'lock: 1\nrolse: []\n', /no key “rolse”/],
    [
      'an entry that lacks its digest',
      'lock: 1\nroles:\n- {name: a, type: git, src: x, for: [r]}\n',
      /has to have “digest”/,
    ],
    [
      'a digest that is none',
      `lock: 1\nroles:\n- {name: a, type: git, src: x, digest: md5, for: [r]}\n`,
      /digest cannot be this/,
    ],
    [
      'a name that leads elsewhere',
      `lock: 1\nroles:\n- {name: ../x, type: git, src: x, digest: '${digest}', for: [r]}\n`,
      /no name in a lock/,
    ],
    [
      'a collection that is none',
      `lock: 1\ncollections:\n- {name: x, type: git, src: x, digest: '${digest}', for: [r]}\n`,
      /no name in a lock/,
    ],
    [
      'a playbook that leads elsewhere',
      `lock: 1\nplaybooks:\n- {name: ../x.yml, type: git, src: x, digest: '${digest}', for: [r]}\n`,
      /no name in a lock/,
    ],
    [
      'an entry twice',
      `lock: 1\nroles:\n- &a {name: x, type: git, src: x, digest: '${digest}', for: [r]}\n- *a\n`,
      /there twice/,
    ],
    ['a conflict of Git', 'lock: 1\n<<<<<<< HEAD\nroles: []\n=======\n>>>>>>> x\n', /./],
  ];
  for (const [title, content, says] of wrong) {
    it(`with ${title} are refused, with the place`, () => {
      const sink = collectDiagnostics();
      assert.equal(readLock({ path: 'l', text: content }, sink), undefined);
      assert.match(sink.diagnostics[0]?.detail ?? '', says);
      assert.ok(sink.diagnostics[0]?.span !== undefined);
    });
  }

  it('are held against the requirements', () => {
    const requirements = requirementsOf(
      "roles:\n- {src: 'git+https://h/x.git', name: web, version: v1}\ncollections: [a.b]\n",
    );
    const lock: Lock = {
      roles: [asset('web', { version: 'v1', needs: ['role base'] }), asset('base', { for: ['role web'] })],
      collections: [asset('a.b', { type: 'galaxy', src: 'a.b' })],
      playbooks: [],
    };
    const against = (one: Lock): readonly string[] => disagreements(one, requirements, ['requirements.yml']);
    assert.deepEqual(against(lock), []);
    assert.deepEqual(against({ ...lock, collections: [] }), ['a.b is asked for, but not locked.']);
    assert.deepEqual(against({ ...lock, roles: [asset('web', { version: 'v2' })] }), [
      'web is locked for another source or version than is asked for.',
      'web is locked, but no longer asked for.',
    ]);
    assert.deepEqual(against({ ...lock, roles: [...lock.roles, asset('old')] }), [
      'old is locked, but no longer asked for.',
    ]);
    assert.deepEqual(against({ ...lock, roles: [...lock.roles, asset('orphan', { for: ['role gone'] })] }), [
      'orphan is locked, but nothing that is locked asks for it.',
    ]);
  });
});

describe('addresses in locks', () => {
  for (const [written, safe] of [
    ['https://me:s3cret@h.example/x.git', 'https://h.example/x.git'],
    ['https://gh-t0ken@h.example/x.git', 'https://h.example/x.git'],
    ['https://h.example/x.tar.gz?private_token=s3cret&ref=v1', 'https://h.example/x.tar.gz?ref=v1'],
    ['https://s3.example/x.tar.gz?X-Amz-Signature=abc&X-Amz-Credential=k', 'https://s3.example/x.tar.gz'],
    ['ssh://git@h.example/x.git', 'ssh://git@h.example/x.git'],
    ['ssh://git:s3cret@h.example/x.git', 'ssh://git@h.example/x.git'],
    ['git+https://gh-t0ken@h.example/x.git', 'git+https://h.example/x.git'],
    ['git+https://me:s3cret@h.example/x.git//a.yml,v1', 'git+https://h.example/x.git//a.yml,v1'],
    ['git+http://gh-t0ken@h.example:8080/x.git', 'git+http://h.example:8080/x.git'],
    ['hg+https://gh-t0ken@h.example/x', 'hg+https://h.example/x'],
    ['git+ssh://git:s3cret@h.example/x.git', 'git+ssh://git@h.example/x.git'],
    ['git+ssh://git@h.example/x.git', 'git+ssh://git@h.example/x.git'],
    ['git@h.example:x.git', 'git@h.example:x.git'],
    ['/srv/x.git', '/srv/x.git'],
    ['https://h.example', 'https://h.example'],
  ] as const) {
    it(`of ${written} hold nothing secret`, () => {
      assert.equal(safeUrl(written), safe);
      assert.equal(safeUrl(safe), safe);
      assert.equal(hasSecret(safe), false);
      assert.equal(hasSecret(written), written !== safe);
      assert.equal(secretsOf(written).length > 0, written !== safe);
      for (const secret of secretsOf(written)) {
        assert.ok(!safe.includes(secret));
        assert.ok(!covered(`- {src: 'git+${written}', x: 1}`).includes(secret));
      }
    });
  }
});
