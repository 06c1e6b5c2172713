import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { dnf } from '../../../modules/host/dnf.ts';
import { parseTransaction } from '../../../modules/host/packages/dnf-words.ts';
import { callModule, type CallOutcome } from '../harness.ts';

/* What dnf 4 prints of a transaction, with a name that is too long for its column. */
const install = `Last metadata expiration check: 0:10:00 ago.
Dependencies resolved.
================================================================================
 Package                 Arch      Version                   Repository    Size
================================================================================
Installing:
 tree                    x86_64    1.8.0-10.el9              baseos        56 k
Installing dependencies:
 a-package-with-a-very-long-name
                         noarch    2:3.1-1.el9               appstream     10 k
Upgrading:
 tar                     x86_64    2:1.34-6.el9              baseos       889 k

Transaction Summary
================================================================================
Install  2 Packages
Upgrade  1 Package

Total download size: 955 k
Operation aborted.
`;
const removal = `Package Arch   Version        Repository      Size
Removing:
 tree   x86_64 2.1.0-6.fc41   fedora     110.0 KiB

Transaction Summary:
 Removing:           1 package

Operation aborted by the user.
`;
const downgrade = `Dependencies resolved.
Downgrading:
 tree   x86_64  1.7-1.el9  baseos  50 k

Transaction Summary
Operation aborted.
`;

/** A machine on which `tar` is installed; its dnf tells of a transaction and notes what else it is called with. */
class Machine {
  readonly dir = mkdtempSync(join(tmpdir(), 'drover-dnf-'));

  constructor(told: string, rc = 1) {
    const bin = join(this.dir, 'bin');
    mkdirSync(bin);
    writeFileSync(join(this.dir, 'told'), told);
    const dnfScript = `case "$*" in *--assumeno*) cat ${this.dir}/told; exit ${rc} ;; *fails*) echo 'no space left' >&2; exit 1 ;; esac\necho "dnf $*" >> ${this.dir}/calls\n`;
    writeFileSync(join(bin, 'dnf'), `#!/bin/sh\n${dnfScript}`, { mode: 0o755 });
    const rpmScript = 'case "$*" in *" tar"|*" old-tree") exit 0 ;; esac\nexit 1\n';
    writeFileSync(join(bin, 'rpm'), `#!/bin/sh\n${rpmScript}`, { mode: 0o755 });
  }

  call(args: Readonly<Record<string, unknown>>, checkMode = false): Promise<CallOutcome> {
    const environment = { PATH: `${this.dir}/bin:/usr/bin:/bin` };
    return callModule(dnf, args, { checkMode, context: { environment } });
  }

  calls(): string {
    try {
      return readFileSync(join(this.dir, 'calls'), 'utf8');
    } catch {
      return '';
    }
  }
}

describe('modules/host/dnf', () => {
  const machines: Machine[] = [];
  const machine = (told: string, rc?: number): Machine => {
    const made = new Machine(told, rc);
    machines.push(made);
    return made;
  };
  after(() => {
    for (const { dir } of machines) rmSync(dir, { recursive: true });
  });

  it('installs what is missing, and tells of all that comes with it', async () => {
    const host = machine(install);
    const { result } = await host.call({
      name: ['tree', 'tar'],
      enablerepo: ['crb'],
      disable_gpg_check: true,
    });
    assert.equal(result.changed, true);
    assert.deepEqual(result['results'], [
      'Installed: tree-1.8.0-10.el9.x86_64',
      'Installed: a-package-with-a-very-long-name-2:3.1-1.el9.noarch',
      'Installed: tar-2:1.34-6.el9.x86_64',
    ]);
    assert.equal(host.calls(), 'dnf -y --nogpgcheck --enablerepo=crb install tree\n');
  });

  it('does nothing where all is there', async () => {
    const host = machine(install);
    const { result } = await host.call({ name: ['tar'], state: 'installed' });
    assert.deepEqual([result.changed, result.msg, host.calls()], [false, 'Nothing to do', '']);
  });

  it('changes nothing in check mode', async () => {
    const host = machine(install);
    const { result } = await host.call({ name: ['tree'] }, true);
    assert.deepEqual([result.changed, host.calls()], [true, '']);
  });

  it('upgrades what is there, and installs the rest, for latest', async () => {
    const host = machine(install);
    await host.call({ name: ['tree,tar'], state: 'latest' });
    assert.equal(host.calls(), 'dnf -y install tree\ndnf -y upgrade tar\n');
    const other = machine(install);
    await other.call({ name: ['tree', 'tar'], state: 'latest', update_only: true });
    assert.equal(other.calls(), 'dnf -y upgrade tar\n');
  });

  it('finds nothing to upgrade', async () => {
    const host = machine('Dependencies resolved.\nNothing to do.\nComplete!\n', 0);
    const { result } = await host.call({ name: ['*'], state: 'latest' });
    assert.deepEqual([result.changed, host.calls()], [false, '']);
  });

  it('removes what is there, and only that', async () => {
    const host = machine(removal);
    const { result } = await host.call({ name: ['tar', 'tree'], state: 'absent' });
    assert.deepEqual(result['results'], ['Removed: tree-2.1.0-6.fc41.x86_64']);
    assert.equal(host.calls(), 'dnf -y remove tar\n');
  });

  it('goes back to an older version only where that is allowed', async () => {
    const host = machine(downgrade);
    await assert.rejects(
      host.call({ name: ['tree-1.7'] }),
      /tree\.x86_64 would be replaced by an older version/,
    );
    assert.equal(host.calls(), '');
    await host.call({ name: ['tree-1.7'], allow_downgrade: true });
    assert.equal(host.calls(), 'dnf -y install tree-1.7\n');
  });

  it('says which package there is none of', async () => {
    const host = machine('Error: Unable to find a match: tree\n');
    await assert.rejects(host.call({ name: ['tree'] }), /No package tree available/);
  });

  it('tells what the program says where it fails', async () => {
    const host = machine(install);
    await assert.rejects(host.call({ name: ['fails'] }), /failed with status 1: no space left/);
  });

  it('asks for something to do', async () => {
    const { result } = await machine('').call({});
    assert.equal(result.msg, 'one of the following is required: name, list, update_cache');
  });

  it('reads no rows where there is no table', () => {
    assert.deepEqual(parseTransaction('Nothing to do.\n indented words that are no row\n'), {
      installs: [],
      downgrades: [],
      removals: [],
    });
  });
});
