import type { Value } from './expression/value.ts';
import type { SourceFiles } from './files.ts';
import { folderOfPath, joinPath } from './files-path.ts';
import type { ReadOptions } from './files-reading.ts';
import { readConfigurationFile, type ConfigurationFile } from './configuration-file.ts';
import { settings, type Setting, type SettingName } from './configuration-settings.ts';

/** What the configuration is read from. */
export interface ConfigurationWorld {
  readonly files: SourceFiles;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly currentDirectory: string;
  readonly homeDirectory: string;
}

/** What ansible.cfg and the environment settle; the defaults are Ansible's. */
export interface Configuration {
  /** The ansible.cfg that was read. */
  readonly path: string | undefined;
  readonly rolesPath: readonly string[];
  readonly collectionsPath: readonly string[];
  /** Paths and host lists; empty if neither a file nor the environment names one, and /etc/ansible/hosts is not there. */
  readonly inventory: readonly string[];
  readonly forks: number;
  readonly timeout: number;
  readonly remoteUser: string | undefined;
  readonly remotePort: number | undefined;
  readonly privateKeyFile: string | undefined;
  readonly hostKeyChecking: boolean;
  readonly gathering: 'implicit' | 'explicit' | 'smart';
  readonly stdoutCallback: string;
  readonly vaultPasswordFile: string | undefined;
  readonly anyErrorsFatal: boolean;
  readonly forceHandlers: boolean;
  readonly become: boolean;
  readonly becomeMethod: string;
  readonly becomeUser: string;
  readonly becomeAskPass: boolean;
  /** For the lookup `config`: any of these settings by its Ansible name (`DEFAULT_ROLES_PATH`). */
  lookup(name: string): Value | undefined;
}

/**
 * Reads $ANSIBLE_CONFIG, ./ansible.cfg, ~/.ansible.cfg or /etc/ansible/ansible.cfg, the first that there is; ANSIBLE_*
 * beats it. Settings that are not known are passed over; values that cannot be are reported, and the default holds.
 */
export function loadConfiguration(world: ConfigurationWorld, options: ReadOptions): Configuration {
  const path = findFile(world);
  const text = path === undefined ? undefined : world.files.read(path);
  const file =
    path === undefined || text === undefined ? undefined : readConfigurationFile({ path, text }, options);
  const sources: Sources = {
    world,
    options,
    file,
    folder: path === undefined ? world.currentDirectory : folderOfPath(path),
  };
  const values = new Map(
    Object.entries<Setting>(settings).map(([name, setting]) => [name, resolve(setting, sources)]),
  );
  const texts = (name: SettingName): readonly string[] => {
    const value = values.get(name);
    return Array.isArray(value) ? value.map(String) : [];
  };
  const text1 = (name: SettingName): string | undefined => {
    const value = values.get(name);
    return typeof value === 'string' ? value : undefined;
  };
  const number = (name: SettingName): number | undefined => {
    const value = values.get(name);
    return typeof value === 'number' ? value : undefined;
  };
  const flag = (name: SettingName): boolean => values.get(name) === true;
  const gathering = text1('gathering');
  return {
    path,
    rolesPath: texts('rolesPath'),
    collectionsPath: texts('collectionsPath'),
    inventory: texts('inventory').filter(
      (one) => one.includes(',') || world.files.type(one) !== undefined || one !== '/etc/ansible/hosts',
    ),
    forks: number('forks') ?? 5,
    timeout: number('timeout') ?? 10,
    remoteUser: text1('remoteUser'),
    remotePort: number('remotePort'),
    privateKeyFile: text1('privateKeyFile'),
    hostKeyChecking: flag('hostKeyChecking'),
    gathering: gathering === 'explicit' || gathering === 'smart' ? gathering : 'implicit',
    stdoutCallback: text1('stdoutCallback') ?? 'default',
    vaultPasswordFile: text1('vaultPasswordFile'),
    anyErrorsFatal: flag('anyErrorsFatal'),
    forceHandlers: flag('forceHandlers'),
    become: flag('become'),
    becomeMethod: text1('becomeMethod') ?? 'sudo',
    becomeUser: text1('becomeUser') ?? 'root',
    becomeAskPass: flag('becomeAskPass'),
    lookup: (name) => {
      const found = Object.entries<Setting>(settings).find(([, { constant }]) => constant === name);
      return found === undefined ? undefined : (values.get(found[0]) ?? null);
    },
  };
}

