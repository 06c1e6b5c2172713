import { optionOf, type SshOptions } from './config/gathered.ts';
import { optionPaths, type SettingsReading } from './config/reading.ts';
import { firstOf, isNo, isYes, pathOf, setting, type SshSurroundings } from './config/values.ts';
import type { IdentityFile, IdentitySettings, JumpIdentity } from './settings.ts';

/** Who a person says that they are. */
export function readIdentity(reading: SettingsReading): IdentitySettings {
  const { target, around, options } = reading;
  const named =
    firstOf(target, 'ansible_ssh_private_key_file', 'ansible_private_key_file') ??
    target.privateKeyFile ??
    setting(target, 'DEFAULT_PRIVATE_KEY_FILE');
  const usual = ['id_ed25519', 'id_ecdsa', 'id_rsa'].map((name) => `~/.ssh/${name}`);
  const isGiven = named !== undefined || options.identityFiles.length > 0;
  const given = [...(named === undefined ? [] : [pathOf(named, around)]), ...identityPaths(reading)];
  const agent = agentOf(reading);
  const secrets = {
    privateKey: firstOf(target, 'ansible_ssh_private_key', 'ansible_private_key'),
    passphrase: firstOf(target, 'ansible_ssh_private_key_passphrase', 'ansible_private_key_passphrase'),
    password:
      firstOf(target, 'ansible_password', 'ansible_ssh_pass', 'ansible_ssh_password') ?? target.password,
  };
  return {
    files: isGiven ? identityFiles(given) : usual.map((path) => ({ path: pathOf(path, around), isGiven })),
    identitiesOnly: isYes(optionOf(options, 'IdentitiesOnly')),
    methods: methodsOf(options),
    ...(agent === undefined ? {} : { agent }),
    ...(secrets.privateKey === undefined ? {} : { privateKey: secrets.privateKey }),
    ...(secrets.passphrase === undefined ? {} : { passphrase: secrets.passphrase }),
    ...(secrets.password === undefined ? {} : { password: secrets.password }),
  };
}

/** What a configuration says of keys for a machine on the way; nothing is in it that it does not say. */
export function readJumpIdentity(reading: Omit<SettingsReading, 'commandLine' | 'configure'>): JumpIdentity {
  const { options } = reading;
  const only = optionOf(options, 'IdentitiesOnly');
  return {
    ...(options.identityFiles.length === 0 ? {} : { files: identityFiles(identityPaths(reading)) }),
    ...(only === undefined ? {} : { identitiesOnly: isYes(only) }),
    ...(optionOf(options, 'IdentityAgent') === undefined ? {} : { agent: agentOf(reading) }),
  };
}

type Reading = Pick<SettingsReading, 'around' | 'tokens' | 'options'>;

/** `IdentityFile none` names none, and keeps the usual ones from being looked for. */
function identityPaths({ options, ...reading }: Reading): readonly string[] {
  const named = options.identityFiles.filter((path) => path.toLowerCase() !== 'none');
  return named.flatMap((path) => optionPaths([path], `IdentityFile ${path}`, reading));
}

function identityFiles(paths: readonly string[]): readonly IdentityFile[] {
  return [...new Set(paths)].map((path) => ({ path, isGiven: true }));
}

function agentOf({ options, ...reading }: Reading): string | undefined {
  const { environment } = reading.around;
  const line = options.options.get('identityagent');
  const written = line?.words[0];
  if (line === undefined || written === undefined || written === 'SSH_AUTH_SOCK')
    return namedAgent(environment['SSH_AUTH_SOCK'], reading.around);
  if (written.toLowerCase() === 'none') return undefined;
  // A variable that is not set names no agent.
  if (written.startsWith('$'))
    return namedAgent(environment[written.slice(1).replace(/^\{(.*)\}$/, '$1')], reading.around);
  return optionPaths([written], line.place, reading)[0];
}

function namedAgent(path: string | undefined, around: SshSurroundings): string | undefined {
  return path === undefined || path === '' ? undefined : pathOf(path, around);
}

const switches: Readonly<Record<string, string>> = {
  publickey: 'PubkeyAuthentication',
  'keyboard-interactive': 'KbdInteractiveAuthentication',
  password: 'PasswordAuthentication',
};

function methodsOf(options: SshOptions): ReadonlySet<string> {
  const preferred = optionOf(options, 'PreferredAuthentications')
    ?.split(',')
    .map((name) => name.trim());
  return new Set(
    Object.entries(switches).flatMap(([method, name]) =>
      (preferred?.includes(method) ?? true) && !isNo(optionOf(options, name)) ? [method] : [],
    ),
  );
}
