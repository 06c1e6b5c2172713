import { Refusal } from '../../http/refusal.ts';
import { release } from '../neighbours/volumes.ts';
import type { Server } from '../rows.ts';
import { timeOf } from '../seed.ts';
import type { ComputeState } from '../state.ts';
import { wholly } from '../wholly.ts';
import { hostOf, plug } from './cards.ts';
import { attachDisks } from './disks.ts';
import { breakServer, doLater } from './fate.ts';
import { changeServer } from './find.ts';
import { POWER } from './status.ts';
import type { WantedDisk } from './wanted-disks.ts';
import type { WantedCard } from './wanted-networks.ts';

/** What a new server is made of. */
export interface Plan {
  readonly cards: readonly WantedCard[];
  readonly disks: readonly WantedDisk[];
  /** Security groups of the ports that Nova makes. */
  readonly groups: readonly string[];
}

/** Builds a server after the answer; what goes wrong then is seen at the server. */
export function buildLater(state: ComputeState, id: string, plan: Plan): void {
  const fail = (reason: string): void => {
    releaseDisks(state, plan);
    breakServer(state, id, reason === NO_HOST ? reason : `Build of instance ${id} aborted: ${reason}`);
  };
  const run = (): void => {
    const server = state.servers.get(id);
    if (!server) releaseDisks(state, plan);
    if (server?.vm_state !== 'building') return;
    try {
      wholly(state, () => {
        build(state, server, plan);
      });
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      fail(error.message);
    }
  };
  doLater(state, id, { work: 'create', run, fail });
}

function build(state: ComputeState, server: Server, { cards, disks, groups }: Plan): void {
  refuseFullHost(state, server);
  changeServer(state, server.id, {
    interfaces: cards.map((card) => plug(state, server, card, groups)),
    ...attachDisks(state, server, disks),
    host: hostOf(state),
    vm_state: 'active',
    task_state: null,
    power_state: POWER.running,
    launched_at: timeOf(state),
  });
}

/** Servers that shall be apart need a machine each, and there is one. */
function refuseFullHost(state: ComputeState, server: Server): void {
  const group = server.group_id === null ? undefined : state.serverGroups.get(server.group_id);
  if (group?.policy !== 'anti-affinity') return;
  const most = group.rules['max_server_per_host'] ?? 1;
  const running = state.servers.by('group', group.id).filter((each) => each.host !== '').length;
  if (running >= most) throw new Refusal({ status: 500 }, NO_HOST);
}

const NO_HOST = 'No valid host was found. There are not enough hosts available.';

function releaseDisks(state: ComputeState, { disks }: Plan): void {
  for (const { id, attachmentId } of disks) {
    if (id !== null && attachmentId !== undefined) release(state.neighbours.volume, id, attachmentId);
  }
}
