import assert from 'node:assert/strict';
import { collectDiagnostics } from '../../../engine/diagnostics/diagnostic.ts';
import { loadConfiguration, type Configuration } from '../../../engine/language/configuration.ts';
import { memoryFiles } from './memory-files.ts';
import { describeProblems } from './reading.ts';

function load(
  contents: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): { readonly configuration: Configuration; readonly problems: string } {
  const sink = collectDiagnostics();
  const world = {
    files: memoryFiles(contents),
    environment,
    currentDirectory: '/work dir',
    homeDirectory: '/home/me',
  };
  const configuration = loadConfiguration(world, { sink });
  return { configuration, problems: describeProblems(sink.diagnostics).join('\n') };
}

describe('loadConfiguration', () => {
  it('has the defaults of Ansible', () => {
    const { configuration, problems } = load({});
    assert.equal(problems, '');
    const values = Object.fromEntries(
      Object.entries(configuration).filter(([, value]) => typeof value !== 'function'),
    );
    assert.deepEqual(values, {
      path: undefined,
      rolesPath: ['/home/me/.ansible/roles', '/usr/share/ansible/roles', '/etc/ansible/roles'],
      collectionsPath: ['/home/me/.ansible/collections', '/usr/share/ansible/collections'],
      inventory: [],
      forks: 5,
      timeout: 10,
      remoteUser: undefined,
      remotePort: undefined,
      privateKeyFile: undefined,
      hostKeyChecking: true,
      gathering: 'implicit',
      stdoutCallback: 'default',
      vaultPasswordFile: undefined,
      anyErrorsFatal: false,
      forceHandlers: false,
      become: false,
      becomeMethod: 'sudo',
      becomeUser: 'root',
      becomeAskPass: false,
    });
    assert.equal(configuration.lookup('DEFAULT_FORKS'), 5);
    assert.equal(configuration.lookup('DEFAULT_REMOTE_USER'), null);
    assert.equal(configuration.lookup('NOPE'), undefined);
  });

  it('reads ansible.cfg; its relative paths start from its folder', () => {
    const text =
      '# comment\n; comment\n[defaults]\nforks = 20 ; comment\nroles_path = roles:~/r:/abs\ninventory: hosts.yml,/etc/h\n' +
      'host_key_checking = no\ngathering=smart\nunknown = x\nvault_password_file = ~/pw\n[privilege_escalation]\nbecome = True\nbecome_user = admin\n[ssh_connection]\npipelining = true\n';
    const { configuration, problems } = load({ '/work dir/ansible.cfg': text });
    assert.equal(problems, '');
    assert.equal(configuration.path, '/work dir/ansible.cfg');
    assert.deepEqual(configuration.rolesPath, ['/work dir/roles', '/home/me/r', '/abs']);
    assert.deepEqual(configuration.inventory, ['/work dir/hosts.yml', '/etc/h']);
    assert.deepEqual(
      [
        configuration.forks,
        configuration.hostKeyChecking,
        configuration.gathering,
        configuration.vaultPasswordFile,
        configuration.become,
        configuration.becomeUser,
      ],
      [20, false, 'smart', '/home/me/pw', true, 'admin'],
    );
  });

  it('takes the first file that there is', () => {
    const all = {
      '/x/a.cfg': '[defaults]\nforks=1',
      '/work dir/ansible.cfg': '[defaults]\nforks=2',
      '/home/me/.ansible.cfg': '[defaults]\nforks=3',
      '/etc/ansible/ansible.cfg': '[defaults]\nforks=4',
    };
    const forks = (without: number, environment = {}): number =>
      load(Object.fromEntries(Object.entries(all).slice(without)), environment).configuration.forks;
    assert.equal(forks(0, { ANSIBLE_CONFIG: '/x/a.cfg' }), 1);
    assert.equal(
      load({ '/x/ansible.cfg': '[defaults]\nforks=9' }, { ANSIBLE_CONFIG: '/x' }).configuration.forks,
      9,
    );
    assert.deepEqual(
      [0, 2, 3].map((without) => forks(without)),
      [2, 3, 4],
    );
  });

  it('lets the environment win', () => {
    const environment = {
      ANSIBLE_FORKS: '7',
      ANSIBLE_ROLES_PATH: 'r:/s',
      ANSIBLE_INVENTORY: 'web1,web2,',
      ANSIBLE_GATHERING: 'explicit',
      ANSIBLE_ANY_ERRORS_FATAL: '1',
    };
    const { configuration } = load({ '/work dir/ansible.cfg': '[defaults]\nforks=2' }, environment);
    assert.deepEqual(
      [
        configuration.forks,
        configuration.rolesPath,
        configuration.inventory,
        configuration.gathering,
        configuration.anyErrorsFatal,
      ],
      [7, ['/work dir/r', '/s'], ['web1,web2,'], 'explicit', true],
    );
  });

  it('uses /etc/ansible/hosts where it is there', () => {
    assert.deepEqual(load({ '/etc/ansible/hosts': '' }).configuration.inventory, ['/etc/ansible/hosts']);
  });

  const wrong: readonly (readonly [string, string, RegExp])[] = [
    [
      'a word for a number',
      '[defaults]\nforks = many',
      /forks in ansible\.cfg cannot be “many”.*a whole number/,
    ],
    ['a number for a truth', '[defaults]\nhost_key_checking = 5', /cannot be “5”.*true or false/],
    ['an unknown choice', '[defaults]\ngathering = lazy', /implicit, explicit, smart/],
    [
      'a line before a section',
      'forks = 5\n[defaults]',
      /wrong-type 1:1 A line stands before the first section/,
    ],
    ['a line without a value', '[defaults]\nforks', /wrong-type 2:1 The line “forks” is no/],
  ];
  for (const [name, text, expected] of wrong) {
    it(`reports ${name}, and keeps the default`, () => {
      const { configuration, problems } = load({ '/work dir/ansible.cfg': text });
      assert.match(problems, expected);
      assert.deepEqual(
        [configuration.forks, configuration.hostKeyChecking, configuration.gathering],
        [5, true, 'implicit'],
      );
    });
  }
});
