import type { Journal, JournalEntry, JournaledOperation } from '../../../../engine/module.ts';
import type { Intent, Recorder } from '../execute/execute.types.ts';
import { describeState } from '../execute/same-state.ts';
import type { Operation, Way } from '../operation.types.ts';
import { foldSwitch, takeLine, type SwitchState } from './fold-switch.ts';
import type { LineContent, Purpose, SwitchEnd } from './lines.types.ts';
import { levelVpcLines, writeVpcLine, type LinesPlace, type LinesPorts } from './vpc-lines.ts';

export interface JournalPorts extends LinesPorts {
  /** Of the run: `drover runs` shows what it wrote. */
  readonly journal: Pick<Journal, 'intend' | 'done' | 'failed' | 'unfinished'>;
  readonly run: string;
  readonly token?: number;
  /** How it is taken back, for a person who looks at the run. */
  readonly wayBack: string;
}

/** The journal of a VPC, open for writing. One at a time: under the lock of the VPC, and its lease. */
export interface VpcJournal {
  state(): SwitchState;
  begin(purpose: Purpose, config: string, operations: readonly Operation[]): Promise<void>;
  /** Begins with what another tool has switched. */
  adopt(config: string, operations: readonly Operation[]): Promise<void>;
  extend(purpose: Purpose, operations: readonly Operation[]): Promise<void>;
  end(as: SwitchEnd): Promise<void>;
  readonly recorder: Recorder;
}

export async function openVpcJournal(place: LinesPlace, ports: JournalPorts): Promise<VpcJournal> {
  let state = foldSwitch(await levelVpcLines(place, ports));
  const { run, token } = ports;
  const write = async (content: LineContent): Promise<void> => {
    const stamp = { number: state.last + 1, at: new Date().toISOString(), run };
    const line = { ...content, ...stamp, ...(token === undefined ? {} : { token }) };
    await writeVpcLine(place, ports, line);
    state = takeLine(state, line);
  };
  return {
    state: () => state,
    begin: (purpose, config, operations) =>
      write({
        state: 'begin',
        purpose,
        cycle: purpose === 'switch' ? state.cycle + 1 : state.cycle,
        config,
        operations,
      }),
    adopt: (config, operations) =>
      write({
        state: 'begin',
        purpose: 'switch',
        cycle: state.cycle + 1,
        config,
        operations,
        isAdopted: true,
      }),
    extend: (purpose, operations) => write({ state: 'extend', purpose, operations }),
    end: (as) => write({ state: 'end', as }),
    recorder: recorderOver(() => state, write, ports),
  };
}

function recorderOver(
  now: () => SwitchState,
  write: (content: LineContent) => Promise<void>,
  ports: JournalPorts,
): Recorder {
  const { journal } = ports;
  return {
    isDone: (operation) => statusOf(now(), operation) === 'done',
    async intend(operation, way): Promise<Intent> {
      await write({ state: 'intend', operation: operation.id, way });
      const number = await journal.intend(entryOf(operation, way, ports));
      return {
        async done() {
          await write({ state: 'done', operation: operation.id, way });
          await journal.done(number, { after: way === 'do' ? operation.after : operation.before });
        },
        async failed(message) {
          await write({ state: 'failed', operation: operation.id, way, message });
          await journal.failed(number, message);
        },
      };
    },
    async found(operation, way) {
      if (statusOf(now(), operation) !== (way === 'do' ? 'done' : 'undone'))
        await write({ state: 'done', operation: operation.id, way });
      for (const { number, entry } of await journal.unfinished())
        if (isOf(entry, operation, way)) await journal.done(number, {});
    },
  };
}

function statusOf({ operations, cleanup }: SwitchState, { id }: Operation) {
  return [...(cleanup?.operations ?? []), ...operations].find(({ operation }) => operation.id === id)?.status;
}

function entryOf(operation: Operation, way: Way, { wayBack }: JournalPorts): JournalEntry {
  const { id, kind, title, vpc, before, after } = operation;
  const [from, to] = way === 'do' ? [before, after] : [after, before];
  return {
    operation: to === null ? 'delete' : from === null ? 'create' : 'update',
    kind: `aws.${kind}`,
    name: `${vpc}: ${way === 'do' ? '' : 'back: '}${title}: ${describeState(from)} to ${describeState(to)}`,
    id,
    cloud: 'aws',
    project: vpc,
    before: from,
    after: to,
    undo: { impossible: wayBack },
  };
}

function isOf(entry: JournaledOperation['entry'], operation: Operation, way: Way): boolean {
  const isBack = entry.name.startsWith(`${operation.vpc}: back: `);
  return entry.kind === `aws.${operation.kind}` && entry.id === operation.id && isBack === (way === 'undo');
}
