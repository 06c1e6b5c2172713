import { DroverError, messageOf } from '../../../../engine/diagnostics/drover-error.ts';
import type { Execution } from '../execute/execute.types.ts';
import { runOperations } from '../execute/run-operations.ts';
import { openVpcJournal, type VpcJournal } from '../journal/vpc-journal.ts';
import type { Operation, Way } from '../operation.types.ts';
import { inPool } from './in-pool.ts';
import type { Hold, RunPorts, VpcOutcome, VpcWork } from './run.types.ts';

/** Carries out the work of several VPCs side by side. What fails in one leaves the others alone. */
export function runVpcs(works: readonly VpcWork[], ports: RunPorts): Promise<readonly VpcOutcome[]> {
  return inPool(works, ports.parallel, (work) => runVpc(work, ports));
}

async function runVpc(work: VpcWork, ports: RunPorts): Promise<VpcOutcome> {
  const { place, region, way } = work;
  const about = { vpc: place.vpc, account: place.account, region };
  let hold: Hold | undefined;
  try {
    hold = await ports.hold(place);
    const journal = await openJournal(work, hold, ports);
    return { ...about, ...(await carryOut(work, journal, hold, ports)) };
  } catch (error) {
    const state = ports.stopping.aborted ? 'interrupted' : 'failed';
    return { ...about, state, made: 0, error };
  } finally {
    const released = hold?.release();
    await released?.catch((error: unknown) => {
      ports.warn(`${place.vpc}: its lease could not be given back (${way}): ${messageOf(error)}`);
    });
  }
}

async function openJournal(work: VpcWork, hold: Hold, ports: RunPorts): Promise<VpcJournal> {
  const { state, journal, run } = ports;
  const { remote, token } = hold;
  const opened = await openVpcJournal(work.place, {
    state,
    journal,
    run,
    ...(remote === undefined ? {} : { remote }),
    ...(token === undefined ? {} : { token }),
    wayBack:
      work.purpose === 'cleanup'
        ? 'A cleanup cannot be taken back.'
        : 'vpc_revert_traffic.yml takes a switch back: it looks at what is there first.',
  });
  if (opened.state().last !== work.last)
    throw new DroverError('switch-journal', {
      detail: `${work.place.vpc}: another run has written to its journal since this one looked (line ${opened.state().last}, not ${work.last}).`,
      help: 'Run again: it goes on from what the other one has done.',
    });
  if (work.adopts.length > 0) await opened.adopt(work.config, work.adopts);
  if (work.begins.length > 0) await opened.begin(work.purpose ?? 'switch', work.config, work.begins);
  if (work.extends.length > 0) await opened.extend(work.purpose ?? 'switch', work.extends);
  return opened;
}

type Ended = Pick<VpcOutcome, 'state' | 'made' | 'error' | 'backError'>;

async function carryOut(work: VpcWork, journal: VpcJournal, hold: Hold, ports: RunPorts): Promise<Ended> {
  const { way, operations } = work;
  const tally = { made: 0 };
  try {
    await run(operations, way, journal, hold, ports, tally);
  } catch (error) {
    if (ports.stopping.aborted) return { state: 'interrupted', made: tally.made, error };
    if (way === 'undo' || work.purpose === 'cleanup' || ports.onFailure === 'stop' || (await isLost(hold)))
      return { state: 'failed', made: tally.made, error };
    return takeBack(work, journal, hold, ports, { tally, error });
  }
  return endAs(work, journal, ports, tally.made);
}

/** All is as wanted by now, and stays so where that cannot be noted: the next run notes it. */
async function endAs(
  { purpose, way }: VpcWork,
  journal: VpcJournal,
  { stopping }: RunPorts,
  made: number,
): Promise<Ended> {
  const state = purpose === 'cleanup' ? 'cleaned' : way === 'do' ? 'switched' : 'reverted';
  try {
    await journal.end(state);
    return { state, made };
  } catch (error) {
    return { state: stopping.aborted ? 'interrupted' : 'failed', made, error };
  }
}

/** Everything of this switch that was begun goes back, also the operation that failed: what is there decides. */
async function takeBack(
  work: VpcWork,
  journal: VpcJournal,
  hold: Hold,
  ports: RunPorts,
  { tally, error }: { readonly tally: { made: number }; readonly error: unknown },
): Promise<Ended> {
  ports.warn(`${work.place.vpc}: ${messageOf(error)} It is taken back.`);
  const ids = new Set(work.takenBack.map(({ id }) => id));
  const begun = journal
    .state()
    .operations.filter(
      ({ operation, status }) => ids.has(operation.id) && status !== 'planned' && status !== 'undone',
    )
    .map(({ operation }) => operation);
  try {
    await run(begun, 'undo', journal, hold, ports, tally);
    const gone = new Set(work.gone);
    const isWhole = journal
      .state()
      .operations.every(
        ({ operation, status }) => status === 'planned' || status === 'undone' || gone.has(operation.id),
      );
    // What was whole before this run is so again.
    await journal.end(isWhole ? 'reverted' : 'switched');
    return { state: 'taken back', made: tally.made, error };
  } catch (backError) {
    return { state: 'failed', made: tally.made, error, backError };
  }
}

async function run(
  operations: readonly Operation[],
  way: Way,
  journal: VpcJournal,
  hold: Hold,
  ports: RunPorts,
  tally: { made: number },
): Promise<void> {
  const { rows, clients, patience, signal, stopping } = ports;
  const execution: Execution = {
    operations,
    way,
    rows,
    clients,
    patience,
    signal,
    stopping,
    recorder: journal.recorder,
    guard: () => hold.check(),
    progress: ({ outcome, ...step }) => {
      if (outcome === 'made') tally.made += 1;
      const vpc = operations[0]?.vpc;
      if (vpc !== undefined) ports.progress(vpc, step);
    },
  };
  await runOperations(execution);
}

/** Whoever has lost the VPC to somebody else must not touch it any more. */
async function isLost(hold: Hold): Promise<boolean> {
  return hold.check().then(
    () => false,
    () => true,
  );
}
