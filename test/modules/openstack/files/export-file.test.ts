import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import { parseExportFile } from '../../../../modules/openstack/files/export-file.ts';
import { dumpYaml } from '../../../../modules/openstack/files/yaml-dump.ts';

const exportsFolder = new URL('exports/', import.meta.url);

function refused(text: string): { readonly code: string; readonly message: string } {
  try {
    parseExportFile({ path: 'data/networks.yml', text });
  } catch (error) {
    assert.ok(error instanceof DroverError);
    assert.ok(error.diagnostic.help !== undefined && error.diagnostic.help !== '', 'it says what to do');
    return { code: error.code, message: error.message };
  }
  return { code: 'read', message: '' };
}

describe('parseExportFile', () => {
  for (const name of readdirSync(exportsFolder)) {
    it(`reads ${name} of OS-Migrate, and would write the same bytes`, () => {
      const text = readFileSync(new URL(name, exportsFolder), 'utf8');
      const { version, items, records } = parseExportFile({ path: name, text });
      assert.equal(records.length, items.length);
      assert.equal(
        dumpYaml({ os_migrate_version: version, resources: items.map(({ value }) => value) }),
        text,
      );
    });
  }

  it('knows where a record and its fields stand', () => {
    const text = 'os_migrate_version: 1.0.5\nresources:\n- type: t\n  params:\n    tags:\n    - a\n';
    const [record] = parseExportFile({ path: 'n.yml', text }).records;
    assert.equal(record?.place, 'n.yml:3:3');
    assert.equal(record.spanAt(['params', 'tags', 0]).line, 6);
    assert.equal(record.spanAt(['params', 'missing']).line, 5);
  });

  const cases: readonly (readonly [string, string, string, RegExp])[] = [
    ['an empty file', '', 'export-file-empty', /data\/networks\.yml is empty/],
    ['a file of comments', '# nothing\n', 'export-file-empty', /is empty/],
    [
      'broken YAML',
      'os_migrate_version: 1.0.5\nresources: [\n',
      'export-file-syntax',
      /networks\.yml:\d+:\d+/,
    ],
    [
      'a key twice',
      'os_migrate_version: 1.0.5\nresources:\n- type: a\n  params:\n    mtu: 1\n    mtu: 2\n',
      'export-file-syntax',
      /networks\.yml:6:5: .*mtu.*twice/,
    ],
    ['no version', 'resources: []\n', 'export-file-version', /os_migrate_version is missing/],
    [
      'a version to come',
      'os_migrate_version: 2.0.0\nresources: []\n',
      'export-file-version',
      /:1:21: .*2\.0\.0/,
    ],
    ['no list', 'os_migrate_version: 1.0.5\n', 'export-file-shape', /no list of resources/],
    [
      'a list that is none',
      'os_migrate_version: 1.0.5\nresources: {}\n',
      'export-file-shape',
      /:2:12: .*not a list/,
    ],
    ['no mapping', '- 1\n', 'export-file-shape', /no mapping/],
    [
      'two documents',
      'os_migrate_version: 1.0.5\nresources: []\n---\na: 1\n',
      'export-file-shape',
      /second YAML document/,
    ],
  ];
  for (const [what, text, code, message] of cases) {
    it(`refuses ${what}`, () => {
      const error = refused(text);
      assert.equal(error.code, code);
      assert.match(error.message, message);
    });
  }

  for (const version of [
    '0.0.2',
    '0.17.0',
    '1.0.0',
    '1.0.5',
    '1.10',
    '1.0.0rc1',
    '1.0.0-beta.2',
    "'1.0.5'",
    '1',
  ]) {
    it(`reads version ${version}`, () => {
      assert.equal(
        parseExportFile({ path: 'x', text: `os_migrate_version: ${version} # said\nresources:\n` }).version,
        version.replaceAll("'", ''),
      );
    });
  }

  for (const version of [
    '2.0.0',
    '10.0',
    '1.x',
    'v1.0.5',
    '1.0.',
    '-1.0',
    'latest',
    'true',
    "'1.0.5 or so'",
  ]) {
    it(`does not read version ${version}`, () => {
      const { code, message } = refused(`os_migrate_version: ${version}\nresources:\n`);
      assert.equal(code, 'export-file-version');
      assert.match(message, /drover reads 0\.x and 1\.x/);
    });
  }
});
