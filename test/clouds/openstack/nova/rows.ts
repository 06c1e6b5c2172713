/** A size of server. */
export interface Flavor {
  /** Nova's own number, which a client sees in a few messages only. */
  readonly id: string;
  /** What clients call its id. */
  readonly flavorid: string;
  readonly name: string;
  readonly memory_mb: number;
  readonly vcpus: number;
  readonly root_gb: number;
  readonly ephemeral_gb: number;
  readonly swap: number;
  readonly rxtx_factor: number;
  readonly is_public: boolean;
  readonly disabled: boolean;
  readonly description: string | null;
  readonly extra_specs: Readonly<Record<string, string>>;
  /** Who may see it if it is not public. */
  readonly projects: readonly string[];
  readonly created_at: string;
  readonly updated_at: string | null;
}

export interface Keypair {
  readonly id: string;
  readonly user_id: string;
  readonly name: string;
  readonly type: 'ssh' | 'x509';
  readonly public_key: string;
  readonly fingerprint: string;
  readonly created_at: string;
}

export interface ServerGroup {
  readonly id: string;
  readonly name: string;
  readonly policy: string;
  readonly rules: Readonly<Record<string, number>>;
  /** Null if an administrator made it without a project. */
  readonly project_id: string | null;
  readonly user_id: string;
}

/** Limits that somebody has set: of a project, or of one user in it. */
export interface QuotaSet {
  /** The project, or `project/user`. */
  readonly id: string;
  readonly projectId: string;
  readonly userId?: string;
  readonly limits: Readonly<Record<string, number>>;
}

/** A part of Nova that reports that it is alive. */
export interface ServiceRow {
  /** The number; clients see `uuid` from 2.53 on. */
  readonly id: string;
  readonly uuid: string;
  readonly binary: string;
  readonly host: string;
  readonly zone: string;
}

/** A machine that servers run on. */
export interface ComputeNode {
  readonly id: string;
  readonly uuid: string;
  readonly host: string;
}

/** A network card of a server, which is a port of the networking service. */
export interface Interface {
  readonly port_id: string;
  readonly tag: string | null;
  /** Whether Nova made the port, and takes it away with the server. */
  readonly isMade: boolean;
}

/** A volume that a server has. */
export interface Attachment {
  readonly id: string;
  readonly volume_id: string;
  /** The block storage service's id of the same. */
  readonly attachment_id: string;
  readonly device: string;
  readonly tag: string | null;
  readonly delete_on_termination: boolean;
  readonly isRoot: boolean;
}

/** What went wrong with a server. */
export interface ServerFault {
  readonly code: number;
  readonly message: string;
  readonly created_at: string;
}

/** A server. Times are `2026-11-21T12:42:39.000000`. */
export interface Server {
  readonly id: string;
  /** The number in its name on the machine. */
  readonly number: number;
  readonly name: string;
  readonly description: string | null;
  readonly hostname: string;
  readonly project_id: string;
  readonly user_id: string;
  readonly created_at: string;
  readonly updated_at: string | null;
  readonly launched_at: string | null;
  readonly vm_state: string;
  readonly task_state: string | null;
  readonly power_state: number;
  /** Where it runs; empty until it is built. */
  readonly host: string;
  /** Empty if it was booted from a volume. */
  readonly image_id: string;
  /** The flavor as it was at the time. */
  readonly flavor: Flavor;
  /** The flavor before a resize that is not confirmed. */
  readonly old_flavor: Flavor | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly key_name: string | null;
  readonly user_data: string | null;
  readonly config_drive: boolean;
  /** What was asked for. */
  readonly availability_zone: string | null;
  readonly locked_by: 'owner' | 'admin' | null;
  readonly locked_reason: string | null;
  readonly isAutoDisk: boolean;
  readonly access_ip_v4: string | null;
  readonly access_ip_v6: string | null;
  readonly trusted_certs: readonly string[] | null;
  readonly reservation_id: string;
  readonly launch_index: number;
  readonly root_device_name: string;
  /** What its disks are called that are neither volumes nor what it boots from. */
  readonly local_devices: readonly string[];
  readonly interfaces: readonly Interface[];
  readonly attachments: readonly Attachment[];
  /** The server group that it was put into. */
  readonly group_id: string | null;
  readonly fault: ServerFault | null;
}

/** Something that was done to a server. */
export interface ServerAction {
  /** The id of the request. */
  readonly id: string;
  readonly server_id: string;
  readonly action: string;
  readonly user_id: string;
  readonly project_id: string;
  readonly start_time: string;
  readonly updated_at: string | null;
  readonly message: string | null;
}
