import { isAbsolute, join } from 'node:path';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { isPin } from './host-key.ts';
import { readSshOptions, type SshOptions } from './ssh-options.ts';
import type { SshTarget } from './target.ts';

export type HostKeyPolicy = 'strict' | 'accept-new' | 'off';

/** How the key of a machine is checked. */
export interface HostKeySettings {
  readonly policy: HostKeyPolicy;
  /** The only keys that count, where any are given: public key lines or `SHA256:` fingerprints. */
  readonly pins: readonly string[];
  /** known_hosts files; those that are not there are passed over. New keys go to the first one. */
  readonly files: readonly string[];
  /** The name that is looked up in place of the host's. */
  readonly alias?: string;
}

export interface IdentityFile {
  readonly path: string;
  /** A person named it; else it is one of OpenSSH's own places, which may be empty. */
  readonly isGiven: boolean;
}

/** What a person says of who they are. Nothing of it is shown but paths. */
export interface IdentitySettings {
  readonly files: readonly IdentityFile[];
  /** The text of a private key. */
  readonly privateKey?: string;
  readonly passphrase?: string;
  readonly password?: string;
  /** The socket of an agent. */
  readonly agent?: string;
  /** Of the agent's keys, only those of the files. */
  readonly identitiesOnly: boolean;
  /** `publickey`, `password`, `keyboard-interactive`: those that may be used. */
  readonly methods: ReadonlySet<string>;
}

export type Proxy =
  | { readonly jumps: readonly { readonly user?: string; readonly host: string; readonly port: number }[] }
  | { readonly command: string };

/** All that a connection to a machine takes. */
export interface SshSettings {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly identity: IdentitySettings;
  readonly hostKeys: HostKeySettings;
  readonly connectTimeoutMs: number;
  readonly keepAliveMs: number;
  readonly keepAliveCount: number;
  readonly compress: boolean;
  readonly forwardAgent: boolean;
  readonly family?: 4 | 6;
  readonly proxy?: Proxy;
}

