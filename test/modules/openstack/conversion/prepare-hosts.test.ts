import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandOutcome } from '../../../../engine/module.ts';
import { prepareConversionHosts } from '../../../../modules/openstack/conversion/content/prepare-hosts.ts';
import { readDistribution } from '../../../../modules/openstack/conversion/content/distribution.ts';
import { changeHosts } from '../../../../modules/openstack/conversion/hosts-file.ts';
import { runModule, testRun, type Outcome } from '../support/run-module.ts';
import { fakeMachine, type FakeMachine, type Ran } from './fake-machine.ts';

const osRelease = (name: string): string =>
  readFileSync(join(import.meta.dirname, 'os-release', name), 'utf8');

const APT_INSTALL =
  'apt-get -q -y -o DPkg::Lock::Timeout=600 install --no-install-recommends nbdkit libnbd-bin openssh-client util-linux coreutils diffutils python3';
const DNF_INSTALL =
  'dnf -q -y install --setopt=install_weak_deps=False nbdkit nbdkit-basic-plugins nbdkit-basic-filters libnbd openssh-clients util-linux coreutils diffutils python3';
const APT = ['apt-get -q -y -o DPkg::Lock::Timeout=600 update', APT_INSTALL];

const DISTRIBUTIONS: readonly (readonly [string, readonly string[]])[] = [
  ['debian-12', APT],
  ['ubuntu-24.04', APT],
  ['centos-stream-9', [DNF_INSTALL]],
  ['rhel-9', [DNF_INSTALL]],
  ['rocky-9', [DNF_INSTALL]],
  ['almalinux-9', [DNF_INSTALL]],
  ['fedora-40', [DNF_INSTALL]],
];

/** All that the look for tools asks for, as it is answered where all is there. */
const TOOLS = [
  'nbdkit 1.36.0',
  ...['extentlist', 'rate', 'truncate', 'file', 'dd', 'cmp', 'blockdev', 'lsblk'].map(
    (tool) => `${tool} yes`,
  ),
  'python3 3.11',
  'nbdinfo 1.18.0',
  'nbdcopy 1.18.0',
  'ssh yes',
  'fallocate yes',
  'blkdiscard yes',
  'free 999999',
  'user 0',
  'system debian',
];

