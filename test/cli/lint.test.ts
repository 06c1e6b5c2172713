import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildCommand, type BuiltCommand } from './built.ts';

const files: Readonly<Record<string, string>> = {
  'site.yml': '- hosts: all\n  tasks:\n    - import_tasks: more/list.yml\n    - debgu: {}\n',
  'more/list.yml': '- copy: {dst: a}\n',
  'more/data.yml': '- {from: a, to: b}\n',
  'tasks/alone.yml': '- debug: {mgs: a}\n',
  'roles/web/tasks/main.yml': '- fiel: {path: a}\n',
  'roles/web/files/not-looked-at.yml': '- hosts: all\n  taks: []\n',
  'group_vars/all.yml': 'hosts: 1\n',
  'one/networks.yml':
    'os_migrate_version: 1.0.5\nresources:\n- type: openstack.network.Netwerk\n  params: {}\n',
  'two/subnets.yml': '',
  'two/vars.yml': 'a: 1\n',
  'vpcs/discovery.yaml': 'terraform: {}\naccount_inf: []\ntgw: {tgw_account: 1}\n',
  'good/site.yml': '- hosts: all\n  tasks:\n    - debug: msg=hello\n',
  'empty/readme.txt': 'nothing',
};

describe('drover lint', function () {
  this.timeout(30_000);
  let command: BuiltCommand;
  let folder = '';
  before(() => {
    command = buildCommand();
    folder = mkdtempSync(join(tmpdir(), 'drover-lint-'));
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
  });
  after(() => {
    command.remove();
    rmSync(folder, { recursive: true });
  });

  async function found(...args: readonly string[]): Promise<readonly string[]> {
    const { code, stdout, stderr } = await command.run(['lint', '--output', 'json', ...args], {
      cwd: folder,
    });
    assert.equal(stderr, '');
    assert.equal(code, stdout === '' ? 0 : 4);
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => {
        const { code, span } = JSON.parse(line) as {
          readonly code: string;
          readonly span: { readonly file: string; readonly line: number };
        };
        return `${span.file.replace(/^\/.*drover-lint-[^/]+\//, '')}:${span.line} ${code}`;
      })
      .sort();
  }

  it('looks at all that a folder holds, each as what it is', async () => {
    assert.deepEqual(await found('.'), [
      'more/list.yml:1 missing-argument',
      'more/list.yml:1 unknown-argument',
      'one/networks.yml:3 record-type',
      'roles/web/tasks/main.yml:1 unknown-module',
      'site.yml:4 unknown-module',
      'tasks/alone.yml:1 unknown-argument',
      'two/subnets.yml:1 export-file-empty',
      'vpcs/discovery.yaml:1 discovery-missing',
      'vpcs/discovery.yaml:1 discovery-rule',
      'vpcs/discovery.yaml:1 discovery-rule',
      'vpcs/discovery.yaml:1 discovery-rule',
      'vpcs/discovery.yaml:1 discovery-rule',
      'vpcs/discovery.yaml:2 discovery-key',
      'vpcs/discovery.yaml:3 discovery-missing',
      'vpcs/discovery.yaml:3 discovery-value',
    ]);
  });

  it('looks at a role, a file of tasks, an export file', async () => {
    assert.deepEqual(await found('roles/web', 'tasks/alone.yml', 'one/networks.yml'), [
      'one/networks.yml:3 record-type',
      'roles/web/tasks/main.yml:1 unknown-module',
      'tasks/alone.yml:1 unknown-argument',
    ]);
  });

  it('says that all is well, or that there is nothing', async () => {
    assert.equal((await command.run(['lint', 'good'], { cwd: folder })).stdout, 'No problems found.\n');
    assert.match((await command.run(['lint', 'empty'], { cwd: folder })).stdout, /^Nothing to look at/);
    const { code, stderr } = await command.run(['lint', 'nowhere'], { cwd: folder });
    assert.equal(code, 4);
    assert.match(stderr, /nowhere could not be found/);
  });
});
