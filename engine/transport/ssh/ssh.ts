import type { Connection } from '../../module.ts';
import { becomeShell } from './become/become-shell.ts';
import type { Becoming } from './become/method.ts';
import { dial } from './dial.ts';
import { createLanes, type Lanes } from './lanes.ts';
import { createLink, type Link } from './link.ts';
import { executeRemotely } from './remote-execute.ts';
import { remoteFiles } from './remote-files.ts';
import { ownShell, type RemoteShell } from './remote-shell.ts';
import type { SshSettings } from './settings.ts';
import { createWorker } from './worker.ts';

/** A machine that is reached over SSH, until it is closed. */
export interface SshConnection extends Connection {
  readonly kind: 'ssh';
  /** The same machine as another user, through sudo or su: programs and files. */
  become(becoming: Becoming): Connection;
  close(): Promise<void>;
}

/**
 * A machine over SSH. It is connected to when it is first used, once for all programs and files, and again if it was
 * cut in between. Programs that end with their connection have connections of their own. Throws `host-unreachable` where it cannot be, or its key is not the one that is known.
 */
export function sshConnection(settings: SshSettings): SshConnection {
  const link = createLink(settings);
  const lanes = createLanes(settings);
  const terminals = new Set<string>();
  const own = throughShell({ link, lanes }, ownShell);
  return {
    ...own,
    become: (becoming) =>
      becoming.user === settings.user ? own : throughShell({ link, lanes }, becomeShell(becoming, terminals)),
    close: async () => {
      await Promise.all([link.close(), lanes.close()]);
    },
  };
}

interface Ways {
  readonly link: Link;
  readonly lanes: Lanes;
}

function throughShell({ link, lanes }: Ways, shell: RemoteShell): Connection & { readonly kind: 'ssh' } {
  const worker = createWorker(link, shell);
  return {
    kind: 'ssh',
    execute: (command, options = {}) =>
      options.endsWithConnection === true
        ? lanes.within((lane) => executeRemotely(lane, command, options, shell, worker))
        : executeRemotely(link, command, options, shell, worker),
    files: remoteFiles({ link, shell, worker }),
    dial: async (target) => dial(await link.client(), target),
  };
}
