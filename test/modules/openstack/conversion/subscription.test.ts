import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { registration } from '../../../../modules/openstack/conversion/content/subscription.ts';

/** What stands in for subscription-manager: it tells its arguments, and what others see of it. */
const PROGRAM = `#!/usr/bin/python3 -s
import json, sys
if __name__ == '__main__':
    seen = open('/proc/self/cmdline').read() + open('/proc/self/environ').read()
    print(json.dumps({'arguments': sys.argv, 'isSeen': 'open sesame' in seen}))
    sys.exit(3)
`;

const KEY = 'open sesame "\'$(id)';

describe('a registration with an activation key', function () {
  let folder: string;
  before(function () {
    // The program is one of RHEL's, which has the interpreter.
    if (!existsSync('/usr/bin/python3') || existsSync('/usr/sbin/subscription-manager')) this.skip();
  });
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'drover-rhsm-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  const register = (program: string | undefined) => {
    const path = join(folder, 'subscription-manager');
    if (program !== undefined) {
      writeFileSync(path, program);
      chmodSync(path, 0o755);
    }
    const [step] = registration({ manage: true, activationkey: KEY, org_id: '4711' });
    assert.ok(step);
    const [name, ...words] = step.command;
    const env = { PATH: `${folder}:/usr/bin:/bin` };
    return { path, ended: spawnSync(name, words, { input: step.stdin ?? '', env, encoding: 'utf8' }) };
  };

  it('gives the program its arguments, and shows them to nobody', () => {
    const { path, ended } = register(PROGRAM);
    assert.equal(ended.stderr, '');
    assert.deepEqual(JSON.parse(ended.stdout), {
      arguments: [path, 'register', `--activationkey=${KEY}`, '--org=4711'],
      isSeen: false,
    });
    assert.equal(ended.status, 3, 'it ends as the program does');
  });

  it('is refused where that cannot be', () => {
    const { ended } = register('#!/bin/sh\necho "$@"\n');
    assert.equal(ended.status, 126);
    assert.match(ended.stderr, /is no program of Python: its arguments cannot be hidden/);
    rmSync(join(folder, 'subscription-manager'));
    const missing = register(undefined);
    assert.equal(missing.ended.status, 127);
    assert.match(missing.ended.stderr, /is not installed/);
  });
});
