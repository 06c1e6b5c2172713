import type { Connection } from '../../module.ts';
import { createLink, type Link } from './link.ts';
import { executeRemotely } from './remote-execute.ts';
import { remoteFiles } from './remote-files.ts';
import { ownShell, shellOf, type Becoming, type RemoteShell } from './remote-shell.ts';
import type { SshSettings } from './settings.ts';

/** A machine that is reached over SSH, until it is closed. */
export interface SshConnection extends Connection {
  readonly kind: 'ssh';
  /** The same machine as another user, through sudo: programs and files. */
  become(becoming: Becoming): Connection;
  close(): Promise<void>;
}

/**
 * A machine over SSH. It is connected to when it is first used, once for all programs and files, and again if it was
 * cut in between. Throws `host-unreachable` where it cannot be, or its key is not the one that is known.
 */
export function sshConnection(settings: SshSettings): SshConnection {
  const link = createLink(settings);
  return {
    ...throughShell(link, ownShell),
    become: (becoming) =>
      becoming.user === settings.user ? throughShell(link, ownShell) : throughShell(link, shellOf(becoming)),
    close: () => link.close(),
  };
}

function throughShell(link: Link, shell: RemoteShell): Connection & { readonly kind: 'ssh' } {
  return {
    kind: 'ssh',
    execute: (command, options = {}) => executeRemotely(link, command, options, shell),
    files: remoteFiles(link, shell),
  };
}
