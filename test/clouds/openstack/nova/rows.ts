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
  /** Servers, of which this cloud has none yet. */
  readonly members: readonly string[];
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
