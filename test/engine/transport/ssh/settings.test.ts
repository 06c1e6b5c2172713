import assert from 'node:assert/strict';
import { readCommandLine } from '../../../../engine/transport/ssh/config/command-line.ts';
import type { ConfigFiles } from '../../../../engine/transport/ssh/config/files.ts';
import { readSettings } from '../../../../engine/transport/ssh/read-settings.ts';
import type { SshSettings } from '../../../../engine/transport/ssh/settings.ts';
import { quote, splitWords } from '../../../../engine/transport/ssh/shell-words.ts';

interface Given {
  readonly variables?: Readonly<Record<string, string>>;
  readonly lists?: Readonly<Record<string, readonly string[]>>;
  readonly settings?: Readonly<Record<string, string | number | boolean>>;
  readonly user?: string;
  readonly privateKeyFile?: string;
}

function settingsOf(
  given: Given,
  configFiles?: ConfigFiles,
): { readonly settings: SshSettings; readonly warnings: readonly string[] } {
  const warnings: string[] = [];
  const { user, privateKeyFile } = given;
  const settings = readSettings(
    {
      host: 'web',
      ...(user === undefined ? {} : { user }),
      ...(privateKeyFile === undefined ? {} : { privateKeyFile }),
      variable: (name) => given.variables?.[name],
      variables: (name) => given.lists?.[name],
      setting: (name) => given.settings?.[name],
      warn: (message) => warnings.push(message),
    },
    {
      homeDirectory: '/home/me',
      currentDirectory: '/work-folder',
      user: 'me',
      userId: 1000,
      hostName: 'here',
      ...(configFiles === undefined ? {} : { configFiles }),
      environment: { SSH_AUTH_SOCK: '/run/agent', OTHER: '/run/other' },
    },
  );
  return { settings, warnings };
}

const withArgs = (text: string): SshSettings =>
  settingsOf({ variables: { ansible_ssh_common_args: text } }).settings;

