import type { Connection } from '../module.ts';
import { accountNames } from './account-names.ts';
import { executeLocally } from './local-execute.ts';
import { localFiles } from './local-files.ts';

/**
 * The machine that drover runs on. Programs get `environment` with the task's on top; they run in a process group
 * of their own, which is killed whole when the task is aborted or its time is up.
 */
export function localConnection(environment: Readonly<Record<string, string | undefined>>): Connection {
  return {
    kind: 'local',
    execute: (command, options = {}) => executeLocally(command, options, environment),
    files: localFiles(accountNames()),
  };
}
