import { join } from 'node:path';
import type { PlayContent } from '../../../engine/module.ts';
import { CALLBACK_NAME } from './callback-plugin.ts';

/** Where a run of Ansible has what is its own. */
export interface AnsiblePlaces {
  /** The folder of `writeAnsibleFiles`. */
  readonly folder: string;
  /** What Ansible writes on its own machine: in memory, where there is a place for it. */
  readonly scratch: string;
}

/** Ansible's settings: nobody's but these count, so that a hook does the same for everybody. No secret is in them. */
export function ansibleEnvironment(
  { folder, scratch }: AnsiblePlaces,
  { roles, collections }: Pick<PlayContent, 'roles' | 'collections'>,
): Readonly<Record<string, string>> {
  return {
    ANSIBLE_CONFIG: join(folder, 'ansible.cfg'),
    // An empty list would be the usual one.
    ANSIBLE_ROLES_PATH: roles.length === 0 ? join(folder, 'none') : roles.join(':'),
    ANSIBLE_COLLECTIONS_PATH: collections.length === 0 ? join(folder, 'none') : collections.join(':'),
    ANSIBLE_CALLBACK_PLUGINS: join(folder, 'plugins'),
    ANSIBLE_STDOUT_CALLBACK: CALLBACK_NAME,
    ANSIBLE_INVENTORY_ENABLED: 'yaml',
    ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED: 'true',
    ANSIBLE_TRANSFORM_INVALID_GROUP_CHARS: 'ignore',
    ANSIBLE_LOCAL_TEMP: join(scratch, 'tmp'),
    ANSIBLE_SSH_CONTROL_PATH_DIR: join(scratch, 'cp'),
    // Arguments of modules go through the connection rather than into files at its ends.
    ANSIBLE_PIPELINING: 'true',
    ANSIBLE_NO_TARGET_SYSLOG: 'true',
    ANSIBLE_TRANSPORT: 'ssh',
    ANSIBLE_HOST_KEY_CHECKING: 'true',
    ANSIBLE_CACHE_PLUGIN: 'memory',
    ANSIBLE_RETRY_FILES_ENABLED: 'false',
    ANSIBLE_LOCALHOST_WARNING: 'false',
    ANSIBLE_DEVEL_WARNING: 'false',
    ANSIBLE_PYTHON_INTERPRETER: 'auto_silent',
    ANSIBLE_NOCOLOR: 'true',
    // Ansible asks for UTF-8, and its messages are read.
    LC_ALL: 'C.UTF-8',
  };
}

/** The environment that a program of ours begins with: without settings of Ansible that a person has for their own runs. */
export function withoutAnsible(
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('ANSIBLE_')));
}
