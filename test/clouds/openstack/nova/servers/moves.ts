import type { CloudReply, JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import type { Server } from '../rows.ts';
import { doLater, type Work } from './fate.ts';
import { changeServer, findServer, recordAction, refuseLocked, refuseState, requireMapping } from './find.ts';
import { POWER } from './status.ts';

/** A way from one state of a server to another. */
interface Move {
  readonly policy: string;
  /** What Nova calls it where it refuses. */
  readonly verb: string;
  /** What it is called among a server's actions. */
  readonly action: Work;
  readonly from: readonly string[];
  /** What is under way until it is done. */
  readonly task: string;
  readonly to: Pick<Server, 'vm_state' | 'power_state'>;
  /** Whether the server's cell is looked for first. */
  readonly isMapped?: boolean;
}

const ACTIVE = { vm_state: 'active', power_state: POWER.running };

export const MOVES: Readonly<Record<string, Move>> = {
  'os-start': {
    policy: 'servers:start',
    verb: 'start',
    action: 'start',
    from: ['stopped'],
    task: 'powering-on',
    to: ACTIVE,
    isMapped: true,
  },
  'os-stop': {
    policy: 'servers:stop',
    verb: 'stop',
    action: 'stop',
    from: ['active', 'error'],
    task: 'powering-off',
    to: { vm_state: 'stopped', power_state: POWER.off },
    isMapped: true,
  },
  reboot: {
    policy: 'servers:reboot',
    verb: 'reboot',
    action: 'reboot',
    from: ['active'],
    task: 'rebooting',
    to: ACTIVE,
  },
  pause: {
    policy: 'os-pause-server:pause',
    verb: 'pause',
    action: 'pause',
    from: ['active'],
    task: 'pausing',
    to: { vm_state: 'paused', power_state: POWER.paused },
  },
  unpause: {
    policy: 'os-pause-server:unpause',
    verb: 'unpause',
    action: 'unpause',
    from: ['paused'],
    task: 'unpausing',
    to: ACTIVE,
  },
  suspend: {
    policy: 'os-suspend-server:suspend',
    verb: 'suspend',
    action: 'suspend',
    from: ['active'],
    task: 'suspending',
    to: { vm_state: 'suspended', power_state: POWER.off },
  },
  resume: {
    policy: 'os-suspend-server:resume',
    verb: 'resume',
    action: 'resume',
    from: ['suspended'],
    task: 'resuming',
    to: ACTIVE,
  },
};

/** What a hard reboot may begin from, beside an active server. */
const HARD = ['stopped', 'paused', 'suspended', 'error'];

/** Does what a move says: the answer comes first, the new state later. */
export function moveServer(context: Context, id: string, name: string, values: JsonObject): CloudReply {
  const move = MOVES[name]!;
  const { state } = context;
  if (move.isMapped === true) requireMapping(context, id);
  const server = findServer(context, id, move.policy);
  refuseLocked(server, context);
  const isHard = name === 'reboot' && String(values['type']).toUpperCase() === 'HARD';
  refuseState(server, { verb: move.verb, states: isHard ? [...move.from, ...HARD] : move.from });
  changeServer(state, server.id, { task_state: isHard ? 'rebooting_hard' : move.task });
  recordAction(context, server, move.action);
  const run = (): void => {
    const task = state.servers.get(server.id)?.task_state;
    // Somebody may have begun to delete it meanwhile.
    if (task === 'deleting') return;
    changeServer(state, server.id, { ...move.to, task_state: null });
  };
  // Nova gives up a work that fails, and the server stays as it was; a reboot alone leaves it in an error.
  const fail = (): void => {
    changeServer(state, server.id, { task_state: null });
  };
  doLater(state, server.id, { work: move.action, run, ...(name === 'reboot' ? {} : { fail }) });
  return { status: 202 };
}
