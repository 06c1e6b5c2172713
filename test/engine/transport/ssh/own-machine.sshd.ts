/** Users that are not root become others by the real sudo and su, as machines have them set up. */
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Becoming } from '../../../../engine/transport/ssh/become/method.ts';
import { sshConnection, type SshConnection } from '../../../../engine/transport/ssh/ssh.ts';
import { executeContract } from '../execute-contract.ts';
import { filesContract } from '../files-contract.ts';
import { startOwnMachine } from './own-machine.ts';
import type { Sshd } from './sshd.ts';

const users = ['worker', 'ptyworker', 'ttyworker', 'free', 'freetty', 'stranger'].map((name) => ({
  name,
  password: 'open sesame',
}));
const sudoers = [
  'worker,ptyworker,ttyworker ALL=(ALL:ALL) ALL',
  'free,freetty ALL=(ALL:ALL) NOPASSWD: ALL',
  'Defaults:ptyworker use_pty',
  'Defaults:ttyworker requiretty,use_pty',
  'Defaults:freetty requiretty',
];

/** An su that works in a terminal alone, as it was on Debian 9 and Ubuntu 18.04; the rest is the real one. */
const suInTerminal = `#!/bin/sh
[ -t 0 ] || { echo 'su: must be run from a terminal' >&2; exit 1; }
exec /bin/su "$@"
`;

describe('becoming another user of a machine', () => {
  let sshd: Sshd;
  let oldSu = '';
  const open: SshConnection[] = [];
  before(async () => {
    sshd = await startOwnMachine({ users, sudoers, rootPassword: 'open barley' });
    oldSu = join(sshd.folder, 'su');
    writeFileSync(oldSu, suInTerminal);
    chmodSync(oldSu, 0o755);
  });
  afterEach(async () => {
    for (const connection of open.splice(0)) await connection.close();
  });
  after(() => sshd.stop());
  const logIn = (user: string): SshConnection => {
    const connection = sshConnection(sshd.settings({ user }));
    open.push(connection);
    return connection;
  };
  const become = (user: string, becoming: Partial<Becoming>) =>
    logIn(user).become({ user: 'root', method: 'sudo', ...becoming });

  const ways: readonly (readonly [string, string, () => Partial<Becoming>])[] = [
    ['sudo with a password', 'worker', () => ({ password: 'open sesame' })],
    ['sudo with use_pty', 'ptyworker', () => ({ password: 'open sesame' })],
    ['sudo with requiretty and use_pty', 'ttyworker', () => ({ password: 'open sesame' })],
    ['sudo without a password', 'free', () => ({})],
    ['sudo with a password that is not asked for', 'free', () => ({ password: 'secret-7' })],
    ['sudo with requiretty and no password', 'freetty', () => ({})],
    ['su with a password', 'worker', () => ({ method: 'su', password: 'open barley' })],
    [
      'su that wants a terminal',
      'worker',
      () => ({ method: 'ansible.builtin.su', password: 'open barley', executable: oldSu }),
    ],
    ['su of root', 'root', () => ({ method: 'su', user: 'nobody' })],
    ['su of root with a password', 'root', () => ({ method: 'su', user: 'nobody', password: 'secret-7' })],
    ['su to another user', 'worker', () => ({ method: 'su', user: 'stranger', password: 'open sesame' })],
  ];
  for (const [name, user, becoming] of ways) {
    it(`works by ${name}, and shows no password`, async () => {
      const other = become(user, becoming());
      const script =
        'id -un; cat; echo err >&2; echo ${drover_l-none}; ps -eo args | grep -c "$SECRETS"; exit 7';
      const outcome = await other.execute(['/bin/sh', '-c', script], {
        stdin: 'typed\n',
        environment: { SECRETS: '^[^$]*\\(open [sb]\\|secret-7\\)' },
      });
      assert.equal(outcome.stderr, 'err\n');
      assert.equal(outcome.rc, 7);
      assert.equal(outcome.stdout, `${becoming().user ?? 'root'}\ntyped\nnone\n0\n`);
      const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, index) => (index * 7) % 256));
      const path = `/tmp/drover-become-${process.pid}`;
      await other.files.write(path, bytes);
      assert.deepEqual(Buffer.from(await other.files.read(path)), bytes);
      await other.files.remove(path);
    });
  }

  const refusals: readonly (readonly [string, string, () => Partial<Becoming>, string | RegExp])[] = [
    ['a wrong password for sudo', 'worker', () => ({ password: 'wrong-5' }), 'Incorrect sudo password'],
    [
      'a wrong password in a terminal',
      'ttyworker',
      () => ({ password: 'wrong-5' }),
      'Incorrect sudo password',
    ],
    ['no password for sudo', 'worker', () => ({}), 'Missing sudo password'],
    ['no password in a terminal', 'ttyworker', () => ({}), 'Missing sudo password'],
    [
      'a user whom sudo does not know',
      'stranger',
      () => ({ password: 'open sesame' }),
      /stranger is not in the sudoers file/,
    ],
    [
      'a wrong password for su',
      'worker',
      () => ({ method: 'su', password: 'wrong-5' }),
      'Incorrect su password',
    ],
    [
      'a wrong password for su in a terminal',
      'worker',
      () => ({ method: 'su', password: 'wrong-5', executable: oldSu }),
      'Incorrect su password',
    ],
    ['no password for su', 'worker', () => ({ method: 'su' }), 'Missing su password'],
    [
      'a user whom su does not know',
      'root',
      () => ({ method: 'su', user: 'ghost' }),
      /su: user ghost does not exist/,
    ],
    [
      'a program that is not there',
      'worker',
      () => ({ executable: '/nope/sudo' }),
      /\/nope\/sudo: not found/,
    ],
    [
      'a method that is not known',
      'worker',
      () => ({ method: 'doas' }),
      /by doas, and drover knows su and sudo/,
    ],
  ];
  for (const [name, user, becoming, message] of refusals) {
    it(`is refused within seconds: ${name}`, async () => {
      const began = Date.now();
      const error: unknown = await Promise.resolve()
        .then(() => become(user, becoming()).execute(['true']))
        .then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
      assert.ok(error instanceof Error, 'It was let in.');
      assert.equal('code' in error && error.code, 'become-unsupported', error.message);
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
      assert.doesNotMatch(JSON.stringify(error), /wrong-5|open sesame/);
      assert.ok(Date.now() - began < 9_000);
    });
  }
  const contracts: readonly (readonly [string, string, () => Partial<Becoming>])[] = [
    ['by su', 'root', () => ({ method: 'su', user: 'nobody' })],
    ['by sudo with use_pty', 'ptyworker', () => ({ password: 'open sesame', user: 'free' })],
    ['by sudo in a terminal', 'ttyworker', () => ({ password: 'open sesame', user: 'free' })],
  ];
  for (const [index, [name, user, becoming]] of contracts.entries())
    executeContract(`programs of another user ${name}`, () => become(user, becoming()), `6${index}`);
  filesContract(
    'files of root by su',
    () => become('worker', { method: 'su', password: 'open barley' }).files,
  );
});
