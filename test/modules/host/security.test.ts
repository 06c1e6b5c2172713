import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { seboolean } from '../../../modules/host/seboolean.ts';
import { selinux } from '../../../modules/host/selinux.ts';
import { playedMachines } from './played-machines.ts';

/* SELinux that is on cannot be had in a test: its programs are played here, with state in files. */
const programs: Readonly<Record<string, string>> = {
  getenforce: 'cat "$DIR/enforce"',
  setenforce: 'case "$1" in 1) echo Enforcing ;; 0) echo Permissive ;; *) exit 9 ;; esac > "$DIR/enforce"',
  getsebool: `[ "$(cat "$DIR/enforce")" != Disabled ] || { echo 'getsebool:  SELinux is disabled' >&2; exit 1; }
[ $# = 1 ] && [ -e "$DIR/on-$1" ] || { echo "Error getting active value for $1" >&2; exit 1; }
echo "$1 --> $(cat "$DIR/on-$1")"`,
  setsebool: `keep=; [ "$1" != -P ] || { keep=1; shift; }
[ $# = 2 ] || exit 9; echo "$2" > "$DIR/on-$1"; [ -z "$keep" ] || echo "$2" > "$DIR/kept"`,
  semanage: `[ "$*" = 'boolean -l -n' ] || exit 9
printf 'other_switch                   (on   ,   on)  Other words\\nweb_connect                    (off  ,  %s)  Words\\n' "$(cat "$DIR/kept")"`,
};

describe('modules/host, SELinux', () => {
  const machine = playedMachines(programs, {
    enforce: 'Enforcing',
    'on-web_connect': 'off',
    kept: 'off',
  });

  it('sets a boolean that runs, once', async () => {
    const host = machine();
    const args = { name: 'web_connect', state: true };
    assert.equal((await host.call(seboolean, args, true)).result.changed, true);
    assert.equal(host.text('on-web_connect'), 'off');
    assert.equal((await host.call(seboolean, args)).result.changed, true);
    assert.deepEqual([host.text('on-web_connect'), host.text('kept')], ['on', 'off']);
    assert.equal((await host.call(seboolean, args)).result.changed, false);
  });

  it('keeps a boolean, whatever the one that runs is', async () => {
    const host = machine();
    await host.call(seboolean, { name: 'web_connect', state: true });
    const args = { name: 'web_connect', state: true, persistent: true };
    assert.equal((await host.call(seboolean, args)).result.changed, true);
    assert.equal(host.text('kept'), 'on');
    assert.equal((await host.call(seboolean, args)).result.changed, false);
  });

  it('says which boolean there is none of, and where SELinux is off', async () => {
    await assert.rejects(
      machine().call(seboolean, { name: 'no_such', state: true }),
      /SELinux boolean no_such does not exist/,
    );
    const off = machine({ enforce: 'Disabled' });
    await assert.rejects(
      off.call(seboolean, { name: 'web_connect', state: true }),
      /SELinux is disabled on this host/,
    );
  });

  it('switches what runs and what is kept between enforcing and permissive', async () => {
    const host = machine();
    const configfile = join(host.dir, 'config');
    const policy = readPolicy();
    writeFileSync(configfile, `# words\nSELINUX=enforcing\nSELINUXTYPE=${policy ?? 'targeted'}\n`);
    const args = { state: 'permissive', policy: policy ?? 'targeted', configfile };
    const { result } = await host.call(selinux, args);
    assert.equal(result.changed, true);
    assert.equal(result['reboot_required'], false);
    assert.match(
      String(result.msg),
      /SELinux state changed from 'enforcing' to 'permissive', Config SELinux state changed from 'enforcing' to 'permissive'$/,
    );
    assert.equal(host.text('enforce'), 'Permissive');
    assert.match(host.text('config'), /^# words\nSELINUX=permissive\n/);
  });

  it('goes to permissive first where it is to be off, and asks for a restart', async () => {
    const host = machine();
    const configfile = join(host.dir, 'config');
    writeFileSync(configfile, `SELINUX=enforcing\nSELINUXTYPE=${readPolicy() ?? 'targeted'}\n`);
    const { result, plan } = await host.call(selinux, { state: 'disabled', configfile });
    assert.equal(result['reboot_required'], true);
    assert.match(plan?.warnings?.[0] ?? '', /temporarily changed from 'enforcing' to 'permissive'/);
    assert.deepEqual(
      [host.text('enforce'), host.text('config').split('\n')[0]],
      ['Permissive', 'SELINUX=disabled'],
    );
  });
});

/** The policy of the machine that tests run on, which the module compares with, if it has one. */
function readPolicy(): string | undefined {
  const path = '/etc/selinux/config';
  return existsSync(path) ? /^SELINUXTYPE=(.*)$/m.exec(readFileSync(path, 'utf8'))?.[1] : undefined;
}
