import { Refusal } from '../../http/refusal.ts';
import { unbindPort } from '../neighbours/ports.ts';
import { deleteVolume, release } from '../neighbours/volumes.ts';
import type { Attachment, Server } from '../rows.ts';
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
    const isTriedElsewhere = reason.includes(OTHER_NAME);
    if (reason === NO_HOST) breakServer(state, id, reason);
    else if (isTriedElsewhere) {
      breakServer(
        state,
        id,
        `Exceeded maximum number of retries. Exhausted all hosts available for retrying build failures for instance ${id}.`,
      );
      freePorts(state, plan);
    } else {
      breakServer(state, id, `Build of instance ${id} aborted: ${reason}`);
      deleteDisksThatGo(state, plan);
    }
    keepNotes(state, id, plan);
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
  refuseOtherNames(state, server, cards);
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

/** What Nova says of a port with the DNS name of another server; it tries other machines then. */
const OTHER_NAME = "assigned to dns_name attribute does not match instance's hostname";

function refuseOtherNames(state: ComputeState, server: Server, cards: readonly WantedCard[]): void {
  for (const { portId } of cards) {
    const name = state.neighbours.network.ports.get(portId ?? '')?.dns_name ?? '';
    if (name !== '' && name !== server.hostname)
      throw new Refusal(
        { status: 500 },
        `Port ${portId!} not usable for instance ${server.id}. Value ${name} ${OTHER_NAME} ${server.hostname}`,
      );
  }
}

/** Nova lets go of the ports that it could not use, and takes their names away. */
function freePorts(state: ComputeState, { cards }: Plan): void {
  for (const { portId } of cards) if (portId !== undefined) unbindPort(state.neighbours.network, portId);
}

function deleteDisksThatGo(state: ComputeState, { disks }: Plan): void {
  for (const { id, attachmentId, isDeletedWithServer } of disks)
    if (id !== null && attachmentId !== undefined && isDeletedWithServer)
      deleteVolume(state.neighbours.volume, id);
}

/** A server that came to nothing still says which volumes were to be its own: those go with it that were to. */
function keepNotes(state: ComputeState, id: string, { disks }: Plan): void {
  const attachments = disks.flatMap((disk): readonly Attachment[] =>
    disk.id === null || disk.attachmentId === undefined
      ? []
      : [
          {
            id: state.ids.uuid(),
            volume_id: disk.id,
            attachment_id: disk.attachmentId,
            device: disk.device ?? '',
            tag: disk.tag,
            delete_on_termination: disk.isDeletedWithServer,
            isRoot: disk.bootIndex === 0,
          },
        ],
  );
  changeServer(state, id, { attachments });
}
