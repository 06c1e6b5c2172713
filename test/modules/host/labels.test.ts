import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { copy } from '../../../modules/host/copy.ts';
import { file } from '../../../modules/host/file.ts';
import { lineinfile } from '../../../modules/host/lineinfile.ts';
import { playedMachines } from './played-machines.ts';

const usual = 'unconfined_u:object_r:user_tmp_t:s0:c0,c1';

/* SELinux cannot be had in a test, nor flags on every file system: the programs are played, with a file for each path. */
const programs: Readonly<Record<string, string>> = {
  getenforce: 'cat "$DIR/enforce"',
  stat: `shift 2; for path; do cat "$DIR/label-\${path##*/}" 2>&- || printf %s ${usual}; printf '\\0%s\\0' "$path"; done`,
  chcon: `[ "$1 $2" = '-h --' ] || exit 9; label=$3; shift 3; echo "chcon $label $#" >> "$DIR/calls"
case $label in *:none_t:*) echo 'Invalid argument' >&2; exit 1 ;; esac
for path; do printf %s "$label" > "$DIR/label-\${path##*/}"; done`,
  matchpathcon: '[ "$1" = -n ] && echo system_u:object_r:etc_t:s0',
  lsattr: 'printf "%s %s\\n" "$(cat "$DIR/flags-${3##*/}" 2>&- || echo --------------e-------)" "$3"',
  chattr: 'echo "chattr $1 ${3##*/}" >> "$DIR/calls"; echo "----i---------e-------" > "$DIR/flags-${3##*/}"',
};

describe('modules/host, labels and flags of files', () => {
  const machine = playedMachines(programs, { enforce: 'Enforcing' });

  it('labels a file that is made, once', async () => {
    const host = machine();
    const args = { content: 'hello', dest: host.at('a'), setype: 'etc_t', seuser: 'system_u' };
    assert.equal((await host.call(copy, args, true)).result.changed, true);
    assert.deepEqual(host.calls(), []);
    assert.equal((await host.call(copy, args)).result.changed, true);
    assert.deepEqual(host.calls(), ['chcon system_u:object_r:etc_t:s0:c0,c1 1']);
    const { result, plan } = await host.call(copy, args);
    assert.deepEqual([result.changed, plan?.changes, host.calls()], [false, [], []]);
  });

  it('labels a file that is otherwise as it is to be', async () => {
    const host = machine();
    writeFileSync(host.at('a'), 'one\n');
    const args = { path: host.at('a'), line: 'one', setype: 'etc_t' };
    const { result, plan } = await host.call(lineinfile, args, true);
    assert.equal(result.changed, true);
    const after = 'unconfined_u:object_r:etc_t:s0:c0,c1';
    assert.deepEqual(plan?.changes, [{ pointer: '/secontext', before: usual, after }]);
    assert.deepEqual(host.calls(), []);
    assert.equal((await host.call(lineinfile, args)).result.changed, true);
    assert.deepEqual(host.calls(), [`chcon ${after} 1`]);
    assert.equal((await host.call(lineinfile, args)).result.changed, false);
  });

  it('takes what the policy says for a part', async () => {
    const host = machine();
    writeFileSync(host.at('a'), '');
    await host.call(file, { path: host.at('a'), setype: '_default', selevel: '_default' });
    assert.deepEqual(host.calls(), ['chcon unconfined_u:object_r:etc_t:s0 1']);
  });

  it('labels all that is in a folder', async () => {
    const host = machine();
    mkdirSync(host.at('folder'));
    for (const name of ['b', 'c']) writeFileSync(host.at(`folder/${name}`), '');
    const args = { path: host.at('folder'), state: 'directory', setype: 'var_t' };
    await host.call(file, args);
    assert.deepEqual(host.calls(), ['chcon unconfined_u:object_r:var_t:s0:c0,c1 1']);
    await host.call(file, { ...args, recurse: true });
    assert.deepEqual(host.calls(), ['chcon unconfined_u:object_r:var_t:s0:c0,c1 2']);
  });

  it('labels what a link points to, and a link that it makes', async () => {
    const host = machine();
    writeFileSync(host.at('target'), '');
    symlinkSync('target', host.at('link'));
    const link = { path: host.at('link'), setype: 'var_t' };
    await host.call(file, link);
    await host.call(file, { ...link, state: 'link', src: 'target' });
    assert.equal(host.calls().length, 2);
    for (const name of ['target', 'link'])
      assert.match(readFileSync(join(host.dir, `label-${name}`), 'utf8'), /:var_t:/);
  });

  it('passes labels over where SELinux is off, as Ansible does', async () => {
    const host = machine({ enforce: 'Disabled' });
    const args = { content: 'hello', dest: host.at('a'), setype: 'etc_t' };
    assert.equal((await host.call(copy, args)).result.changed, true);
    assert.equal((await host.call(copy, args)).result.changed, false);
    assert.deepEqual(host.calls(), []);
  });

  it('says what the policy does not take', async () => {
    const host = machine();
    writeFileSync(host.at('a'), '');
    await assert.rejects(host.call(file, { path: host.at('a'), setype: 'none_t' }), {
      message: 'set selinux context failed: Invalid argument',
    });
  });

  it('labels no whole folder that copy fills', async () => {
    const host = machine();
    mkdirSync(host.at('from'));
    mkdirSync(host.at('to'));
    const args = { src: `${host.at('from')}/`, dest: host.at('to'), remote_src: true, setype: 'etc_t' };
    await assert.rejects(host.call(copy, args), {
      message: /^seuser, .* are for one file, and .*to\/ is a folder$/,
    });
  });

  it('leaves a file alone that is taken away', async () => {
    const host = machine();
    writeFileSync(host.at('a'), '');
    const args = { path: host.at('a'), state: 'absent', setype: 'etc_t', attributes: '+i' };
    assert.equal((await host.call(file, args)).result.changed, true);
    assert.equal((await host.call(file, args)).result.changed, false);
    assert.deepEqual(host.calls(), []);
  });

  it('sets flags that are missing, and takes those away that are there', async () => {
    const host = machine({ enforce: 'Disabled' });
    const path = host.at('a');
    writeFileSync(path, '');
    chmodSync(path, 0o644);
    assert.equal((await host.call(file, { path, attributes: '-i' })).result.changed, false);
    assert.equal((await host.call(file, { path, attributes: '+i' }, true)).result.changed, true);
    assert.deepEqual(host.calls(), []);
    assert.equal((await host.call(file, { path, attr: '+i' })).result.changed, true);
    assert.deepEqual(host.calls(), ['chattr +i a']);
    for (const attributes of ['+i', 'i', '=ie'])
      assert.equal((await host.call(file, { path, attributes })).result.changed, false, attributes);
    assert.equal((await host.call(file, { path, attributes: '-i' })).result.changed, true);
    assert.deepEqual(host.calls(), ['chattr -i a']);
  });
});
