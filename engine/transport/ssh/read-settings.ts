import {
  chooseAlgorithms,
  optionOfKind,
  type AlgorithmKind,
  type ChosenAlgorithms,
} from './config/algorithms.ts';
import { readCommandLine } from './config/command-line.ts';
import { gathering, optionOf, type SshOptions } from './config/gathered.ts';
import { hostOf, readConfig } from './config/read-config.ts';
import type { SettingsReading } from './config/reading.ts';
import { pathTokens } from './config/tokens.ts';
import {
  firstOf,
  isYes,
  numberOf,
  pathOf,
  secondsOf,
  setting,
  type SshSurroundings,
} from './config/values.ts';
import { readHostKeySettings } from './read-host-keys.ts';
import { readIdentity } from './read-identity.ts';
import { readProxy } from './read-proxy.ts';
import type { SshSettings } from './settings.ts';
import type { SshTarget } from './target.ts';

/**
 * The settings of a host from its variables, as Ansible's ssh connection reads them, and from the ssh configuration.
 * Throws `host-unreachable` for values that mean nothing.
 */
export function readSettings(target: SshTarget, around: SshSurroundings): SshSettings {
  const { originalHost, options, commandLine, configure } = readOptions(target, around);
  const option = (name: string): string | undefined => optionOf(options, name);
  const host = hostOf(options, originalHost);
  const port = numberOf(target, 'ansible_port', option('Port') ?? '22', 1, 65_535);
  const user = option('User') ?? around.user;
  const alias = option('HostKeyAlias');
  const tokens = pathTokens({
    ...{ originalHost, host, port, user, alias },
    homeDirectory: around.homeDirectory,
    localUser: around.user,
    localUserId: around.userId,
    localHost: around.hostName,
  });
  const reading: SettingsReading = { target, around, options, commandLine, tokens, configure };
  const timeout =
    firstOf(target, 'ansible_ssh_timeout', 'ansible_timeout') ??
    target.timeout ??
    option('ConnectTimeout') ??
    setting(target, 'DEFAULT_TIMEOUT') ??
    '10';
  const family = { inet: 4, inet6: 6 }[option('AddressFamily') ?? ''] as 4 | 6 | undefined;
  const proxy = readProxy(reading, originalHost);
  const algorithms = algorithmsOf(options);
  return {
    ...{ host, port, user },
    identity: readIdentity(reading),
    hostKeys: readHostKeySettings(reading),
    connectTimeoutMs:
      1000 * secondsOf(target, 'ansible_ssh_timeout', timeout === 'none' ? '86400' : timeout, 1),
    keepAliveMs: 1000 * secondsOf(target, 'ServerAliveInterval', option('ServerAliveInterval') ?? '15', 0),
    keepAliveCount: numberOf(target, 'ServerAliveCountMax', option('ServerAliveCountMax') ?? '4', 0, 1000),
    compress: isYes(option('Compression')),
    forwardAgent: isYes(option('ForwardAgent')),
    ...(family === undefined ? {} : { family }),
    ...(algorithms === undefined ? {} : { algorithms }),
    ...(proxy === undefined ? {} : { proxy }),
  };
}

/** What `ssh` would be started with, and what its configuration adds to that. */
function readOptions(target: SshTarget, around: SshSurroundings) {
  const texts = [
    target.variable('ansible_ssh_args'),
    target.variable('ansible_ssh_common_args') ?? target.commonArguments,
    target.variable('ansible_ssh_extra_args'),
  ];
  const written = readCommandLine(texts.filter((text) => text !== undefined));
  for (const text of written.notHeeded)
    target.warn(`${target.host}: drover's SSH does not know ${text}, and goes on without it.`);
  const commandLine = gathering(written);
  const set = (name: string, value: string | undefined): void => {
    if (value !== undefined)
      commandLine.options.set(name, { keyword: name, words: [value], rest: value, place: target.host });
  };
  set(
    'port',
    firstOf(target, 'ansible_port', 'ansible_ssh_port') ??
      optionOf(written, 'Port') ??
      setting(target, 'DEFAULT_REMOTE_PORT'),
  );
  set(
    'user',
    firstOf(target, 'ansible_user', 'ansible_ssh_user') ??
      target.user ??
      setting(target, 'DEFAULT_REMOTE_USER'),
  );
  const originalHost = firstOf(target, 'ansible_host', 'ansible_ssh_host') ?? target.host;
  const configure = configuration(around, written.file);
  const options = configure(commandLine, originalHost);
  for (const text of options.notHeeded)
    target.warn(`drover's SSH does not know ${text}, and goes on without it.`);
  return { originalHost, options, commandLine, configure };
}

/** What the ssh configuration, or the file of `-F` in its place, adds to options. */
function configuration(around: SshSurroundings, file: string | undefined): SettingsReading['configure'] {
  const { configFiles, homeDirectory, user } = around;
  if (configFiles === undefined) return (given) => given;
  const path = file === undefined || file === 'none' ? file : pathOf(file, around);
  return (given, host) =>
    readConfig(
      given,
      { host, homeDirectory, localUser: user, ...(path === undefined ? {} : { file: path }) },
      configFiles,
    );
}

function algorithmsOf(options: SshOptions): ChosenAlgorithms | undefined {
  const kinds = Object.entries(optionOfKind) as readonly [AlgorithmKind, string][];
  const chosen = kinds.flatMap(([kind, name]) => {
    const line = options.options.get(name.toLowerCase());
    const text = line?.words[0];
    if (line === undefined || text === undefined) return [];
    // As OpenSSH: a list of one's own keeps its order, whatever key the machine is known by.
    const order = kind === 'serverHostKey' && !/^[+-]/.test(text) ? { keepsOrder: true } : {};
    return [{ [kind]: chooseAlgorithms(kind, text, line.place), ...order }];
  });
  return chosen.length === 0 ? undefined : (Object.assign({}, ...chosen) as ChosenAlgorithms);
}
