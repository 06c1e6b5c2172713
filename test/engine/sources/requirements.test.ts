import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { collectDiagnostics } from '../../../engine/diagnostics/diagnostic.ts';
import { meetsRange, parseVersion } from '../../../engine/sources/galaxy/version-range.ts';
import { compareLoosely } from '../../../engine/sources/galaxy/loose-version.ts';
import { readRequirements } from '../../../engine/sources/requirements/read-requirements.ts';
import { playbookRequirement } from '../../../engine/sources/requirements/playbook-source.ts';
import { specOfFields, specOfText } from '../../../engine/sources/requirements/role-spec.ts';
import { splitPath } from '../../../engine/sources/requirements/split-source.ts';
import { requirementsOf } from './support/context.ts';

const cases = join(import.meta.dirname, 'cases');

interface SpecCase {
  readonly written: string | Readonly<Record<string, string>>;
  /** What RoleRequirement.role_yaml_parse of ansible-core 2.14.18 gives; null where it fails. */
  readonly read: {
    readonly name: string | null;
    readonly src: string | null;
    readonly scm: string | null;
    readonly version: string | null;
  } | null;
}

describe('requirements', () => {
  for (const { written, read } of JSON.parse(
    readFileSync(join(cases, 'role-specs.json'), 'utf8'),
  ) as SpecCase[]) {
    it(`reads ${JSON.stringify(written)} as ansible-galaxy does`, () => {
      const spec = typeof written === 'string' ? specOfText(written) : specOfFields(written);
      const own = spec && {
        name: spec.name ?? null,
        src: spec.src ?? null,
        scm: spec.scm ?? null,
        version: spec.version,
      };
      assert.deepEqual(own ?? null, read && { ...read, version: read.version ?? '' });
    });
  }

  for (const [version, range, meets] of JSON.parse(readFileSync(join(cases, 'ranges.json'), 'utf8')) as [
    string,
    string,
    boolean | null,
  ][]) {
    it(`${version} ${meets === false ? 'does not meet' : 'meets'} “${range}”`, () => {
      // What ansible-galaxy cannot read (a blank behind the sign) is read here.
      assert.equal(meetsRange(parseVersion(version)!, range), meets ?? true);
    });
  }

  it('takes no collection that has a source alone, as ansible-galaxy', () => {
    assert.throws(
      () => requirementsOf('collections: [{source: "https://galaxy.example.org"}]'),
      /has no name/,
    );
  });

  it('compares versions of roles by their numbers', () => {
    assert.deepEqual(['v2.0', '1.10.1', '1.9', '1.10', 'v1.0-rc1'].toSorted(compareLoosely), [
      'v1.0-rc1',
      '1.9',
      '1.10',
      '1.10.1',
      'v2.0',
    ]);
  });

  it('tells the folder of a repository behind two slashes', () => {
    assert.deepEqual(splitPath('https://h/x.git//roles/a'), { url: 'https://h/x.git', path: 'roles/a' });
    assert.deepEqual(splitPath('https://h/x.git'), { url: 'https://h/x.git', path: '' });
    assert.deepEqual(splitPath('git@h:x.git//a/'), { url: 'git@h:x.git', path: 'a' });
    assert.deepEqual(splitPath('file:///srv/x//a'), { url: 'file:///srv/x', path: 'a' });
    assert.deepEqual(splitPath('/srv/x//a'), { url: '/srv/x', path: 'a' });
  });

  it('reads roles and collections of all forms', () => {
    const found = requirementsOf(`roles:
  - geerlingguy.docker,1.2.3
  - {src: 'https://github.com/x/role-y', version: main}
  - {src: 'git+https://h/all.git//roles/web', version: v1}
  - {src: 'https://h/archive.tar.gz', name: packed}
collections:
  - community.general
  - {name: a.b, version: '>=1.0.0,<2.0.0', source: 'https://hub.example.org'}
  - 'git+https://h/coll.git#/inner/,v2'
  - {name: 'https://h/a-b-1.0.0.tar.gz', type: url}
  - {source: /srv/colls, type: subdirs}
`);
    assert.deepEqual(
      found.map(({ kind, name, source, version }) => [
        kind,
        name,
        source.kind,
        'url' in source ? `${source.url} ${source.path}` : '',
        version,
      ]),
      [
        ['role', 'geerlingguy.docker', 'galaxy', '', '1.2.3'],
        ['role', 'role-y', 'git', 'https://github.com/x/role-y ', 'main'],
        ['role', 'web', 'git', 'https://h/all.git roles/web', 'v1'],
        ['role', 'packed', 'archive', '', ''],
        ['collection', 'community.general', 'galaxy', '', '*'],
        ['collection', 'a.b', 'galaxy', '', '>=1.0.0,<2.0.0'],
        ['collection', undefined, 'git', 'https://h/coll.git inner', 'v2'],
        ['collection', undefined, 'archive', '', '*'],
        ['collection', undefined, 'folder', '', '*'],
      ],
    );
  });

  it('takes a number as it is written, and warns', () => {
    const sink = collectDiagnostics();
    const files = { read: () => undefined, type: () => undefined, find: (path: string) => path };
    const [found] = readRequirements(
      { path: 'r.yml', text: '- {src: ns.role, version: 1.10}\n' },
      { sink, files, folder: '' },
    );
    assert.equal(found?.version, '1.10');
    assert.deepEqual(
      sink.diagnostics.map(({ severity }) => severity),
      ['warning'],
    );
    assert.match(sink.diagnostics[0]!.help ?? '', /'1\.10'/);
  });

  it('reads what is included, once and no deeper', () => {
    const sink = collectDiagnostics();
    const more: Readonly<Record<string, string>> = {
      '/p/more.yml': '- ns.two\n- {include: again.yml}\n',
      '/p/again.yml': '- ns.three\n',
    };
    const files = {
      read: (path: string) => more[path],
      type: (path: string) => (path in more ? ('file' as const) : undefined),
      find: (path: string, folder: string) => join(folder, path),
    };
    const found = readRequirements(
      { path: '/p/r.yml', text: '- ns.one\n- include: more.yml\n' },
      { sink, files, folder: '/p' },
    );
    assert.deepEqual(
      found.map(({ name }) => name),
      ['ns.one', 'ns.two'],
    );
    assert.deepEqual(
      sink.diagnostics.map(({ detail }) => detail),
      ['What is included cannot include another file.'],
    );
  });

  it('reads the source of a playbook', () => {
    const { name, source, version } = playbookRequirement(
      'git+https://h/hooks.git//play/site.yml,main',
      'plan.yml',
      '',
    );
    assert.deepEqual(
      [name, source, version],
      ['play/site.yml', { kind: 'git', url: 'https://h/hooks.git', path: 'play/site.yml' }, 'main'],
    );
    assert.throws(
      () => playbookRequirement('git+https://h/hooks.git,main', 'plan.yml', ''),
      /which playbook/,
    );
  });

  const wrong: readonly (readonly [title: string, text: string, place: string, says: RegExp])[] = [
    ['nothing', '', '1:1', /No requirements found/],
    ['a text', 'roles\n', '1:1', /a list of roles, or a mapping/],
    ['an unknown key', 'roles: []\ncolections: []\n', '2:1', /Found: colections/],
    ['roles that are no list', 'roles: ns.a\n', '1:8', /roles has to be a list/],
    ['four parts', '- a,b,c,d\n', '1:3', /Invalid role line/],
    ['an old role with a comma', '- ns.ok\n- role: a,b\n', '2:3', /old style/],
    ['neither name nor src', '- version: 1\n', '1:3', /Must specify name or src/],
    ['a repository of no kind', '- src: git@h:x.git\n', '1:3', /does not say of which kind/],
    ['Mercurial', "- src: 'hg+https://h/x'\n", '1:3', /Mercurial/],
    ['a helper', "- {src: 'git+ext::sh -c id', name: x}\n", '1:3', /no address of a repository|helper/],
    [
      'an option as address',
      "- {src: '--upload-pack=id', scm: git, name: x}\n",
      '1:3',
      /no address of a repository/,
    ],
    [
      'an option as version',
      "- {src: 'git+https://h/x', version: --upload-pack=id}\n",
      '1:3',
      /no branch, tag or commit/,
    ],
    [
      'a name that leads elsewhere',
      "- {src: 'git+https://h/x', name: ../../x}\n",
      '1:3',
      /no name of a role/,
    ],
    ['a folder that leads elsewhere', "- {src: 'git+https://h/x//../y', name: x}\n", '1:3', /leads out/],
    ['an include that is not there', '- include: none.yml\n', '1:12', /Failed to find include/],
    [
      'a signature of what is not from Git',
      '- {src: ns.a, verify: {keys: x}}\n',
      '1:23',
      /Only what comes from Git/,
    ],
    [
      'a key that is none',
      "- {src: 'git+https://h/x', verify: {keys: [x]}}\n",
      '1:36',
      /“x” is no public key/,
    ],
    ['keys that are missing', "- {src: 'git+https://h/x', verify: true}\n", '1:36', /a mapping with `keys`/],
    ['no keys', "- {src: 'git+https://h/x', verify: {keys: []}}\n", '1:36', /has no key/],
    ['a range that is none', 'collections:\n- {name: a.b, version: newest}\n', '2:3', /no version/],
    ['a type that is none', 'collections:\n- {name: a.b, type: gti}\n', '2:3', /no type “gti”/],
    ['a name that is none', 'collections: [a-b]\n', '1:15', /neither namespace\.collection/],
    ['signatures of a collection', 'collections:\n- {name: a.b, signatures: [x]}\n', '2:15', /Signatures/],
    ['a key twice', '- src: ns.a\n  src: ns.b\n', '2:3', /src/],
    ['YAML that cannot be read', 'roles: [\n', '', /./],
  ];
  for (const [title, text, place, says] of wrong) {
    it(`tells ${title}, with its place`, () => {
      const sink = collectDiagnostics();
      const files = { read: () => undefined, type: () => undefined, find: (path: string) => path };
      readRequirements({ path: 'r.yml', text }, { sink, files, folder: '' });
      const [first] = sink.diagnostics.filter(({ severity }) => severity === 'error');
      assert.ok(first);
      assert.match(first.detail, says);
      assert.ok((first.help ?? '') !== '');
      if (place !== '') assert.equal(`${first.span?.line}:${first.span?.column}`, place);
    });
  }
});
