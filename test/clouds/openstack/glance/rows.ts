import type { JsonObject } from '../http/exchange.ts';

export type ImageStatus = 'queued' | 'saving' | 'uploading' | 'importing' | 'active' | 'deactivated';

export type Visibility = 'public' | 'community' | 'shared' | 'private';

/** What was uploaded, and what the service found out about it. */
export interface ImageData {
  readonly chunks: readonly Buffer[];
  readonly size: number;
  /** MD5, in hexadecimal digits. */
  readonly checksum: string;
  /** SHA-512, in hexadecimal digits. */
  readonly hash: string;
  /** What a machine sees of it, in bytes; null if the service cannot tell. */
  readonly virtualSize: number | null;
}

export interface Image {
  readonly id: string;
  readonly name: string | null;
  readonly status: ImageStatus;
  readonly visibility: Visibility;
  readonly owner: string | null;
  readonly protected: boolean;
  readonly os_hidden: boolean;
  readonly disk_format: string | null;
  readonly container_format: string | null;
  readonly min_disk: number;
  readonly min_ram: number;
  readonly tags: readonly string[];
  /** What clients add, by name. */
  readonly properties: Readonly<Record<string, string>>;
  readonly data: ImageData | null;
  /** Bytes that wait for their import. */
  readonly staged: readonly Buffer[] | null;
  /** `2026-11-21T12:04:44Z` */
  readonly created_at: string;
  readonly updated_at: string;
}

/** A project that an image is shared with. */
export interface ImageMember {
  /** `memberKey` of its image and project. */
  readonly id: string;
  readonly image_id: string;
  readonly member_id: string;
  readonly status: 'pending' | 'accepted' | 'rejected';
  readonly created_at: string;
  readonly updated_at: string;
}

/** An import. */
export interface ImageTask {
  readonly id: string;
  readonly image_id: string;
  readonly owner: string | null;
  readonly user_id: string;
  readonly request_id: string;
  readonly status: 'pending' | 'processing' | 'success' | 'failure';
  readonly input: JsonObject;
  readonly message: string;
  readonly created_at: string;
  readonly updated_at: string;
  readonly expires_at: string | null;
}
