import { hand, type Hand } from './hand.ts';
import { openWorkspace, type Workspace } from './workspace.ts';

/** Two embedded clouds whose source has a server with two volumes, and a conversion host each. */
export interface ServerClouds {
  readonly workspace: Workspace;
  /** The source, as somebody else changes it, and the destination. */
  readonly here: Hand;
  readonly there: Hand;
  /** The ids of the server, of its volumes, and of the conversion hosts of both clouds. */
  readonly web: string;
  readonly data: string;
  readonly logs: string;
  readonly host: string;
  readonly far: string;
  /** Makes both clouds what they were. */
  readonly restore: () => void;
}

export async function openServerClouds(): Promise<ServerClouds> {
  const workspace = await openWorkspace({ serverRequestsUntilDone: 2 });
  const here = hand(workspace.source, 'src');
  const there = hand(workspace.destination, 'dst');
  const web = here.server('web');
  const [data, logs] = [here.volume('data'), here.volume('logs')];
  here.attach(web, data, { tag: 'data', delete_on_termination: true });
  here.attach(web, logs);
  const host = here.server('conversion-host');
  const far = there.server('conversion-host');
  const snapshots = [workspace.source.snapshot(), workspace.destination.snapshot()];
  return {
    workspace,
    here,
    there,
    web,
    data,
    logs,
    host,
    far,
    restore: () => {
      for (const back of snapshots) back();
    },
  };
}
