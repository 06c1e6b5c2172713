import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accountNames } from '../../../engine/transport/account-names.ts';
import { localConnection } from '../../../engine/transport/local.ts';
import { filesContract } from './files-contract.ts';

filesContract('files of the local machine', () => localConnection(process.env).files);

describe('names of accounts', () => {
  it('are read again when the files change', () => {
    const folder = mkdtempSync(join(tmpdir(), 'drover-accounts-'));
    try {
      const paths = { passwd: join(folder, 'passwd'), group: join(folder, 'group') };
      writeFileSync(paths.passwd, 'zed:x:90001:90001::/:/bin/sh\nbroken\n');
      writeFileSync(paths.group, 'staffers:x:90002:zed\n');
      const names = accountNames(paths);
      assert.deepEqual(
        [names.owner(90001), names.uid('zed'), names.group(90002), names.gid('staffers')],
        ['zed', 90001, 'staffers', 90002],
      );
      assert.equal(names.uid('drover-no-such-user'), undefined);
      writeFileSync(paths.passwd, 'zed:x:90001:90001::/:/bin/sh\nyan:x:90003:1::/:/bin/sh\n');
      assert.equal(names.uid('yan'), 90003);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
