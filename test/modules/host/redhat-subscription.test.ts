import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Connection, Files } from '../../../engine/module.ts';
import { localConnection } from '../../../engine/transport/local.ts';
import { redhatSubscription } from '../../../modules/host/redhat-subscription.ts';
import { callModule, type CallOutcome } from '../harness.ts';

/* subscription-manager(8), played: registered is who has the file. */
const program = `#!/usr/bin/python3 -s
import os, sys
with open('$DIR/calls', 'a') as calls:
    calls.write(sys.argv[1] + '\\n')
state = '$DIR/registered'
if sys.argv[1] == 'identity':
    sys.exit(0 if os.path.exists(state) else 1)
if sys.argv[1] == 'register':
    open(state, 'w').close()
elif sys.argv[1] == 'unregister':
    os.unlink(state)
`;
const purpose = '/etc/rhsm/syspurpose/syspurpose.json';
const plugin = '/etc/yum/pluginconf.d/subscription-manager.conf';
const repositories = '/etc/yum.repos.d/redhat.repo';

/** This machine with another folder in the place of /etc. */
function withEtc(etc: string): Connection {
  const real = localConnection(process.env);
  const at = (path: string): string => path.replace(/^\/etc(?=\/)/, etc);
  const files: Files = {
    ...real.files,
    status: (path, options) => real.files.status(at(path), options),
    read: (path) => real.files.read(at(path)),
    write: (path, content, options) => real.files.write(at(path), content, options),
    remove: (path, options) => real.files.remove(at(path), options),
  };
  return { ...real, files };
}

describe('modules/host/redhat_subscription', () => {
  let dir: string;
  const place = (path: string): string => join(dir, path);
  const put = (path: string, text: string, mode = 0o644): void => {
    mkdirSync(dirname(place(path)), { recursive: true });
    writeFileSync(place(path), text, { mode });
  };
  const read = (path: string): string => readFileSync(place(path), 'utf8');
  const call = (args: Readonly<Record<string, unknown>>, checkMode = false): Promise<CallOutcome> =>
    callModule(redhatSubscription, args, {
      checkMode,
      context: {
        connection: withEtc(join(dir, 'etc')),
        environment: { PATH: `${dir}/bin:/usr/bin:/bin` },
      },
    });
  const registering = { activationkey: 'key-1', org_id: '7' };

  before(function () {
    if (!existsSync('/usr/bin/python3') || existsSync('/usr/sbin/subscription-manager')) this.skip();
  });
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'drover-rhsm-'));
    put('bin/subscription-manager', program.replaceAll('$DIR', dir), 0o755);
    put('bin/id', '#!/bin/sh\necho 0\n', 0o755);
    put(plugin, '# the plugin\n[main]\nenabled = 0\nother = 1\n');
    put(repositories, '[old]\n');
    put(purpose, '{"role": "Red Hat Enterprise Linux Server", "mine": "kept"}');
  });
  afterEach(() => {
    rmSync(dir, { recursive: true });
  });

  it('registers a machine once, with its sources of packages', async () => {
    assert.equal((await call(registering, true)).result.changed, true);
    assert.ok(existsSync(place(repositories)), 'check mode changes nothing');
    assert.equal(read('calls'), 'identity\n');
    assert.equal((await call(registering)).result.changed, true);
    assert.equal(read(plugin), '# the plugin\n[main]\nenabled = 1\nother = 1\n');
    assert.equal(existsSync(place(repositories)), false, 'the plugin writes it anew');
    assert.equal((await call(registering)).result.changed, false);
    assert.equal(read('calls'), 'identity\nidentity\nregister\nidentity\n');
  });

  it('takes it out', async () => {
    put('registered', '');
    assert.equal((await call({ state: 'absent' }, true)).result.changed, true);
    assert.equal((await call({ state: 'absent' })).result.changed, true);
    assert.equal(read(plugin), '# the plugin\n[main]\nenabled = 0\nother = 1\n');
    assert.equal(existsSync(place('registered')), false);
    assert.equal((await call({ state: 'absent' })).result.changed, false);
  });

  it('writes what the machine is for, keeps what else is in the file, and tells the server', async () => {
    put('registered', '');
    const syspurpose = { usage: 'Production', addons: ['b', 'a'], sync: true };
    const { plan, result } = await call({ syspurpose });
    assert.equal(result.msg, 'Syspurpose attributes changed.');
    assert.equal(
      read(purpose),
      '{\n  "addons": [\n    "b",\n    "a"\n  ],\n  "mine": "kept",\n  "usage": "Production"\n}',
    );
    assert.match(JSON.stringify(plan?.diff), /Red Hat Enterprise Linux Server/);
    assert.equal(read('calls'), 'identity\nstatus\n');
    assert.equal((await call({ syspurpose })).result.changed, false);
  });

  it('says what is wrong with the file of what the machine is for, and leaves it', async () => {
    put(purpose, '[]');
    await assert.rejects(call({ ...registering, syspurpose: { role: 'x' } }), /no mapping in JSON/);
    assert.equal(read(purpose), '[]');
    assert.equal(read('calls'), 'identity\n');
  });

  it('needs root', async () => {
    put('bin/id', '#!/bin/sh\necho 1000\n', 0o755);
    await assert.rejects(call(registering), /requires root permissions/);
    assert.equal(existsSync(place('calls')), false);
  });
});
