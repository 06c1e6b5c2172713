import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommand, type BuiltCommand } from './built.ts';

/** `word: opened` in a vault; the password is sesame. */
const vault = `$ANSIBLE_VAULT;1.1;AES256
30366131336664613763333331376665656465393039323562313962663562666366663661623265
3839643062323163636466623739326330323535613036390a303036323463343563656462363663
61373839653130613035316436633065396564376435663463383163663130376537653135353332
3766653636633430350a643739376661346563633062326161663637633636653561646631633736
6631
`;

const files = {
  'ansible.cfg': '[defaults]\nforks = 3\nvault_password_file = ./password\n',
  password: 'sesame\n',
  'vault.yml': vault,
  'play.yml': `- hosts: localhost
  gather_facts: false
  vars_files: vault.yml
  tasks:
    - debug: {msg: "{{ word }}, {{ ansible_forks }} side by side"}
`,
};

describe('ansible.cfg', () => {
  let command: BuiltCommand;
  let folder: string;
  before(() => {
    command = buildCommand();
    folder = mkdtempSync(join(tmpdir(), 'drover-configuration-'));
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  });
  after(() => {
    command.remove();
    rmSync(folder, { recursive: true });
  });

  it('names the password of vaults and how many hosts run side by side', async () => {
    const { stdout, code } = await command.run(['run', 'play.yml'], { cwd: folder });
    assert.match(stdout, /opened, 3 side by side/);
    assert.equal(code, 0);
  });
  it('gives way to the command line', async () => {
    writeFileSync(join(folder, 'other'), 'wrong\n');
    const forks = await command.run(['run', 'play.yml', '-f', '7'], { cwd: folder });
    assert.match(forks.stdout, /opened, 7 side by side/);
    const password = await command.run(['run', 'play.yml', '--vault-password-file', 'other'], {
      cwd: folder,
    });
    assert.match(password.stderr, /vault/i);
    assert.notEqual(password.code, 0);
  });
  it('gives way to the environment', async () => {
    const environment = { ANSIBLE_FORKS: '9', ANSIBLE_VAULT_PASSWORD_FILE: join(folder, 'missing') };
    const { stderr, code } = await command.run(['run', 'play.yml'], { cwd: folder, environment });
    assert.match(stderr, /missing/);
    assert.equal(code, 1);
  });
});
