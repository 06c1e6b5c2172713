import type { Server } from '../rows.ts';
import { timeOf } from '../seed.ts';
import type { ComputeState } from '../state.ts';
import { changeServer } from './find.ts';

/** What is done to a server after the answer, by the name that it has among the server's actions. */
export type Work =
  | 'create'
  | 'start'
  | 'stop'
  | 'reboot'
  | 'pause'
  | 'unpause'
  | 'suspend'
  | 'resume'
  | 'resize'
  | 'attach_volume'
  | 'detach_volume'
  | 'detach_interface'
  | 'createImage'
  | 'delete';

/** What is to be done, and what else if it fails; a server in an error if that is not said. */
export interface Deed {
  readonly work: Work;
  readonly run: () => void;
  readonly fail?: (reason: string) => void;
}

/** Does something to a server after the answer, if it is still there. */
export function doLater(state: ComputeState, id: string, deed: Deed): void {
  state.later.after(state.requestsUntilDone, () => {
    carryOut(state, id, deed);
  });
}

function carryOut(state: ComputeState, id: string, deed: Deed): void {
  const server = state.servers.get(id);
  const fate = server && state.fateOf(deed.work, server);
  if (fate === 'stuck') return;
  if (fate === undefined) deed.run();
  else if ('waits' in fate) {
    fate.waits(() => {
      carryOut(state, id, deed);
    });
  } else if (deed.fail) deed.fail(fate.fails);
  else breakServer(state, id, fate.fails);
}

/** Leaves a server in an error, with the reason beside it. */
export function breakServer(state: ComputeState, id: string, message: string): Server | undefined {
  const fault = { code: 500, message, created_at: timeOf(state) };
  return changeServer(state, id, { vm_state: 'error', task_state: null, fault });
}
