import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { netplan } from '../../../modules/host/netplan.ts';
import { callModule, type CallOutcome } from '../harness.ts';

/* netplan(8), played: refuses a file with `wrong` in it, notes what it read and what it was called with. */
const program = `#!/bin/sh
echo "netplan $1 $2" >> "$DIR/calls"
case "$1" in
generate) cat "$3"/etc/netplan/*.yaml > "$DIR/read"; ! grep -q wrong "$DIR/read" || { echo "$3/etc/netplan/60-web.yaml:3:5: Error in network definition" >&2; exit 1; } ;;
apply) [ ! -e "$DIR/no-apply" ] || { echo 'no daemon' >&2; exit 1; } ;;
*) exit 9 ;;
esac
`;
const network = { ethernets: { eth0: { addresses: ['192.0.2.10/24'], macaddress: '02:00:00:00:00:01' } } };
const text = `network:
  version: 2
  ethernets:
    eth0:
      addresses:
        - 192.0.2.10/24
      macaddress: 02:00:00:00:00:01
`;

describe('modules/host/netplan', () => {
  let dir: string;
  const folder = (): string => join(dir, 'netplan');
  const file = (): string => join(folder(), '60-web.yaml');
  const call = (args: Readonly<Record<string, unknown>>, checkMode = false): Promise<CallOutcome> =>
    callModule(
      netplan,
      { name: '60-web', folder: folder(), ...args },
      { checkMode, context: { environment: { PATH: `${dir}/bin:/usr/bin:/bin` } } },
    );
  const calls = (): string =>
    existsSync(join(dir, 'calls')) ? readFileSync(join(dir, 'calls'), 'utf8') : '';

  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'drover-netplan-'));
    mkdirSync(join(dir, 'bin'));
    mkdirSync(folder());
    writeFileSync(join(folder(), '50-other.yaml'), 'network: { version: 2 } # the other\n');
    writeFileSync(join(dir, 'bin', 'netplan'), program.replaceAll('$DIR', dir), { mode: 0o755 });
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  it('writes a file that nobody else may read, once, and has it checked with the others', async () => {
    const { result } = await call({ network });
    assert.equal(result.changed, true);
    assert.equal(readFileSync(file(), 'utf8'), text);
    assert.equal(statSync(file()).mode & 0o777, 0o600);
    assert.equal(readFileSync(join(dir, 'read'), 'utf8'), `network: { version: 2 } # the other\n${text}`);
    assert.equal((await call({ network })).result.changed, false);
    assert.equal(calls(), 'netplan generate --root-dir\n');
  });

  it('changes nothing in check mode, and shows the difference', async () => {
    const { result, plan } = await call({ network }, true);
    assert.equal(result.changed, true);
    assert.deepEqual([existsSync(file()), calls()], [false, '']);
    assert.equal((plan?.diff as { after: string }).after, text);
  });

  it('leaves the file as it was where netplan refuses the new one', async () => {
    writeFileSync(file(), 'network: {}\n', { mode: 0o600 });
    await assert.rejects(call({ network: { wrong: true } }), (error: Error) => {
      assert.match(
        error.message,
        /failed to validate: .*netplan\/60-web\.yaml:3:5: Error in network definition/,
      );
      assert.ok(error.message.includes(folder()), 'The path is the one that the file will have.');
      return true;
    });
    assert.equal(readFileSync(file(), 'utf8'), 'network: {}\n');
  });

  it('applies a change where it is asked to, and only then', async () => {
    await call({ network, apply: true });
    assert.equal(calls(), 'netplan generate --root-dir\nnetplan apply \n');
    await call({ network, apply: true });
    assert.equal(calls(), 'netplan generate --root-dir\nnetplan apply \n');
  });

  it('tells that the file is written where applying it fails', async () => {
    writeFileSync(join(dir, 'no-apply'), '');
    const { result } = await call({ network, apply: true });
    assert.deepEqual([result.failed, result.msg, existsSync(file())], [true, 'no daemon', true]);
  });

  it('mends the mode alone without a check, and takes the file away', async () => {
    writeFileSync(file(), text, { mode: 0o644 });
    assert.equal((await call({ network })).result.changed, true);
    assert.deepEqual([statSync(file()).mode & 0o777, calls()], [0o600, '']);
    assert.equal((await call({ state: 'absent' })).result.changed, true);
    assert.equal(existsSync(file()), false);
    assert.equal((await call({ state: 'absent' })).result.changed, false);
  });

  it('keeps a copy where it is asked to', async () => {
    writeFileSync(file(), 'network: {}\n', { mode: 0o600 });
    const { result } = await call({ network, backup: true });
    const copy = String(result['backup_file']);
    assert.deepEqual([readFileSync(copy, 'utf8'), statSync(copy).mode & 0o777], ['network: {}\n', 0o600]);
  });

  it('asks for a network', async () => {
    assert.match(String((await call({})).result.msg), /all of the following are missing: network/);
  });
});
