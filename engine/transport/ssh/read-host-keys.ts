import { optionOf } from './config/gathered.ts';
import { filesOf, type SettingsReading } from './config/reading.ts';
import { firstOf, isNo, isYes, pathOf, refused, setting } from './config/values.ts';
import { isPin } from './host-key.ts';
import type { HostKeyPolicy, HostKeySettings } from './settings.ts';

/** How the keys of a host are checked. */
export function readHostKeySettings(reading: SettingsReading): HostKeySettings {
  const { target, around, options } = reading;
  const pins = keysIn('drover_host_keys', target);
  const further = keysIn('drover_further_host_keys', target);
  const alias = optionOf(options, 'HostKeyAlias');
  const usual = (...paths: readonly string[]) => paths.map((path) => pathOf(path, around));
  const own =
    filesOf(options.options.get('userknownhostsfile'), reading) ??
    usual('~/.ssh/known_hosts', '~/.ssh/known_hosts2');
  const others =
    filesOf(options.options.get('globalknownhostsfile'), reading) ??
    usual('/etc/ssh/ssh_known_hosts', '/etc/ssh/ssh_known_hosts2');
  const [newKeysFile] = own;
  return {
    policy: policyOf(reading),
    pins,
    ...(further.length === 0 ? {} : { further }),
    files: [...own, ...others],
    ...(newKeysFile === undefined ? {} : { newKeysFile }),
    ...(isYes(optionOf(options, 'HashKnownHosts')) ? { hashesNames: true } : {}),
    ...(alias === undefined ? {} : { alias }),
  };
}

/** Keys that a variable names. */
function keysIn(name: string, target: SettingsReading['target']): readonly string[] {
  const keys = target.variables(name) ?? [];
  const damaged = keys.find((key) => !isPin(key));
  if (damaged === undefined) return keys;
  throw refused(
    target,
    `${name} has ${JSON.stringify(damaged)}, which is no public key line and no SHA256 fingerprint`,
    "Write a line of a host's .pub file, or what ssh-keygen -lf shows of it: SHA256:… with all of its 43 characters.",
  );
}

/** What a configuration says of the keys of a machine on the way; nothing is in it that it does not say. */
export function readJumpHostKeys(
  reading: Pick<SettingsReading, 'around' | 'tokens' | 'options' | 'target'>,
): Partial<Pick<HostKeySettings, 'files' | 'newKeysFile' | 'alias' | 'policy'>> {
  const { options } = reading;
  const files = filesOf(options.options.get('userknownhostsfile'), reading);
  const alias = optionOf(options, 'HostKeyAlias');
  const policy = policyOfOption(reading);
  const [newKeysFile] = files ?? [];
  return {
    ...(files === undefined ? {} : { files }),
    ...(newKeysFile === undefined ? {} : { newKeysFile }),
    ...(alias === undefined ? {} : { alias }),
    ...(policy === undefined ? {} : { policy }),
  };
}

/**
 * What stands nearer to the host wins: drover's own variable, ssh's options in its variables, Ansible's variables,
 * ansible.cfg where it switches the check off, then the ssh configuration.
 */
function policyOf(reading: SettingsReading): HostKeyPolicy {
  const { target, commandLine } = reading;
  const own = firstOf(target, 'drover_host_key_checking');
  if (own !== undefined) return ownPolicy(reading, own);
  if (optionOf(commandLine, 'StrictHostKeyChecking') !== undefined)
    return policyOfOption(reading) ?? 'strict';
  const variable =
    target.variable('ansible_ssh_host_key_checking') ?? target.variable('ansible_host_key_checking');
  if (variable !== undefined) return isNo(variable) ? 'off' : 'strict';
  if (isNo(setting(target, 'HOST_KEY_CHECKING'))) return 'off';
  return policyOfOption(reading) ?? 'strict';
}

function ownPolicy({ target }: SettingsReading, written: string): HostKeyPolicy {
  if (/^accept[-_]new$/i.test(written.trim())) return 'accept-new';
  if (isYes(written) || /^strict$/i.test(written.trim())) return 'strict';
  if (isNo(written)) return 'off';
  throw refused(
    target,
    `drover_host_key_checking is ${JSON.stringify(written)}`,
    'Write strict, accept-new (a key is believed the first time and known from then on), or no.',
  );
}

/** Nobody can be asked: `ask` is `yes`. */
function policyOfOption({
  target,
  options,
}: Pick<SettingsReading, 'options' | 'target'>): HostKeyPolicy | undefined {
  const line = options.options.get('stricthostkeychecking');
  const written = line?.words[0]?.toLowerCase();
  if (line === undefined || written === undefined) return undefined;
  if (written === 'accept-new') return 'accept-new';
  if (isNo(written)) {
    target.warn(
      `${line.place}: the keys of machines are not checked, so that anybody may stand between them and drover. StrictHostKeyChecking=accept-new checks all but the first one.`,
    );
    return 'off';
  }
  if (isYes(written) || written === 'ask') return 'strict';
  throw refused(
    target,
    `StrictHostKeyChecking is ${JSON.stringify(written)} (${line.place})`,
    'Write yes, accept-new or no.',
  );
}
