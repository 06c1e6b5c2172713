import { isSameState } from '../execute/same-state.ts';
import { noSwitch, takeLine } from '../journal/fold-switch.ts';
import type { JournalLine } from '../journal/lines.types.ts';
import type { Operation } from '../operation.types.ts';
import { normalCidrs } from '../plan/advertised-cidrs.ts';
import { isAbout, sizesOf, type KitFile } from './kit-file.ts';

/** What a journal has taken over from the kit and taken back since, in any of its sections: a later switch begins a new one. */
export function takenBackOf(lines: readonly JournalLine[]): readonly Operation[] {
  let state = noSwitch;
  let isAdopted = false;
  const found: Operation[] = [];
  for (const line of lines) {
    if (line.state === 'begin' && line.purpose === 'switch') isAdopted = line.isAdopted === true;
    state = takeLine(state, line);
    if (!isAdopted || line.state !== 'end' || line.as !== 'reverted') continue;
    found.push(
      ...state.operations.filter(({ status }) => status === 'undone').map(({ operation }) => operation),
    );
  }
  return found;
}

/**
 * Whether everything that a file says of a VPC was taken back: to do it again would bring back routes that were removed
 * since. A file that the kit has written anew may say the same: only the associations tell, which it always moves.
 */
export function isTakenBack(
  file: KitFile,
  vpc: string,
  gateway: string | undefined,
  undone: readonly Operation[],
): boolean {
  if (!isAbout(file, vpc, gateway)) return false;
  const has = (kind: string, target: Readonly<Record<string, unknown>>): boolean =>
    undone.some((one) => one.kind === kind && hasTarget(one, target));
  return (
    file.statics
      .filter((one) => one.vpc === vpc)
      .every(({ table, attachment, cidrs }) =>
        cidrs.every((cidr) => has('static-route', { table, attachment, cidr })),
      ) &&
    file.propagations
      .filter((one) => one.vpc === vpc)
      .every(({ tables }) => tables.every((table) => has('propagation', { table }))) &&
    sizesOf(file, vpc).every(([name, size]) => has('kit-terraform', { name, size })) &&
    isAdvertisedAgain(file, gateway, undone)
  );
}

function isAdvertisedAgain(
  { advertised }: KitFile,
  gateway: string | undefined,
  undone: readonly Operation[],
): boolean {
  const before = gateway === undefined ? undefined : advertised[gateway];
  if (before === undefined) return true;
  return undone.some(
    (one) =>
      one.kind === 'advertisement' &&
      one.target['gateway'] === gateway &&
      isSameState(one.before, normalCidrs(before)),
  );
}

function hasTarget({ target }: Operation, wanted: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(wanted).every(([key, value]) => target[key] === value);
}
