/** Whether the lines of a journal are what drover writes: what is damaged must not pass for a switch that did less. */
import { DroverError } from '../../../../engine/diagnostics/drover-error.ts';
import type { JournalLine, LineContent } from './lines.types.ts';

/** What is wrong with a value that was read as a line; undefined for a line. */
export function lineFlaw(value: unknown): string | undefined {
  if (!isMapping(value)) return 'it is no mapping';
  const { number, state } = value;
  const check = typeof state === 'string' && Object.hasOwn(contents, state) ? contents[state] : undefined;
  if (!Number.isInteger(number) || check === undefined)
    return 'it has no number, or says nothing that is known';
  return check(value) ? undefined : `it does not say what a line with the state ${String(state)} says`;
}

/**
 * Throws unless the lines, in their order, are all there from the first one on, which is a plan: without it nothing would be
 * known of what was there before, and a revert would find nothing to do.
 */
export function requireWhole(lines: readonly JournalLine[], vpc: string): readonly JournalLine[] {
  const index = lines.findIndex(({ number }, at) => number !== at + 1);
  const [first] = lines;
  if (index !== -1) throw damaged(`line ${index + 1} of ${vpc} is missing`);
  if (first !== undefined && (first.state !== 'begin' || first.purpose !== 'switch'))
    throw damaged(`line 1 of ${vpc} is not the plan of a switch`);
  return lines;
}

export function damaged(why: string, cause?: unknown): DroverError {
  return new DroverError('switch-journal', {
    detail: `The journal of a VPC is damaged: ${why}.`,
    help: 'Restore it from a copy (of the data directory, or an older version in the bucket). Nothing was changed.',
    ...(cause === undefined ? {} : { cause }),
  });
}

type Check = (line: Readonly<Record<string, unknown>>) => boolean;

const hasPlan: Check = ({ operations }) => Array.isArray(operations) && operations.every(isOperation);
const hasStep: Check = ({ operation, way }) =>
  typeof operation === 'string' && (way === 'do' || way === 'undo');

const contents: Readonly<Record<string, Check>> = {
  begin: (line) => hasPlan(line) && (line['purpose'] === 'switch' || line['purpose'] === 'cleanup'),
  extend: hasPlan,
  intend: hasStep,
  done: hasStep,
  failed: hasStep,
  end: ({ as }) => as === 'switched' || as === 'reverted' || as === 'cleaned',
} satisfies Readonly<Record<LineContent['state'], Check>>;

function isOperation(value: unknown): boolean {
  if (!isMapping(value)) return false;
  const { id, kind, vpc, title, target, does, undoes } = value;
  return (
    [id, kind, vpc, title].every((text) => typeof text === 'string') &&
    isMapping(target) &&
    Array.isArray(does) &&
    Array.isArray(undoes)
  );
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
