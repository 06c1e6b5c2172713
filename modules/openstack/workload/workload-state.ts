import type { StateLines } from '../../../engine/module.ts';
import { isBody, textOf } from '../kind/wire.ts';

/** What is remembered of the migration of one server, from one run to the next. */
export interface WorkloadState {
  /** Says that it has begun. */
  begin(): Promise<void>;
  /** Says that it is over, and which server came of it. */
  finish(destination: string): Promise<void>;
  /** Whether it began and is not over. */
  isUnderWay(): Promise<boolean>;
}

/** The state of the migration of a server, by its id at the source. */
export function workloadState(state: StateLines, server: string): WorkloadState {
  const name = `workloads/${server.replaceAll(/[^\w.-]/g, '_')}.jsonl`;
  const last = async (): Promise<unknown> => {
    const line = (await state.read(name)).at(-1);
    return line === undefined ? undefined : (JSON.parse(line) as unknown);
  };
  return {
    begin: () => state.append(name, JSON.stringify({ state: 'begun' })),
    finish: (destination) => state.append(name, JSON.stringify({ state: 'finished', destination })),
    isUnderWay: async () => {
      const line = await last();
      return isBody(line) && textOf(line, 'state') === 'begun';
    },
  };
}
