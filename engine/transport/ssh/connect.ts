import { homedir, hostname, userInfo } from 'node:os';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { machineFiles } from './config/files.ts';
import { readSettings } from './read-settings.ts';
import { sshConnection, type SshConnection } from './ssh.ts';
import type { SshTarget } from './target.ts';

const spoken: readonly string[] = ['ssh', 'smart', 'paramiko', 'paramiko_ssh'];

/** Opens the way to a host of the inventory: of all kinds of connection there are, drover speaks SSH. */
export function connectHost(target: SshTarget & { readonly kind: string }): SshConnection {
  if (!spoken.includes(target.kind.replace(/^ansible\.builtin\./, ''))) {
    throw new DroverError('host-unreachable', {
      detail: `Failed to connect to the host ${target.host}: nothing here speaks ${target.kind}.`,
      help: `drover reaches hosts over ssh. Set ansible_connection: ssh for ${target.host}, or local if its tasks run on this machine.`,
    });
  }
  const { username, uid } = userInfo();
  const settings = readSettings(target, {
    homeDirectory: homedir(),
    currentDirectory: process.cwd(),
    user: username,
    userId: uid,
    hostName: hostname(),
    environment: process.env,
    configFiles: machineFiles,
  });
  return sshConnection(settings);
}
