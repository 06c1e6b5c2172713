import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readVaultPasswords } from '../../engine/cli/vault-passwords.ts';

type Flags = Parameters<typeof readVaultPasswords>[0];

const files: Readonly<Record<string, string>> = {
  plain: 'pw\n',
  windows: 'pw\r\n',
  spaces: '  pw \n\n',
  lines: 'one\ntwo\n',
  'user@host': 'pw\n',
  'print.sh': '#!/bin/sh\necho "pw of $#"\n',
  'ask-client.sh': '#!/bin/sh\necho "pw of $2"\n',
};

/** The flag and its value, `%` being the folder of the files; the id and password that it gives. */
const cases: readonly (readonly [flag: 'file' | 'id', value: string, id: string, password: string])[] = [
  ['file', '%/plain', 'default', 'pw'],
  ['file', '%/windows', 'default', 'pw'],
  ['file', '%/spaces', 'default', 'pw'],
  ['file', '%/lines', 'default', 'one\ntwo'],
  ['file', '%/print.sh', 'default', 'pw of 0'],
  ['file', '%/ask-client.sh', 'default', 'pw of default'],
  ['id', '%/plain', 'default', 'pw'],
  ['id', 'prod@%/plain', 'prod', 'pw'],
  ['id', 'prod@%/user@host', 'prod', 'pw'],
  ['id', 'prod@%/ask-client.sh', 'prod', 'pw of prod'],
];

describe('vault passwords', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drover-vault-'));
  before(() => {
    for (const [name, content] of Object.entries(files)) {
      writeFileSync(join(folder, name), content);
      if (name.endsWith('.sh')) chmodSync(join(folder, name), 0o700);
    }
  });
  after(() => {
    rmSync(folder, { recursive: true });
  });

  for (const [flag, value, id, password] of cases) {
    it(`are read from ${flag === 'id' ? '--vault-id' : '--vault-password-file'} ${value}`, async () => {
      const given = [value.replace('%', folder)];
      const flags = { vaultId: flag === 'id' ? given : [], vaultPasswordFile: flag === 'file' ? given : [] };
      assert.deepEqual(await readVaultPasswords(flags as unknown as Flags), [{ id, password }]);
    });
  }
});
