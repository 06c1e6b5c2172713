import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sshConnection, type SshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { executeContract } from '../execute-contract.ts';
import { startSshd, type Sshd } from './sshd.ts';

/** What stands in for sudo: it asks for a password as sudo does, and becomes nobody else but by name. */
const asking = `#!/bin/sh
prompt= user=
while [ $# -gt 0 ]; do
  case $1 in
    -p) prompt=$2; shift 2;;
    -u) user=$2; shift 2;;
    -n) mayAsk=no; shift;;
    -*) shift;;
    *) break;;
  esac
done
if [ "$mayAsk" = no ]; then echo 'sudo: a password is required' >&2; exit 1; fi
for try in 1 2 3; do
  printf %s "$prompt" >&2
  IFS= read -r given || { echo 'sudo: no password was provided' >&2; exit 1; }
  if [ "$given" = 'open sesame' ]; then BECAME=$user; export BECAME; exec "$@"; fi
  echo 'Sorry, try again.' >&2
done
exit 1
`;

describe('becoming another user over SSH', () => {
  let sshd: Sshd;
  let connection: SshConnection;
  let executable = '';
  before(async () => {
    if (!existsSync('/usr/bin/sudo'))
      throw new Error('These tests need sudo: apt-get install -y --no-install-recommends sudo');
    sshd = await startSshd();
    connection = sshConnection(sshd.settings());
    executable = join(sshd.folder, 'asking sudo');
    writeFileSync(executable, asking, { mode: 0o755 });
  });
  after(async () => {
    await connection.close();
    await sshd.stop();
  });

  it('runs programs and writes files as that user, by the real sudo', async () => {
    const nobody = connection.become({ user: 'nobody', method: 'sudo' });
    assert.equal((await nobody.execute(['id', '-un'])).stdout, 'nobody\n');
    const folder = join(sshd.folder, 'shared');
    mkdirSync(folder);
    chmodSync(folder, 0o777);
    chmodSync(sshd.folder, 0o755);
    await nobody.files.write(join(folder, 'f'), 'x');
    assert.equal((await nobody.files.status(join(folder, 'f')))?.owner, 'nobody');
    await assert.rejects(nobody.files.write(join(sshd.folder, 'g'), 'x'), { code: 'EACCES' });
    await assert.rejects(nobody.files.read(sshd.keys.rsa), { code: 'EACCES' });
    assert.equal(statSync(join(folder, 'f')).size, 1);
  });
  it('stays who it is where the user is the one that is logged in', async () => {
    const same = connection.become({ user: 'root', method: 'sudo', executable: '/nope' });
    assert.equal((await same.execute(['echo', 'same'])).stdout, 'same\n');
  });
  it('says that there is no such user', async () => {
    const other = connection.become({ user: 'no-such-user', method: 'sudo' });
    await assert.rejects(other.execute(['true']), {
      code: 'become-unsupported',
      message: /does not let the user become no-such-user: sudo: unknown user/,
    });
  });
  it('gives the password when it is asked for it, and the input is the program’s', async () => {
    const own = connection.become({ user: 'web', method: 'sudo', executable, password: 'open sesame' });
    const { stdout } = await own.execute(['/bin/sh', '-c', 'echo "$BECAME"; cat; ps -eo args'], {
      stdin: 'typed\n',
    });
    assert.equal(stdout.startsWith('web\ntyped\n'), true);
    assert.doesNotMatch(stdout, /sesame/);
  });
  it('needs no password that nobody asks for', async () => {
    const nobody = connection.become({ user: 'nobody', method: 'sudo', password: 'not-asked-for' });
    assert.equal((await nobody.execute(['cat'], { stdin: 'typed' })).stdout, 'typed');
  });
  it('fails with a password that is wrong or missing, as Ansible does', async () => {
    const wrong = connection.become({ user: 'web', method: 'sudo', executable, password: 'open barley' });
    await assert.rejects(wrong.execute(['true']), {
      code: 'become-unsupported',
      message: 'Incorrect sudo password',
    });
    const missing = connection.become({ user: 'web', method: 'sudo', executable });
    await assert.rejects(missing.execute(['true']), {
      code: 'become-unsupported',
      message: 'Missing sudo password',
    });
    assert.equal((await connection.execute(['echo', 'on'])).stdout, 'on\n');
  });
  executeContract(
    'programs of another user over SSH',
    () => connection.become({ user: 'nobody', method: 'sudo' }),
    '3',
  );
});
