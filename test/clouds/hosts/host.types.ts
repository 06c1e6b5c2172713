import type { HostRecord, Side } from '../../../modules/openstack/conversion/conversion-host.types.ts';
import type { LoopbackCloud } from '../openstack/cloud.ts';

/** A server of a loopback cloud that shall be a machine that is there. */
export interface HostSettings {
  readonly side: Side;
  readonly cloud: LoopbackCloud;
  readonly serverId: string;
  /** For messages; the name of the server if not said. */
  readonly name?: string;
  /** It is a machine of the cloud's own, and no server: `serverId` only tells it from others. */
  readonly isHypervisor?: true;
}

/**
 * A conversion host: an SSH server on the loopback that runs commands on this machine as the current user. It sees the
 * volumes of its server by their serials (`lsblk`), has a home of its own, and a `sudo` that lets everybody.
 */
export interface FastHost {
  /** As `conversion/hosts.yml` has it; paths are absolute. */
  readonly record: HostRecord;
  /** Its home. */
  readonly home: string;
  /** Whatever was asked of it over SSH, oldest first. */
  readonly commands: readonly string[];
  /** How many connections stand now. */
  connections(): number;
  /** Command lines of what runs on it now. */
  running(): readonly string[];
  readonly faults: HostFaults;
  close(): Promise<void>;
}

/** What can go wrong with a host. */
export interface HostFaults {
  /** Cuts all connections, as a network that fails. What runs on goes on running, if nothing ends it. */
  readonly cut: () => void;
  /** From now on connections are refused, or let in again. */
  readonly refuse: (isRefused: boolean) => void;
  /** Kills what runs on it and matches; tells how many processes that were. */
  readonly kill: (command: RegExp) => number;
  /** Everything ends, and for so long nobody gets in. */
  readonly reboot: (downMs: number) => void;
  /** New connections meet another host key, or the usual one again. */
  readonly changeHostKey: (isOther: boolean) => void;
  /** Its guest does not see the disks that it is given from now on, or sees them all. */
  readonly hideNewDevices: (isHidden: boolean) => void;
  /** Forwarded sockets carry no more than so many bytes a second; as fast as they can if undefined. */
  readonly slowDown: (bytesPerSecond: number | undefined) => void;
  /**
   * A program is replaced by a script of /bin/sh that finds the path of the real one in `$REAL`, and gets its arguments;
   * undefined puts the program back.
   */
  readonly replaceProgram: (name: string, script: string | undefined) => void;
  /** A program fails so often with this status and these words. */
  readonly failProgram: (name: string, failure: ProgramFailure) => void;
}

export interface ProgramFailure {
  /** 1 if not said. */
  readonly times?: number;
  /** 1 if not said. */
  readonly status?: number;
  readonly stderr?: string;
}