interface Sources {
  readonly world: ConfigurationWorld;
  readonly options: ReadOptions;
  readonly file: ConfigurationFile | undefined;
  /** Relative paths of the file start from its own folder. */
  readonly folder: string;
}

function findFile({
  files,
  environment,
  currentDirectory,
  homeDirectory,
}: ConfigurationWorld): string | undefined {
  const named = environment['ANSIBLE_CONFIG'];
  const chosen =
    named === undefined || named === '' ? [] : [joinPath(currentDirectory, expandHome(named, homeDirectory))];
  const candidates = [
    ...chosen.map((path) => (files.type(path) === 'directory' ? joinPath(path, 'ansible.cfg') : path)),
    joinPath(currentDirectory, 'ansible.cfg'),
    joinPath(homeDirectory, '.ansible.cfg'),
    '/etc/ansible/ansible.cfg',
  ];
  return candidates.find((path) => files.type(path) === 'file');
}

function resolve(setting: Setting, sources: Sources): Value | undefined {
  const { environment, currentDirectory } = sources.world;
  for (const variable of setting.variables) {
    const text = environment[variable];
    if (text !== undefined && text !== '') return convert(setting, text, variable, currentDirectory, sources);
  }
  const text = sources.file?.get(setting.section)?.get(setting.key);
  if (text !== undefined && text !== '')
    return convert(setting, text, `${setting.key} in ansible.cfg`, sources.folder, sources);
  return defaultOf(setting, sources);
}

function defaultOf(setting: Setting, { world }: Sources): Value | undefined {
  const value = setting.default;
  if (typeof value !== 'object') return value;
  return value.map((path) => expandHome(path, world.homeDirectory));
}

function convert(
  setting: Setting,
  text: string,
  where: string,
  folder: string,
  sources: Sources,
): Value | undefined {
  const value = read(setting, text.trim(), folder, sources.world.homeDirectory);
  if (value !== undefined) return value;
  sources.options.sink.report('wrong-type', {
    detail: `The setting ${where} cannot be “${text}”.`,
    help: `It takes ${setting.choices?.join(', ') ?? (setting.kind === 'boolean' ? 'true or false' : 'a whole number')}.`,
  });
  return defaultOf(setting, sources);
}

function read(setting: Setting, text: string, folder: string, home: string): Value | undefined {
  switch (setting.kind) {
    case 'boolean':
      if (/^(?:yes|on|true|1|y|t)$/i.test(text)) return true;
      return /^(?:no|off|false|0|n|f)$/i.test(text) ? false : undefined;
    case 'integer':
      return /^-?\d+$/.test(text) ? Number(text) : undefined;
    case 'choice':
      return setting.choices?.includes(text) === true ? text : undefined;
    case 'path':
      return absolute(text, folder, home);
    case 'paths':
      // A host list has commas; so has a list of inventories.
      return setting.key === 'inventory'
        ? inventories(text, folder, home)
        : text
            .split(':')
            .filter((one) => one !== '')
            .map((one) => absolute(one, folder, home));
    case 'text':
      return text;
  }
}

/** `hosts,other` are two files if they are paths; `web1,web2,` and `web1,` are host lists. */
function inventories(text: string, folder: string, home: string): Value {
  const parts = text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  const isHostList = text.trim().endsWith(',');
  return isHostList ? [text.trim()] : parts.map((part) => absolute(part, folder, home));
}

function absolute(path: string, folder: string, home: string): string {
  return joinPath(folder, expandHome(path, home));
}

function expandHome(path: string, home: string): string {
  return path.replace(/^~(?=\/|$)/, home).replaceAll('{{CWD}}', '.');
}
