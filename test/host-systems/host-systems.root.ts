/** Runs the cases of this folder on a system of their own. For root, on Debian: see own-system.sh. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCases } from '../modules/play/play-case.ts';

describe('modules/host, on a system of its own', () => {
  it('does what Ansible does', function () {
    // Some fifty programs a case, each of which takes seconds where the machine has much to do.
    this.timeout(1_800_000);
    assert.equal(process.getuid?.(), 0, 'Only root can have a system of its own.');
    const mocha = [
      ...['--no-config', '--exit', '--node-option', 'import=tsx', '--timeout', '600000'],
      join(import.meta.dirname, 'host-systems.inside.ts'),
    ];
    const { status } = spawnSync(
      'sh',
      [join(import.meta.dirname, 'own-system.sh'), 'npx', 'mocha', ...mocha],
      { stdio: 'inherit', env: { ...process.env, DROVER_PACKAGES: packagesNeeded().join(' ') } },
    );
    assert.equal(status, 0);
  });
});

/** The packages that the cases of this folder work with. */
function packagesNeeded(): readonly string[] {
  const folder = import.meta.dirname;
  const files = readdirSync(folder).filter((name) => name.endsWith('.plays.yml'));
  return [
    ...new Set(files.flatMap((file) => readCases(join(folder, file)).flatMap(({ needs = [] }) => needs))),
  ];
}
