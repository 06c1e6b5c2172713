import { homedir, hostname, userInfo } from 'node:os';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { machineFiles } from './config/files.ts';
import { readSettings } from './read-settings.ts';
import { sshConnection, type SshConnection } from './ssh.ts';
import type { SshTarget } from './target.ts';

const spoken: readonly string[] = ['ssh', 'smart', 'paramiko', 'paramiko_ssh'];

/** What of a host's variables says that it is a Windows machine. */
function windowsWord(kind: string, target: SshTarget): string | undefined {
  if (kind === 'winrm' || kind === 'psrp') return `ansible_connection: ${kind}`;
  const shell = target.variable('ansible_shell_type')?.replace(/^ansible\.(?:builtin|windows)\./, '');
  return shell === 'powershell' || shell === 'cmd' ? `ansible_shell_type: ${shell}` : undefined;
}

/** Opens the way to a host of the inventory: of all kinds of connection there are, drover speaks SSH. */
export function connectHost(target: SshTarget & { readonly kind: string }): SshConnection {
  const kind = target.kind.replace(/^ansible\.(?:builtin|legacy|netcommon)\./, '');
  const windows = windowsWord(kind, target);
  if (windows !== undefined)
    throw new DroverError('host-unreachable', {
      detail: `Failed to connect to the host ${target.host}: ${windows} is for Windows machines, which drover does not speak to itself.`,
      help: `Hand the playbook to the ansible runner (runner: ansible), which runs ansible-playbook for it, or take ${target.host} out of these plays.`,
    });
  if (!spoken.includes(kind)) {
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
