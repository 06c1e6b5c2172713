/** The settings of ansible.cfg that drover heeds, with their names there and in the environment. */
export interface Setting {
  /** Ansible's constant: what the lookup `config` asks for. */
  readonly constant: string;
  readonly section: string;
  readonly key: string;
  readonly variables: readonly string[];
  readonly kind: 'text' | 'boolean' | 'integer' | 'path' | 'paths' | 'choice';
  readonly choices?: readonly string[];
  readonly default: string | number | boolean | readonly string[] | undefined;
}

export const settings = {
  rolesPath: {
    constant: 'DEFAULT_ROLES_PATH',
    section: 'defaults',
    key: 'roles_path',
    variables: ['ANSIBLE_ROLES_PATH'],
    kind: 'paths',
    default: ['~/.ansible/roles', '/usr/share/ansible/roles', '/etc/ansible/roles'],
  },
  collectionsPath: {
    constant: 'COLLECTIONS_PATHS',
    section: 'defaults',
    key: 'collections_path',
    variables: ['ANSIBLE_COLLECTIONS_PATH', 'ANSIBLE_COLLECTIONS_PATHS'],
    kind: 'paths',
    default: ['~/.ansible/collections', '/usr/share/ansible/collections'],
  },
  inventory: {
    constant: 'DEFAULT_HOST_LIST',
    section: 'defaults',
    key: 'inventory',
    variables: ['ANSIBLE_INVENTORY'],
    kind: 'paths',
    default: ['/etc/ansible/hosts'],
  },
  forks: {
    constant: 'DEFAULT_FORKS',
    section: 'defaults',
    key: 'forks',
    variables: ['ANSIBLE_FORKS'],
    kind: 'integer',
    default: 5,
  },
  timeout: {
    constant: 'DEFAULT_TIMEOUT',
    section: 'defaults',
    key: 'timeout',
    variables: ['ANSIBLE_TIMEOUT'],
    kind: 'integer',
    default: 10,
  },
  remoteUser: {
    constant: 'DEFAULT_REMOTE_USER',
    section: 'defaults',
    key: 'remote_user',
    variables: ['ANSIBLE_REMOTE_USER'],
    kind: 'text',
    default: undefined,
  },
  remotePort: {
    constant: 'DEFAULT_REMOTE_PORT',
    section: 'defaults',
    key: 'remote_port',
    variables: ['ANSIBLE_REMOTE_PORT'],
    kind: 'integer',
    default: undefined,
  },
  privateKeyFile: {
    constant: 'DEFAULT_PRIVATE_KEY_FILE',
    section: 'defaults',
    key: 'private_key_file',
    variables: ['ANSIBLE_PRIVATE_KEY_FILE'],
    kind: 'path',
    default: undefined,
  },
  hostKeyChecking: {
    constant: 'HOST_KEY_CHECKING',
    section: 'defaults',
    key: 'host_key_checking',
    variables: ['ANSIBLE_HOST_KEY_CHECKING'],
    kind: 'boolean',
    default: true,
  },
  gathering: {
    constant: 'DEFAULT_GATHERING',
    section: 'defaults',
    key: 'gathering',
    variables: ['ANSIBLE_GATHERING'],
    kind: 'choice',
    choices: ['implicit', 'explicit', 'smart'],
    default: 'implicit',
  },
  stdoutCallback: {
    constant: 'DEFAULT_STDOUT_CALLBACK',
    section: 'defaults',
    key: 'stdout_callback',
    variables: ['ANSIBLE_STDOUT_CALLBACK'],
    kind: 'text',
    default: 'default',
  },
  vaultPasswordFile: {
    constant: 'DEFAULT_VAULT_PASSWORD_FILE',
    section: 'defaults',
    key: 'vault_password_file',
    variables: ['ANSIBLE_VAULT_PASSWORD_FILE'],
    kind: 'path',
    default: undefined,
  },
  anyErrorsFatal: {
    constant: 'ANY_ERRORS_FATAL',
    section: 'defaults',
    key: 'any_errors_fatal',
    variables: ['ANSIBLE_ANY_ERRORS_FATAL'],
    kind: 'boolean',
    default: false,
  },
  forceHandlers: {
    constant: 'DEFAULT_FORCE_HANDLERS',
    section: 'defaults',
    key: 'force_handlers',
    variables: ['ANSIBLE_FORCE_HANDLERS'],
    kind: 'boolean',
    default: false,
  },
  become: {
    constant: 'DEFAULT_BECOME',
    section: 'privilege_escalation',
    key: 'become',
    variables: ['ANSIBLE_BECOME'],
    kind: 'boolean',
    default: false,
  },
  becomeMethod: {
    constant: 'DEFAULT_BECOME_METHOD',
    section: 'privilege_escalation',
    key: 'become_method',
    variables: ['ANSIBLE_BECOME_METHOD'],
    kind: 'text',
    default: 'sudo',
  },
  becomeUser: {
    constant: 'DEFAULT_BECOME_USER',
    section: 'privilege_escalation',
    key: 'become_user',
    variables: ['ANSIBLE_BECOME_USER'],
    kind: 'text',
    default: 'root',
  },
  becomeAskPass: {
    constant: 'DEFAULT_BECOME_ASK_PASS',
    section: 'privilege_escalation',
    key: 'become_ask_pass',
    variables: ['ANSIBLE_BECOME_ASK_PASS'],
    kind: 'boolean',
    default: false,
  },
} as const satisfies Readonly<Record<string, Setting>>;

export type SettingName = keyof typeof settings;
