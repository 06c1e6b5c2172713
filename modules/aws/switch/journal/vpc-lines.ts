import { messageOf } from '../../../../engine/diagnostics/drover-error.ts';
import type { StateLines } from '../../../../engine/module.ts';
import { stateText } from '../execute/same-state.ts';
import { damaged, lineFlaw, requireWhole } from './check-lines.ts';
import type { JournalLine } from './lines.types.ts';

/** The same lines in another place, which other machines see. */
export interface RemoteLines {
  /** The texts of all lines, with their numbers. */
  read(): Promise<readonly { readonly number: number; readonly text: string }[]>;
  /** Throws where the number is taken: somebody else goes on with the VPC. */
  put(number: number, text: string): Promise<void>;
}

export interface LinesPlace {
  readonly account: string;
  readonly vpc: string;
}

export interface LinesPorts {
  readonly state: StateLines;
  readonly remote?: RemoteLines;
}

/** All lines of a VPC, in order, from both places. Where both have one of a number, the remote one counts. */
export async function readVpcLines(
  place: LinesPlace,
  { state, remote }: LinesPorts,
): Promise<readonly JournalLine[]> {
  const { own, others } = await bothSides(place, { state, ...(remote === undefined ? {} : { remote }) });
  return requireWhole(inOrder([...own, ...others]), place.vpc);
}

/**
 * Brings both places to the same lines: what the one has and the other has not is written there. To be called under the
 * lease, before anything is written.
 */
export async function levelVpcLines(place: LinesPlace, ports: LinesPorts): Promise<readonly JournalLine[]> {
  const { remote, state } = ports;
  const { own, others } = await bothSides(place, ports);
  const all = requireWhole(inOrder([...own, ...others]), place.vpc);
  if (remote === undefined) return all;
  const there = new Set(others.map(({ number }) => number));
  const here = new Map(own.map((line) => [line.number, stateText(line)]));
  for (const line of inOrder(own).filter(({ number }) => !there.has(number)))
    await remote.put(line.number, JSON.stringify(line));
  for (const line of others.filter((one) => here.get(one.number) !== stateText(one)))
    await state.append(fileName(place), JSON.stringify(line));
  return all;
}

/** Writes a line to both places; durable in both when it returns. The remote one first: it says who may go on. */
export async function writeVpcLine(
  place: LinesPlace,
  { state, remote }: LinesPorts,
  line: JournalLine,
): Promise<void> {
  const text = JSON.stringify(line);
  await remote?.put(line.number, text);
  await state.append(fileName(place), text);
}

/** The VPCs that this place knows of. */
export async function knownVpcs(state: StateLines): Promise<readonly LinesPlace[]> {
  return (await state.names(folder)).flatMap((name) => {
    const [, account, vpc] = /^[^/]+\/(.+)--(.+)\.jsonl$/.exec(name) ?? [];
    return account === undefined || vpc === undefined ? [] : [{ account, vpc }];
  });
}

const folder = 'vpc-switch';

function fileName({ account, vpc }: LinesPlace): string {
  return `${folder}/${account}--${vpc}.jsonl`;
}

async function bothSides(place: LinesPlace, { state, remote }: LinesPorts) {
  const own = (await state.read(fileName(place))).map((text, index) =>
    parse(text, `line ${index + 1} of ${fileName(place)}`),
  );
  const others = ((await remote?.read()) ?? []).map(({ number, text }) =>
    parse(text, `line ${number} of ${place.vpc} in the bucket`),
  );
  return { own, others };
}

/** Of several lines of a number the last one that was written counts. */
function inOrder(lines: readonly JournalLine[]): readonly JournalLine[] {
  const byNumber = new Map(lines.map((line) => [line.number, line]));
  return [...byNumber.values()].toSorted((one, other) => one.number - other.number);
}

function parse(text: string, where: string): JournalLine {
  let line: unknown;
  try {
    line = JSON.parse(text);
  } catch (error) {
    throw damaged(`${where}: ${messageOf(error)}`, error);
  }
  const flaw = lineFlaw(line);
  if (flaw !== undefined) throw damaged(`${where}: ${flaw}`);
  // Boundary: the file is our own, and this has just been looked at.
  return line as JournalLine;
}