/** What surrounds drover: nothing else of the machine is looked at. */
export interface SshSurroundings {
  readonly homeDirectory: string;
  readonly currentDirectory: string;
  readonly user: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The settings of a host from its variables, as Ansible's ssh connection reads them. Throws `host-unreachable` for values that mean nothing. */
export function readSettings(target: SshTarget, around: SshSurroundings): SshSettings {
  const first = (...names: string[]) =>
    names.map((name) => target.variable(name)).find((value) => value !== undefined && value !== '');
  const texts = ['ansible_ssh_args', 'ansible_ssh_common_args', 'ansible_ssh_extra_args'];
  const written = readSshOptions(texts.flatMap((name) => target.variable(name) ?? []));
  const option = (name: string) => written.options.get(name.toLowerCase());
  for (const text of written.notHeeded)
    target.warn(`${target.host}: drover's SSH does not know ${text}, and goes on without it.`);
  const port =
    first('ansible_port', 'ansible_ssh_port') ?? option('Port') ?? setting(target, 'DEFAULT_REMOTE_PORT');
  const user =
    first('ansible_user', 'ansible_ssh_user') ?? target.user ?? setting(target, 'DEFAULT_REMOTE_USER');
  const timeout = first('ansible_ssh_timeout', 'ansible_timeout') ?? option('ConnectTimeout');
  const family = { inet: 4, inet6: 6 }[option('AddressFamily') ?? ''] as 4 | 6 | undefined;
  const proxy = proxyOf(target, option);
  return {
    host: first('ansible_host', 'ansible_ssh_host') ?? option('HostName') ?? target.host,
    port: numberOf(target, 'ansible_port', port ?? '22', 1, 65_535),
    user: user ?? option('User') ?? around.user,
    identity: identityOf(target, written, around),
    hostKeys: hostKeysOf(target, option, around),
    connectTimeoutMs:
      1000 *
      numberOf(
        target,
        'ansible_ssh_timeout',
        timeout ?? setting(target, 'DEFAULT_TIMEOUT') ?? '10',
        1,
        86_400,
      ),
    keepAliveMs:
      1000 * numberOf(target, 'ServerAliveInterval', option('ServerAliveInterval') ?? '15', 0, 86_400),
    keepAliveCount: numberOf(target, 'ServerAliveCountMax', option('ServerAliveCountMax') ?? '4', 0, 1000),
    compress: isYes(option('Compression')),
    forwardAgent: isYes(option('ForwardAgent')),
    ...(family === undefined ? {} : { family }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

type Option = (name: string) => string | undefined;

function setting(target: SshTarget, name: string): string | undefined {
  const value = target.setting(name);
  return value === undefined || value === '' ? undefined : String(value);
}

function isYes(value: string | undefined): boolean {
  return value !== undefined && /^(yes|true|on|1)$/i.test(value.trim());
}

function isNo(value: string | undefined): boolean {
  return value !== undefined && /^(no|false|off|0|n|f)$/i.test(value.trim());
}

function identityOf(
  target: SshTarget,
  { options, identityFiles }: SshOptions,
  around: SshSurroundings,
): IdentitySettings {
  const first = (...names: string[]) =>
    names.map((name) => target.variable(name)).find((value) => value !== undefined && value !== '');
  const named =
    first('ansible_ssh_private_key_file', 'ansible_private_key_file') ??
    target.privateKeyFile ??
    setting(target, 'DEFAULT_PRIVATE_KEY_FILE');
  const given = [...(named === undefined ? [] : [named]), ...identityFiles];
  const usual = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `~/.ssh/${name}`);
  const isGiven = given.length > 0;
  const agent = agentOf(options.get('identityagent'), around);
  const secrets = {
    privateKey: first('ansible_ssh_private_key', 'ansible_private_key'),
    passphrase: first('ansible_ssh_private_key_passphrase', 'ansible_private_key_passphrase'),
    password: first('ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password'),
  };
  return {
    files: (isGiven ? given : usual).map((path) => ({ path: pathOf(path, around), isGiven })),
    identitiesOnly: isYes(options.get('identitiesonly')),
    methods: methodsOf(options),
    ...(agent === undefined ? {} : { agent }),
    ...(secrets.privateKey === undefined ? {} : { privateKey: secrets.privateKey }),
    ...(secrets.passphrase === undefined ? {} : { passphrase: secrets.passphrase }),
    ...(secrets.password === undefined ? {} : { password: secrets.password }),
  };
}

function agentOf(written: string | undefined, around: SshSurroundings): string | undefined {
  if (written === 'none') return undefined;
  const named =
    written === undefined || written === 'SSH_AUTH_SOCK' ? around.environment['SSH_AUTH_SOCK'] : written;
  if (named === undefined || named === '') return undefined;
  if (named.startsWith('$')) return around.environment[named.slice(1).replace(/^\{(.*)\}$/, '$1')];
  return pathOf(named, around);
}

const allMethods = ['publickey', 'keyboard-interactive', 'password'];

function methodsOf(options: ReadonlyMap<string, string>): ReadonlySet<string> {
  const switches: Readonly<Record<string, string>> = {
    publickey: 'pubkeyauthentication',
    'keyboard-interactive': 'kbdinteractiveauthentication',
    password: 'passwordauthentication',
  };
  const preferred = options
    .get('preferredauthentications')
    ?.split(',')
    .map((name) => name.trim());
  return new Set(
    allMethods.filter(
      (name) => (preferred?.includes(name) ?? true) && !isNo(options.get(switches[name] ?? '')),
    ),
  );
}

function hostKeysOf(target: SshTarget, option: Option, around: SshSurroundings): HostKeySettings {
  const pins = target.variables('drover_host_keys') ?? [];
  const damaged = pins.find((pin) => !isPin(pin));
  if (damaged !== undefined)
    throw refused(
      target,
      `drover_host_keys has ${JSON.stringify(damaged)}, which is no public key line and no SHA256 fingerprint`,
      "Write a line of a host's .pub file, or what ssh-keygen -lf shows of it: SHA256:… with all of its 43 characters.",
    );
  const alias = option('HostKeyAlias');
  const files = (name: string, otherwise: readonly string[]) => {
    const written = option(name);
    if (written === 'none') return [];
    return (written?.split(/\s+/).filter((path) => path !== '') ?? otherwise).map((path) =>
      pathOf(path, around),
    );
  };
  return {
    policy: policyOf(target, option),
    pins,
    files: [
      ...files('UserKnownHostsFile', ['~/.ssh/known_hosts', '~/.ssh/known_hosts2']),
      ...files('GlobalKnownHostsFile', ['/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2']),
    ],
    ...(alias === undefined ? {} : { alias }),
  };
}

/** What stands nearer to the host wins: its ssh options, its variables, then ansible.cfg. */
function policyOf(target: SshTarget, option: Option): HostKeyPolicy {
  const written = option('StrictHostKeyChecking')?.toLowerCase();
  if (written === 'accept-new') return 'accept-new';
  if (written !== undefined) return isNo(written) ? 'off' : 'strict';
  const variable =
    target.variable('ansible_ssh_host_key_checking') ??
    target.variable('ansible_host_key_checking') ??
    setting(target, 'HOST_KEY_CHECKING');
  return isNo(variable) ? 'off' : 'strict';
}

function proxyOf(target: SshTarget, option: Option): Proxy | undefined {
  const jump = option('ProxyJump');
  if (jump !== undefined && jump.toLowerCase() !== 'none') {
    const jumps = jump.split(',').map((text) => {
      const parts = /^(?:ssh:\/\/)?(?:([^@]+)@)?(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(text.trim());
      const host = parts?.[2] ?? parts?.[3];
      if (parts === null || host === undefined)
        throw refused(
          target,
          `ProxyJump has ${JSON.stringify(text)}`,
          'Write user@host:port for each jump host.',
        );
      const [, user] = parts;
      return { host, port: Number(parts[4] ?? 22), ...(user === undefined ? {} : { user }) };
    });
    return { jumps };
  }
  const command = option('ProxyCommand');
  return command === undefined || command.toLowerCase() === 'none' ? undefined : { command };
}

function numberOf(target: SshTarget, name: string, text: string, least: number, most: number): number {
  const number = Number(text);
  if (/^\d+$/.test(text.trim()) && number >= least && number <= most) return number;
  throw refused(
    target,
    `${name} is ${JSON.stringify(text)}`,
    `Set it to a whole number from ${least} to ${most}.`,
  );
}

function refused(target: SshTarget, what: string, help: string): DroverError {
  return new DroverError('host-unreachable', {
    detail: `Failed to connect to the host via ssh: ${target.host}: ${what}.`,
    help,
  });
}

function pathOf(path: string, around: SshSurroundings): string {
  const own = path.replace(/^(~|%d)(?=\/|$)/, around.homeDirectory);
  return isAbsolute(own) ? own : join(around.currentDirectory, own);
}
