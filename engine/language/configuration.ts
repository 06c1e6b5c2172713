import type { Value } from './expression/value.ts';
import type { SourceFiles } from './files.ts';
import type { ReadOptions } from './files-reading.ts';

export interface ConfigurationWorld {
  readonly files: SourceFiles;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly currentDirectory: string;
  readonly homeDirectory: string;
}

/** Settings by their names in Ansible (`DEFAULT_FORKS` as `forks`): see `configuration-settings.ts`. */
export interface Configuration {
  /** The ansible.cfg that was read. */
  readonly path: string | undefined;
  readonly rolesPath: readonly string[];
  readonly collectionsPath: readonly string[];
  readonly inventory: readonly string[];
  readonly forks: number;
  readonly timeout: number;
  readonly remoteUser: string | undefined;
  readonly privateKeyFile: string | undefined;
  readonly hostKeyChecking: boolean;
  readonly gathering: 'implicit' | 'explicit' | 'smart';
  readonly stdoutCallback: string;
  readonly vaultPasswordFile: string | undefined;
  readonly anyErrorsFatal: boolean;
  readonly become: boolean;
  readonly becomeMethod: string;
  readonly becomeUser: string;
  readonly becomeAskPass: boolean;
  /** For the lookup `config`: any setting by its Ansible name (`DEFAULT_ROLES_PATH`). */
  lookup(name: string): Value | undefined;
}

/** Reads $ANSIBLE_CONFIG, ./ansible.cfg, ~/.ansible.cfg or /etc/ansible/ansible.cfg, the first that there is; ANSIBLE_* beats it. */
export function loadConfiguration(_world: ConfigurationWorld, _options: ReadOptions): Configuration {
  throw new Error('being written');
}
