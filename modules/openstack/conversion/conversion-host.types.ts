import type { Machine } from '../../disk/disk.types.ts';
import type { Limiter } from '../api/limiter.ts';

export type Side = 'source' | 'destination';

/**
 * A host as `conversion/hosts.yml` in the data directory keeps it: what deploying wrote down, and all that migrations
 * need of it. Hosts of the user's own stand in `os_migrate_src_conversion_hosts` and `os_migrate_dst_conversion_hosts`
 * in the same form. Paths are relative to the data directory, or absolute.
 */
export interface HostRecord {
  readonly side: Side;
  readonly name: string;
  /** Its server at the cloud, which volumes are attached to. */
  readonly server_id: string;
  /** Where drover, and the hosts of the other side, reach it. */
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** The path of the private key, on the machine that drover runs on. */
  readonly private_key: string;
  /** The host's own keys, as lines of public keys. */
  readonly host_keys: readonly string[];
  /** What drover goes through to reach it: `user@bastion:22`. The hosts of the other side do not. */
  readonly jump?: string;
  /** At the destination: the path on the host of the private key that opens the hosts of the source. */
  readonly link_key?: string;
}

/** The turns of a host, and how much of it is taken. */
export interface Slots extends Limiter {
  /** Works that are under way or wait for their turn. */
  readonly load: number;
  /** How often the host was chosen. */
  readonly chosen: number;
  /** Says that the host was chosen once more. */
  choose(): void;
}

/** A host that is ready for work. */
export interface ConversionHost extends HostRecord {
  readonly machine: Machine;
  /** How many volumes may be attached to it at once: one turn a volume. */
  readonly slots: Slots;
}
