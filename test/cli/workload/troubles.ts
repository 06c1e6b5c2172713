import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SeededServer } from './seed-servers.ts';
import type { WorkloadWorkspace } from './workspace.ts';

/** Something that goes wrong while a server is moved; the function makes it right again. */
export interface Trouble {
  readonly name: string;
  readonly arm: (workspace: WorkloadWorkspace, server: SeededServer) => () => void;
  /** The cloud keeps something in a state in which nobody can remove it, as long as the trouble lasts. */
  readonly holdsOn?: true;
}

const NO_ROOM = 'VolumeLimitExceeded: Maximum number of volumes allowed (1) exceeded';
const FULL_DISK = `case "$*" in
  *--version*|*--help*|*--dump*) exec "$REAL" "$@" ;;
esac
echo 'nbdcopy: write: No space left on device' >&2
exit 1`;

const fails = { fails: 'no luck' };

/** What ends a migration. */
export const FATAL: readonly Trouble[] = [
  {
    name: 'a snapshot that ends in an error',
    arm: ({ source }) => source.fates.add({ work: 'snapshot', fate: fails }),
  },
  {
    name: 'a snapshot that takes too long',
    arm: ({ source }) => source.fates.add({ work: 'snapshot', fate: 'stuck' }),
    holdsOn: true,
  },
  {
    name: 'a copy of the snapshot that ends in an error',
    arm: ({ source }) => source.fates.add({ service: 'volume', work: 'create', fate: fails }),
  },
  {
    name: 'a volume of the destination that ends in an error',
    arm: ({ destination }) => destination.fates.add({ service: 'volume', work: 'create', fate: fails }),
  },
  {
    name: 'a quota of volumes that is full by then',
    arm: ({ destination }) =>
      destination.faults.add({
        kind: 'status',
        status: 413,
        body: { overLimit: { code: 413, message: NO_ROOM } },
        match: { method: 'POST', path: /\/volumes$/, nth: 2 },
        times: Infinity,
      }),
  },
  {
    name: 'an attachment at the destination that takes too long',
    arm: ({ destination }) => destination.fates.add({ work: 'attach_volume', fate: 'stuck' }),
    holdsOn: true,
  },
  {
    name: 'an attachment at the source that fails',
    arm: ({ source }) => source.fates.add({ work: 'attach_volume', fate: fails }),
  },
  {
    name: 'a server of the source that does not let go of its volume',
    arm: ({ source }, { id }) => source.fates.add({ work: 'detach_volume', id, fate: fails }),
  },
  {
    name: 'a server of the source that does not stop',
    arm: ({ source }, { id }) => source.fates.add({ work: 'stop', id, fate: fails }),
  },
  {
    name: 'a server that ends in an error at the destination',
    arm: ({ destination }, { name }) =>
      destination.fates.add({
        service: 'compute',
        work: 'create',
        name: new RegExp(`^${name}$`),
        fate: fails,
      }),
  },
  {
    name: 'a guest that does not see its new disks',
    arm: ({ hosts: { destination } }) => turn(destination[0]!.faults.hideNewDevices),
  },
  {
    name: 'a host that shows another key than it had',
    arm: ({ hosts: { source } }) => turn(source[0]!.faults.changeHostKey),
  },
  {
    name: 'a host that nobody reaches',
    arm: ({ hosts: { destination } }) => turn(destination[0]!.faults.refuse),
  },
  {
    name: 'a disk of the destination that has no room',
    arm: ({ hosts: { destination } }) => {
      const { replaceProgram } = destination[0]!.faults;
      replaceProgram('nbdcopy', FULL_DISK);
      return () => {
        replaceProgram('nbdcopy', undefined);
      };
    },
  },
];

/** Turns something on; the function turns it off. */
function turn(work: (isOn: boolean) => void): () => void {
  work(true);
  return () => {
    work(false);
  };
}

/** What comes while data are copied, and a migration survives. */
export const SURVIVED: readonly {
  readonly name: string;
  readonly strike: (workspace: WorkloadWorkspace) => Promise<void> | void;
}[] = [
  {
    name: 'the link between the hosts is cut',
    strike: ({ hosts: { source } }) => {
      source[0]!.faults.cut();
    },
  },
  {
    name: 'the host of the destination is cut off',
    strike: ({ hosts: { destination } }) => {
      destination[0]!.faults.cut();
    },
  },
  {
    name: 'nbdkit is killed',
    strike: ({ hosts: { source } }) => until('an end of nbdkit', () => source[0]!.faults.kill(/^nbdkit/) > 0),
  },
  {
    name: 'nbdcopy is killed',
    strike: ({ hosts: { destination } }) =>
      until('an end of nbdcopy', () => destination[0]!.faults.kill(/^nbdcopy --destination/) > 0),
  },
  {
    name: 'the host of the destination is booted anew',
    strike: ({ hosts: { destination } }) => {
      destination[0]!.faults.reboot(1500);
    },
  },
  {
    name: 'the host of the source is booted anew',
    strike: ({ hosts: { source } }) => {
      source[0]!.faults.reboot(1500);
    },
  },
];

/** Whether a command of a host copies, rather than says which version it is. */
export function isCopy(command: string): boolean {
  return /^nbdcopy --destination/.test(command);
}

/** Waits until something is so; throws if that takes more than a minute. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries += 1) {
    assert.ok(tries < 3000, `${what} did not come about`);
    await sleep(20);
  }
}
