import { readlinkSync } from 'node:fs';
import { isRunning, thisProcess, type ProcessIdentity } from '../../../engine/lock/process-identity.ts';

/** The process that holds a lease, so that another one of the same machine can tell whether it is still there. */
export interface LeaseProcess extends ProcessIdentity {
  /** Containers of one name have process ids of their own. */
  readonly namespace: string;
}

export function leaseProcess(): LeaseProcess {
  return { ...thisProcess(), namespace: namespaceOf() };
}

/**
 * Whether it is known to be gone: a process of another machine or container may always be there. Names of machines and
 * numbers of namespaces are not theirs alone; the id of a boot is.
 */
export function isGone(process: LeaseProcess | undefined): boolean {
  if (process === undefined || process.namespace === '' || process.namespace !== namespaceOf()) return false;
  return bootOf(process) === bootOf(thisProcess()) && isRunning(process) === false;
}

/** Which start of which machine it was begun in. */
function bootOf({ start }: ProcessIdentity): string {
  return start.slice(0, start.indexOf('.'));
}

/** Empty where the system does not say. */
function namespaceOf(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
