import type { Body } from '../api/session.types.ts';

/** How a server is to be migrated: `_migration_params` of its record, with the defaults filled in. */
export interface MigrationParams {
  /** The disk of a server that boots from an image is copied, and boots from a volume at the destination. */
  readonly bootDiskCopy: boolean;
  /** False: no data are copied; the server is made with the volumes of `bootVolume` and `additionalVolumes`. */
  readonly dataCopy: boolean;
  /** The id of a volume of the destination. */
  readonly bootVolume: string | undefined;
  /** Ids of volumes of the destination. */
  readonly additionalVolumes: readonly string[];
  /** What a new boot volume is made with, where it has no record of its own. */
  readonly bootVolumeParams: {
    readonly availabilityZone?: string;
    readonly name?: string;
    readonly description?: string;
    readonly volumeType?: string;
  };
  readonly floatingIpMode: 'auto' | 'new' | 'existing' | 'skip';
  /** Who makes the ports: `neutron`, before the server is made, or `nova`, with it. */
  readonly portCreationMode: 'nova' | 'neutron';
  readonly keepMac: boolean;
  readonly keepFixedIp: boolean;
  /** A first copy is made while the server runs. */
  readonly warm: boolean;
  /** `copy`: from host to host; `swing`: both clouds see one backend, and the volume changes hands. */
  readonly storage: 'copy' | 'swing';
  readonly direct: DirectParams | undefined;
  /** What an ephemeral disk that no way can read becomes: `blank`, or the server is refused. */
  readonly ephemeralDisks: 'blank' | 'refuse';
  readonly verify: readonly VerifyCheck[];
  readonly postMigration: {
    readonly source: 'keep' | 'stop' | 'rename' | 'delete-after-days';
    /** Days, for `delete-after-days`. */
    readonly days: number;
    readonly destination: 'start' | 'stopped';
  };
}

/** Disks that are read from the hypervisor itself (`use_nbdkit_direct`). */
export interface DirectParams {
  readonly socketUri: string | undefined;
  readonly exportName: string | undefined;
  readonly disks: readonly {
    readonly device: string;
    readonly uri: string;
    /** GiB, as the record says; the server says it to the byte. */
    readonly size: number;
    readonly bootable: boolean;
  }[];
}

/** What is looked at before a server counts as migrated. */
export type VerifyCheck =
  | { readonly check: 'active' }
  | { readonly check: 'port'; readonly port: number }
  /** Runs on the machine that drover runs on, with DROVER_SERVER_ID, DROVER_SERVER_NAME and DROVER_SERVER_ADDRESS. */
  | { readonly check: 'command'; readonly command: string };

/** A disk that a new server is made with. */
export interface BootDisk {
  /** 0: it boots from it; undefined: it does not. */
  readonly bootIndex: 0 | undefined;
  readonly from:
    { readonly volume: string } | { readonly image: string } | { readonly blank: 'ephemeral' | 'swap' };
  /** `/dev/vdb`, where the source says it. */
  readonly device: string | undefined;
  readonly deleteOnTermination: boolean;
  readonly tag: string | undefined;
  /** GiB, for blank ones. */
  readonly size?: number;
}

/** The wire values that a record's params become at the destination; references are ids there. */
export interface WantedServer extends Body {
  readonly name?: string;
  readonly description?: string | null;
  readonly flavor_id?: string;
  readonly image_id?: string | null;
  readonly key_name?: string | null;
  readonly availability_zone?: string | null;
  readonly config_drive?: boolean | null;
  /** Base64. */
  readonly user_data?: string | null;
  readonly metadata?: Body | null;
  readonly tags?: readonly string[] | null;
  /** AUTO or MANUAL. */
  readonly disk_config?: string | null;
  readonly scheduler_hints?: Body | null;
  readonly server_group_id?: string | null;
  /** For ports that Nova makes; those that are made before have their own. */
  readonly security_groups?: readonly string[] | null;
  readonly hostname?: string | null;
  readonly locked?: boolean | null;
  readonly locked_reason?: string | null;
  readonly ports: readonly WantedPort[];
  readonly floating_ips: readonly WantedFloatingIp[];
  readonly volumes: readonly WantedVolume[];
}

/** The keys of a port of the network API, with the ids of the destination, but for these. */
export interface WantedPort extends Body {
  /** Its id at the source. */
  readonly source_id?: string;
  /** The tag of the interface. */
  readonly tag?: string | null;
  /** The body of its trunk, without the parent; the sub-ports are ports of the destination. */
  readonly trunk?: Body | null;
}

/** The keys of a floating IP of the network API, with the ids of the destination. */
export interface WantedFloatingIp extends Body {
  readonly source_id?: string;
  /** The id at the source of the port that it leads to: `source_id` of one of the ports. */
  readonly port_id?: string;
}

/** The keys of a volume of the block storage API, but for these. */
export interface WantedVolume extends Body {
  readonly source_id?: string;
  /** GiB. */
  readonly size?: number;
  /** `/dev/vdb`, at the source. */
  readonly device?: string | null;
  readonly delete_on_termination?: boolean | null;
  /** The tag of the attachment. */
  readonly tag?: string | null;
  /** Whether the server boots from it. */
  readonly is_boot?: boolean | null;
  /** How it is migrated, where that is not as the server says. */
  readonly migration?: VolumeMigration;
}

/** How one volume of a server is migrated, where that is not as the server says. */
export interface VolumeMigration {
  /** False: nothing is copied; the server gets the volume `uuid` of the destination. */
  readonly dataCopy: boolean;
  readonly uuid?: string;
  readonly storage?: 'copy' | 'swing';
}
