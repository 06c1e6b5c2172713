/** The ssh configuration as OpenSSH itself reads it (`ssh -G`), in a home of its own: see config-cases.ts. */
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir, userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { ConfigFiles } from '../../../../engine/transport/ssh/config/files.ts';
import { machineFiles } from '../../../../engine/transport/ssh/config/files.ts';
import { readSettings } from '../../../../engine/transport/ssh/read-settings.ts';
import type { SshSettings } from '../../../../engine/transport/ssh/settings.ts';
import { configCases, type ConfigCase } from './config-cases.ts';

/** What `ssh -G` prints, by option; undefined where it refuses. */
type Printed = ReadonlyMap<string, readonly string[]>;

describe('the ssh configuration', () => {
  let home = '';
  let system = '';
  let passwd = '';
  before(() => {
    assert.equal(userInfo().username, 'root', 'Only root can give ssh a home of its own.');
  });
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'drover-home-'));
    mkdirSync(join(home, '.ssh'), { mode: 0o700 });
    system = join(home, 'system');
    passwd = join(home, 'passwd');
    writeFileSync(system, '');
    const lines = readFileSync('/etc/passwd', 'utf8').split('\n');
    writeFileSync(
      passwd,
      lines.map((line) => line.replace(/^(root:.*):[^:]*:([^:]*)$/, `$1:${home}:$2`)).join('\n'),
    );
  });
  afterEach(() => {
    rmSync(home, { recursive: true });
  });

  const write = ({ config, system: text, files = {} }: ConfigCase): void => {
    const own = { ...files, ...(config === undefined ? {} : { config }) };
    for (const [name, content] of Object.entries(own)) {
      const path = join(home, '.ssh', name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, content, { mode: 0o600 });
    }
    if (text !== undefined) writeFileSync(system, text);
  };

  /** OpenSSH looks for the home directory in /etc/passwd alone. */
  const byOpenSsh = ({ args = '', host = 'web' }: ConfigCase): Printed | undefined => {
    const script = `mount --bind ${passwd} /etc/passwd && mount --bind ${system} /etc/ssh/ssh_config && exec ssh -G ${args} ${host}`;
    const { status, stdout } = spawnSync('unshare', ['-m', 'sh', '-c', script], {
      encoding: 'utf8',
      env: { PATH: process.env['PATH'], HOME: home },
    });
    if (status !== 0) return undefined;
    const printed = new Map<string, string[]>();
    for (const line of stdout.split('\n')) {
      const [, name = '', value = ''] = /^(\S+) ?(.*)$/.exec(line) ?? [];
      printed.set(name, [...(printed.get(name) ?? []), value]);
    }
    return printed;
  };

  const ours = ({ args = '', host = 'web' }: ConfigCase): { settings: SshSettings; warnings: string[] } => {
    const files: ConfigFiles = {
      ...machineFiles,
      read: (path, mustBeSafe) =>
        machineFiles.read(path === '/etc/ssh/ssh_config' ? system : path, mustBeSafe),
    };
    const warnings: string[] = [];
    const settings = readSettings(
      {
        host,
        variable: (name) => (name === 'ansible_ssh_common_args' ? args : undefined),
        variables: () => undefined,
        setting: () => undefined,
        warn: (message) => warnings.push(message),
      },
      {
        homeDirectory: home,
        currentDirectory: '/',
        user: 'root',
        userId: 0,
        hostName: hostname(),
        environment: {},
        configFiles: files,
      },
    );
    return { settings, warnings };
  };

  const path = (text: string): string => text.replace(/^(~|%d)\//, `${home}/`);
  /** What can be compared: what OpenSSH prints in drover's words, and the other way round. */
  const openSshSays = (printed: Printed): Record<string, unknown> => {
    const first = (name: string): string | undefined => printed.get(name)?.[0];
    const seconds = (name: string, otherwise: string): string | undefined =>
      [otherwise, 'none', undefined].includes(first(name)) ? undefined : first(name);
    const list = (name: string): readonly string[] => first(name)?.split(' ') ?? [];
    return {
      host: first('hostname'),
      port: first('port'),
      user: first('user'),
      keys: (printed.get('identityfile') ?? []).filter((file) => file !== 'none').map(path),
      identitiesOnly: first('identitiesonly'),
      agent: first('identityagent') === 'none' ? undefined : first('identityagent'),
      proxyCommand: first('proxycommand'),
      proxyJump: first('proxyjump')?.toLowerCase(),
      strict: { true: 'strict', ask: 'strict', false: 'off', 'accept-new': 'accept-new' }[
        first('stricthostkeychecking') ?? ''
      ],
      alias: first('hostkeyalias'),
      known: [...list('userknownhostsfile'), ...list('globalknownhostsfile')].map(path),
      hashes: first('hashknownhosts'),
      timeout: seconds('connecttimeout', 'none'),
      alive: seconds('serveraliveinterval', ''),
      count: first('serveralivecountmax'),
      compress: first('compression'),
      forwardAgent: first('forwardagent'),
      family: first('addressfamily'),
      methods: [
        ['publickey', 'pubkeyauthentication'],
        ['keyboard-interactive', 'kbdinteractiveauthentication'],
        ['password', 'passwordauthentication'],
      ]
        .filter(([method = '', name = '']) => {
          const preferred = first('preferredauthentications')?.split(',').includes(method) ?? true;
          return preferred && first(name) !== 'no' && first(name) !== 'false';
        })
        .map(([method]) => method),
    };
  };
  const weSay = (settings: SshSettings, printed: Printed): Record<string, unknown> => {
    const { identity, hostKeys, proxy, family } = settings;
    const yes = (is: boolean): string => (is ? 'yes' : 'no');
    const isUsual = !identity.files.some(({ isGiven }) => isGiven) && identity.files.length > 0;
    const jumps = proxy !== undefined && 'jumps' in proxy ? proxy.jumps : undefined;
    const name = (host: string): string => (host.includes(':') ? `[${host}]` : host);
    // OpenSSH prints what was written; without a port where there was none.
    const jump = jumps?.map(({ user, host, port }) =>
      [user === undefined ? '' : `${user}@`, name(host), port === 22 ? '' : `:${port}`].join(''),
    );
    const usual = openSshSays(printed);
    return {
      host: settings.host,
      port: String(settings.port),
      user: settings.user,
      // drover looks for three of OpenSSH's usual keys.
      keys: isUsual ? usual['keys'] : identity.files.map((file) => file.path),
      identitiesOnly: yes(identity.identitiesOnly),
      agent: identity.agent,
      proxyCommand: proxy !== undefined && 'command' in proxy ? proxy.command : undefined,
      proxyJump: jump?.join(','),
      strict: hostKeys.policy,
      alias: hostKeys.alias,
      known: hostKeys.files,
      hashes: yes(hostKeys.hashesNames === true),
      timeout: usual['timeout'] === undefined ? undefined : String(settings.connectTimeoutMs / 1000),
      // drover's own where nothing is said.
      alive: settings.keepAliveMs === 15_000 ? '0' : String(settings.keepAliveMs / 1000),
      count: settings.keepAliveCount === 4 ? '3' : String(settings.keepAliveCount),
      compress: yes(settings.compress),
      forwardAgent: yes(settings.forwardAgent),
      family: family === undefined ? 'any' : family === 4 ? 'inet' : 'inet6',
      methods: [...identity.methods],
    };
  };

  for (const given of configCases) {
    it(`is read as OpenSSH reads it: ${given.says}`, () => {
      write(given);
      const printed = byOpenSsh(given);
      if (printed === undefined) {
        assert.throws(
          () => ours(given),
          (error) => error instanceof DroverError && error.code === 'host-unreachable',
        );
        return;
      }
      assert.deepEqual(weSay(ours(given).settings, printed), openSshSays(printed));
    });
  }

  it('that others may write is not read, as OpenSSH does not', () => {
    write({ says: '', config: 'User x\n' });
    execFileSync('chmod', ['666', join(home, '.ssh', 'config')]);
    assert.equal(byOpenSsh({ says: '' }), undefined);
    assert.throws(() => ours({ says: '' }), {
      code: 'host-unreachable',
      message: /others may write this file/,
    });
  });
  it('runs no program to find out what counts', () => {
    const made = join(home, 'made');
    write({
      says: '',
      config: `Match exec "touch ${made}"\n  User x\nMatch host db exec "touch ${made}"\n  User y\n`,
    });
    const { settings, warnings } = ours({ says: '' });
    assert.equal(settings.user, 'root');
    assert.throws(() => readFileSync(made), { code: 'ENOENT' });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /Match exec \(.*config:1\), whose block is passed over/);
  });
  it('tells of options that drover does not know, where they count', () => {
    write({ says: '', config: 'Host web\n  SetEnv A=b\nHost db\n  BindAddress 192.0.2.1\n' });
    assert.deepEqual(ours({ says: '' }).warnings, [
      `drover's SSH does not know setenv (${home}/.ssh/config:2), and goes on without it.`,
    ]);
  });
  it('switches the check of keys off with a warning, and that of the machine not at all', () => {
    write({ says: '', system: 'StrictHostKeyChecking no\n' });
    const machine = ours({ says: '' });
    assert.equal(machine.settings.hostKeys.policy, 'strict');
    assert.match(machine.warnings[0] ?? '', /stricthostkeychecking no/);
    write({ says: '', config: 'StrictHostKeyChecking no\n' });
    const own = ours({ says: '' });
    assert.equal(own.settings.hostKeys.policy, 'off');
    assert.match(own.warnings[0] ?? '', /config:1: the keys of machines are not checked/);
  });
});
