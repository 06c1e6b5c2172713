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

/** Whether it is known to be gone: a process of another machine or container may always be there. */
export function isGone(process: LeaseProcess | undefined): boolean {
  if (process === undefined || process.namespace === '' || process.namespace !== namespaceOf()) return false;
  return isRunning(process) === false;
}

/** Empty where the system does not say. */
function namespaceOf(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    return '';
  }
}