describe('openstack.prepare_conversion_hosts', function () {
  this.timeout(20_000);
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'drover-prepare-'));
    file = join(folder, 'conversion', 'hosts.yml');
    await changeHosts(file, testRun().context, () => [
      {
        side: 'source',
        name: 'conv',
        server_id: '1',
        address: '192.0.2.10',
        port: 22,
        user: 'cloud-user',
        private_key: 'ssh.key',
        host_keys: ['ssh-ed25519 AAAA'],
      },
    ]);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A machine that has its tools once something was installed. */
  const machine = (
    name: string,
    more: (ran: Ran) => Partial<CommandOutcome> | undefined = () => undefined,
    isReady = false,
  ): FakeMachine => {
    let hasTools = isReady;
    return fakeMachine({
      files: { '/etc/os-release': osRelease(name), '/etc/rhsm/rhsm.conf': '[server]\nhostname = a\n' },
      answers: (ran) => {
        const [program, ...words] = ran.command;
        if (words.includes('install')) hasTools = true;
        if (
          ran.command.some((word) => word.includes('nbdkit --version') || word.includes('nbdcopy --version'))
        )
          return { stdout: (hasTools ? TOOLS : TOOLS.slice(1)).join('\n') };
        return (
          more(ran) ?? (program === 'subscription-manager' && words[0] === 'identity' ? { rc: 1 } : undefined)
        );
      },
    });
  };

  const prepare = ({ connection }: FakeMachine, args: object = {}, checkMode = false): Promise<Outcome> => {
    const run = testRun({ checkMode });
    const context = { ...run.context, machine: () => connection };
    return runModule(
      prepareConversionHosts,
      { side: 'source', conversion_hosts_file: file, login_timeout: 5, ...args },
      { ...run, context },
    );
  };

  /** The programs that change something, as one reads them. */
  const changes = ({ ran }: FakeMachine): readonly string[] =>
    ran
      .map(({ command }) => command.join(' '))
      .filter((line) => /^(apt-get|dnf|subscription-manager|bash)/.test(line) && !line.endsWith('identity'));

  for (const [name, commands] of DISTRIBUTIONS) {
    it(`installs what is missing on ${name}`, async () => {
      const one = machine(name);
      const { result } = await prepare(one);
      assert.equal(result.changed, true);
      assert.deepEqual(changes(one), commands);
      const again = await prepare(one);
      assert.equal(again.plan?.action, 'unchanged');
      assert.deepEqual(changes(one), commands);
    });
  }

  it('names what it is that it has no packages for', async () => {
    await assert.rejects(
      prepare(machine('alpine-3.20')),
      /runs Alpine Linux v3\.20, and drover has packages for CentOS/,
    );
    assert.equal(readDistribution('').family, undefined);
  });

  it('does nothing where all is there, and in check mode', async () => {
    const ready = machine('debian-12', undefined, true);
    assert.equal((await prepare(ready)).plan?.action, 'unchanged');
    assert.deepEqual(changes(ready), []);
    const lacking = machine('debian-12');
    assert.equal((await prepare(lacking, {}, true)).plan?.action, 'update');
    assert.deepEqual(changes(lacking), []);
  });

  it('refuses where it may install nothing', async () => {
    await assert.rejects(prepare(machine('debian-12'), { install: false }), /lack tools.*lacks nbdkit/);
  });

  it('waits until a new host lets it in, and says why it did not', async () => {
    const slow = fakeMachine({
      refusals: 1,
      answers: ({ command }) =>
        command.some((word) => word.includes('nbdkit --version') || word.includes('nbdcopy --version'))
          ? { stdout: TOOLS.join('\n') }
          : undefined,
    });
    assert.equal((await prepare(slow)).plan?.action, 'unchanged');
    const never = fakeMachine({ refusals: 1000 });
    await assert.rejects(
      prepare(never, { login_timeout: 1 }),
      (error: Error & { diagnostic?: { help?: string } }) =>
        /cannot be worked on after 1 seconds: Connection timed out/.test(error.message) &&
        /os_migrate_conversion_ssh_from/.test(error.diagnostic?.help ?? ''),
    );
  });

  it('runs scripts of the user once, before and after, and again when they change', async () => {
    const one = machine('fedora-40');
    const hooks = { pre_hook: 'echo before', post_hook: 'echo after', https_proxy: 'http://proxy:3128' };
    await prepare(one, hooks);
    assert.deepEqual(changes(one), ['bash -s', DNF_INSTALL, 'bash -s']);
    const scripts = one.ran.filter(({ command }) => command[0] === 'bash');
    assert.deepEqual(
      scripts.map(({ stdin }) => stdin),
      ['echo before', 'echo after'],
    );
    assert.equal(
      one.ran.find(({ command }) => command[0] === 'dnf')?.environment['HTTPS_PROXY'],
      'http://proxy:3128',
    );
    assert.equal((await prepare(one, hooks)).plan?.action, 'unchanged');
    await prepare(one, { ...hooks, post_hook: 'echo later' });
    assert.deepEqual(changes(one).slice(3), ['bash -s', 'bash -s']);
  });

  it('brings all up to date where that is asked for, once', async () => {
    const one = machine('ubuntu-24.04', undefined, true);
    await prepare(one, { update: true });
    assert.deepEqual(changes(one), [APT[0], 'apt-get -q -y -o DPkg::Lock::Timeout=600 dist-upgrade']);
    assert.equal((await prepare(one, { update: true })).plan?.action, 'unchanged');
  });

  it('registers hosts of RHEL, and shows no password to those who look at processes', async () => {
    const one = machine('rhel-9');
    const rhsm = {
      manage: true,
      username: 'me',
      password: 'very secret',
      server_proxy_hostname: 'proxy',
      server_proxy_password: 'another secret',
      repositories: ['a', 'b'],
      release: '9.4',
    };
    await prepare(one, { rhsm });
    assert.deepEqual(changes(one), [
      'subscription-manager config --server.proxy_hostname=proxy',
      'subscription-manager register --username=me',
      'subscription-manager release --set=9.4',
      'subscription-manager repos --enable=a --enable=b',
      DNF_INSTALL,
    ]);
    const register = one.ran.find(({ command }) => command[1] === 'register');
    assert.equal(register?.stdin, 'very secret\n');
    assert.equal(
      one.files.get('/etc/rhsm/rhsm.conf'),
      '[server]\nproxy_password = another secret\nhostname = a\n',
    );
    for (const { command } of one.ran) assert.ok(!command.join(' ').includes('secret'));
    const rocky = machine('rocky-9');
    await prepare(rocky, { rhsm });
    assert.deepEqual(changes(rocky), [DNF_INSTALL]);
  });

  it('registers with an activation key that nobody sees', async () => {
    const one = machine('rhel-9');
    const rhsm = { manage: true, activationkey: "a very secret 'key'", org_id: '4711' };
    await prepare(one, { rhsm });
    const register = one.ran.find(({ stdin }) => stdin?.includes('register') === true);
    assert.deepEqual(JSON.parse(register?.stdin ?? ''), [
      'register',
      "--activationkey=a very secret 'key'",
      '--org=4711',
    ]);
    for (const { command, environment } of one.ran)
      assert.ok(!JSON.stringify([command, environment]).includes('secret'), command.join(' '));
    const refused = machine('rhel-9', ({ stdin }) =>
      stdin?.includes('register') === true ? { rc: 70, stderr: 'None of the keys are usable' } : undefined,
    );
    await assert.rejects(prepare(refused, { rhsm }), (error: Error) => {
      assert.match(error.message, /"subscription-manager register" ended with 70: None of the keys/);
      return !error.message.includes('secret');
    });
  });

  it('boots hosts anew where that is asked for and packages were installed, and waits for them', async () => {
    let [boots, looks] = [0, 0];
    const booting = (ran: Ran): Partial<CommandOutcome> | undefined => {
      if (ran.command[0] === 'shutdown') boots += 1;
      if (ran.command[0] !== 'cat') return undefined;
      // It goes down in its own time.
      looks += boots;
      return { stdout: `boot ${looks > 1 ? boots : 0}\n` };
    };
    const one = machine('debian-12', booting);
    await prepare(one, { reboot: true });
    const order = one.ran
      .map(({ command }) => command[0])
      .filter((name) => /apt-get|shutdown/.test(name ?? ''));
    assert.deepEqual(order, ['apt-get', 'apt-get', 'shutdown']);
    assert.equal(looks, 2);
    await prepare(one, { reboot: true });
    assert.equal(boots, 1, 'nothing was installed');
    const never = machine('debian-12');
    await assert.rejects(
      prepare(never, { reboot: true, login_timeout: 1 }),
      /was to be booted anew .*, and has not come back after 1 seconds: it has not gone down/,
    );
    const usual = machine('debian-12', booting);
    await prepare(usual);
    assert.equal(boots, 1);
  });

  it('says what a package manager said when it failed', async () => {
    const broken = machine('debian-12', ({ command }) =>
      command[0] === 'apt-get'
        ? { rc: 100, stderr: 'Err:1 http://deb\nE: Temporary failure resolving deb' }
        : undefined,
    );
    await assert.rejects(prepare(broken), /ended with 100: .*Temporary failure resolving/);
  });
});