describe('settings of a connection over SSH', () => {
  it('are Ansible’s where nothing is said', () => {
    const { settings, warnings } = settingsOf({});
    assert.deepEqual(
      [settings.host, settings.port, settings.user, settings.connectTimeoutMs],
      ['web', 22, 'me', 10_000],
    );
    assert.deepEqual(settings.hostKeys, {
      policy: 'strict',
      pins: [],
      files: [
        '/home/me/.ssh/known_hosts',
        '/home/me/.ssh/known_hosts2',
        '/etc/ssh/ssh_known_hosts',
        '/etc/ssh/ssh_known_hosts2',
      ],
      newKeysFile: '/home/me/.ssh/known_hosts',
    });
    assert.equal(settings.identity.agent, '/run/agent');
    assert.deepEqual(
      settings.identity.files.map(({ path, isGiven }) => [path, isGiven]),
      ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => [`/home/me/.ssh/${name}`, false]),
    );
    assert.deepEqual([...settings.identity.methods], ['publickey', 'keyboard-interactive', 'password']);
    assert.deepEqual(warnings, []);
  });
  it('come from variables before the command line, and from that before ansible.cfg', () => {
    const all = {
      DEFAULT_REMOTE_USER: 'cfg',
      DEFAULT_REMOTE_PORT: 23,
      DEFAULT_PRIVATE_KEY_FILE: '/cfg',
      DEFAULT_TIMEOUT: 30,
    };
    const fromCfg = settingsOf({ settings: all }).settings;
    assert.deepEqual([fromCfg.user, fromCfg.port, fromCfg.connectTimeoutMs], ['cfg', 23, 30_000]);
    assert.equal(fromCfg.identity.files[0]?.path, '/cfg');
    const asked = settingsOf({ settings: all, user: 'asked', privateKeyFile: 'key' }).settings;
    assert.deepEqual([asked.user, asked.identity.files[0]?.path], ['asked', '/work-folder/key']);
    const own = settingsOf({
      settings: all,
      user: 'asked',
      privateKeyFile: 'key',
      variables: {
        ansible_host: '10.0.0.1',
        ansible_user: 'own',
        ansible_port: '2222',
        ansible_ssh_private_key_file: '~/own',
        ansible_ssh_timeout: '3',
        ansible_password: 'pw',
      },
    }).settings;
    assert.deepEqual([own.host, own.user, own.port, own.connectTimeoutMs], ['10.0.0.1', 'own', 2222, 3000]);
    assert.deepEqual([own.identity.files[0]?.path, own.identity.password], ['/home/me/own', 'pw']);
  });
  for (const [name, given, policy] of [
    ['ansible.cfg', { settings: { HOST_KEY_CHECKING: false } }, 'off'],
    ['a variable', { variables: { ansible_host_key_checking: 'False' } }, 'off'],
    [
      'a variable over ansible.cfg',
      { settings: { HOST_KEY_CHECKING: false }, variables: { ansible_host_key_checking: 'yes' } },
      'strict',
    ],
    ['an option', { variables: { ansible_ssh_common_args: '-o StrictHostKeyChecking=no' } }, 'off'],
    [
      'an option over a variable',
      {
        variables: {
          ansible_host_key_checking: 'no',
          ansible_ssh_common_args: '-oStrictHostKeyChecking=yes',
        },
      },
      'strict',
    ],
    [
      'accept-new',
      { variables: { ansible_ssh_common_args: '-o "StrictHostKeyChecking accept-new"' } },
      'accept-new',
    ],
    [
      'ask, which nobody can answer',
      { variables: { ansible_ssh_extra_args: '-o StrictHostKeyChecking=ask' } },
      'strict',
    ],
  ] as const satisfies readonly (readonly [string, Given, string])[]) {
    it(`say how keys of hosts are checked: ${name}`, () => {
      assert.equal(settingsOf(given).settings.hostKeys.policy, policy);
    });
  }
  it('come from ssh’s own options', () => {
    const settings = withArgs(
      '-C -A -4 -i ~/a -o IdentityFile=b -oUserKnownHostsFile="/x /y" -o GlobalKnownHostsFile=none -o HostKeyAlias=alias ' +
        '-o IdentitiesOnly=yes -o IdentityAgent=$OTHER -o ServerAliveInterval=7 -o PreferredAuthentications=password ' +
        '-o ControlMaster=auto -o ControlPersist=60s -p 2200 -l other -q',
    );
    assert.deepEqual(
      [settings.compress, settings.forwardAgent, settings.family, settings.port, settings.user],
      [true, true, 4, 2200, 'other'],
    );
    assert.deepEqual(settings.hostKeys, {
      policy: 'strict',
      pins: [],
      files: ['/x', '/y'],
      newKeysFile: '/x',
      alias: 'alias',
    });
    assert.deepEqual(
      settings.identity.files.map(({ path }) => path),
      ['/home/me/a', '/work-folder/b'],
    );
    assert.deepEqual([settings.identity.agent, settings.identity.identitiesOnly], ['/run/other', true]);
    assert.deepEqual([settings.keepAliveMs, [...settings.identity.methods]], [7000, ['password']]);
    assert.equal(withArgs('-o IdentityAgent=none').identity.agent, undefined);
    assert.deepEqual(withArgs('-J a@b:2,[::1]:3').proxy, {
      jumps: [
        { user: 'a', host: 'b', port: 2 },
        { host: '::1', port: 3 },
      ],
    });
    assert.deepEqual(withArgs(`-o ProxyCommand='ssh -W %h:%p "jump"'`).proxy, {
      command: 'ssh -W %h:%p "jump"',
    });
    assert.equal(withArgs('-o ProxyJump=none').proxy, undefined);
  });
  it('of jump hosts come from the ssh configuration, too', () => {
    const texts: Record<string, string> = {
      '/home/me/.ssh/config':
        'Host web\n  ProxyJump one,two:2200\nHost one\n  User first\n  IdentityAgent none\n  ProxyCommand nc %n %h\n' +
        'Host two\n  HostName 192.0.2.2\n  IdentityFile ~/two\n  StrictHostKeyChecking accept-new\nHost *\n  ProxyJump one\n',
    };
    const files = { read: (path: string) => texts[path], expand: () => [] };
    assert.deepEqual(settingsOf({}, files).settings.proxy, {
      jumps: [
        {
          host: 'one',
          port: 22,
          user: 'first',
          identity: { agent: undefined },
          proxy: { command: 'nc one %h' },
        },
        {
          host: '192.0.2.2',
          port: 2200,
          identity: { files: [{ path: '/home/me/two', isGiven: true }] },
          hostKeys: { policy: 'accept-new' },
        },
      ],
    });
    texts['/home/me/.ssh/config'] = 'Host a\n  ProxyJump b\nHost b\n  ProxyJump a\nHost web\n  ProxyJump a\n';
    assert.throws(() => settingsOf({}, files), {
      message: /ProxyJump goes by way of a, b, a, b, a, b, a, b, a\.$/,
    });
  });
  for (const [name, text, option, expected] of [
    ['a list', 'aes256-ctr,nope,aes128-ctr', 'cipher', ['aes256-ctr', 'aes128-ctr']],
    ['what is added', '+3des-cbc', 'cipher', /^aes256-gcm@openssh\.com .*aes128-ctr 3des-cbc$/],
    ['what is put before', '^aes128-ctr', 'cipher', /^aes128-ctr aes256-gcm@openssh\.com /],
    ['what is taken away', '-*gcm*,chacha*', 'cipher', ['aes256-ctr', 'aes192-ctr', 'aes128-ctr']],
  ] as const) {
    it(`choose algorithms: ${name}`, () => {
      const chosen = withArgs(`-o 'Ciphers ${text}'`).algorithms?.[option] ?? [];
      if (expected instanceof RegExp) assert.match(chosen.join(' '), expected);
      else assert.deepEqual(chosen, expected);
    });
  }
  it('that drover does not know are told', () => {
    const { warnings } = settingsOf({ variables: { ansible_ssh_common_args: '-o Tunnel=yes -X' } });
    assert.deepEqual(warnings.length, 2);
    assert.match(warnings[0] ?? '', /^web: drover's SSH does not know -o Tunnel=yes/);
  });
  for (const [name, given, message] of [
    ['a port', { variables: { ansible_port: 'ssh' } }, /ansible_port is "ssh"/],
    ['a port that is too large', { variables: { ansible_port: '65536' } }, /ansible_port is "65536"/],
    ['a pin', { lists: { drover_host_keys: ['SHA256:short'] } }, /drover_host_keys has "SHA256:short"/],
    ['a jump host', { variables: { ansible_ssh_common_args: '-J a:b:c' } }, /ProxyJump has "a:b:c"/],
  ] as const satisfies readonly (readonly [string, Given, RegExp])[]) {
    it(`that mean nothing are refused: ${name}`, () => {
      assert.throws(() => settingsOf(given), { code: 'host-unreachable', message });
    });
  }
});

describe('words of a shell', () => {
  for (const [text, words] of [
    ['', []],
    ['  a  b ', ['a', 'b']],
    [`'a b' "c d" e\\ f`, ['a b', 'c d', 'e f']],
    [`a'b'"c"d`, ['abcd']],
    [`"a\\"b" "\\x" '\\'`, ['a"b', '\\x', '\\']],
    [`'' ""`, ['', '']],
    [`'open`, ['open']],
  ] as const) {
    it(`of ${JSON.stringify(text)} are ${JSON.stringify(words)}`, () => {
      assert.deepEqual(splitWords(text), words);
    });
  }
  it('are quoted as they are split', () => {
    for (const word of ['a', 'a b', "it's", '"', '\\', '$x', '', '~', '*'])
      assert.deepEqual(splitWords(quote(word)), [word]);
    assert.throws(() => quote('a\0b'), { code: 'command-not-started' });
  });
  it('of ssh’s options: the first of a name counts', () => {
    const { options } = readCommandLine(['-o User=a', '-o user=b -l c']);
    assert.deepEqual(
      [...options].map(([name, { words }]) => [name, words]),
      [['user', ['a']]],
    );
  });
});
