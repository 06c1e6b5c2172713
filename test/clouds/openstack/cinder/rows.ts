import type { JsonObject } from '../http/exchange.ts';

/** Texts by name, as metadata and specs are. */
export type Texts = Readonly<Record<string, string>>;
export type Specs = Readonly<Record<string, string | null>>;

/** What every row has. Times are `2026-11-21T12:42:39.000000`. */
interface Row {
  readonly id: string;
  readonly created_at: string;
  readonly updated_at: string | null;
}

export interface VolumeType extends Row {
  readonly name: string;
  readonly description: string | null;
  readonly is_public: boolean;
  readonly extra_specs: Specs;
  readonly qos_specs_id: string | null;
  /** Projects that see it although it is not public. */
  readonly access: readonly string[];
  readonly encryption: Encryption | null;
}

export interface Encryption {
  readonly encryption_id: string;
  readonly provider: string;
  readonly control_location: string;
  readonly cipher: string | null;
  readonly key_size: number | null;
  readonly created_at: string;
  readonly updated_at: string | null;
}

export interface QosSpec extends Row {
  readonly name: string;
  readonly consumer: string;
  readonly specs: Specs;
}

export interface Volume extends Row {
  readonly name: string | null;
  readonly description: string | null;
  readonly status: string;
  /** In GiB. */
  readonly size: number;
  readonly availability_zone: string;
  readonly volume_type_id: string;
  readonly project_id: string;
  readonly user_id: string;
  readonly metadata: Texts;
  readonly image_metadata: Texts | null;
  readonly bootable: boolean;
  readonly multiattach: boolean;
  readonly isReadOnly: boolean | null;
  readonly snapshot_id: string | null;
  readonly source_volid: string | null;
  /** Whether a backend has taken it. */
  readonly isPlaced: boolean;
  /** As the API shows them; the place for what attaches volumes. */
  readonly attachments: readonly JsonObject[];
}

export interface Snapshot extends Row {
  readonly name: string | null;
  readonly description: string | null;
  readonly status: string;
  readonly size: number;
  readonly volume_id: string;
  readonly volume_type_id: string;
  readonly project_id: string;
  readonly user_id: string;
  readonly metadata: Texts;
}

/** Limits of one project by the name of the resource, such as `volumes_files`. */
export interface QuotaSet {
  /** The project. */
  readonly id: string;
  readonly limits: Readonly<Record<string, number>>;
}
