import { createLater, type Later } from '../store/later.ts';
import type { Ids } from '../store/ids.ts';
import { createJournal, type Journal } from '../store/journal.ts';
import { createTable, type Table } from '../store/table.ts';
import type { JsonObject } from '../http/exchange.ts';
import type { Image, ImageMember, ImageTask } from './rows.ts';
import { readSchemas } from './schema.ts';

export interface ImageSettings {
  readonly ids: Ids;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** The most images of a list answer that names no limit. */
  readonly pageSize: number;
  /** The most images of any list answer. */
  readonly pageLimit: number;
  /** Limits of one image. */
  readonly most: { readonly properties: number; readonly tags: number; readonly members: number };
  /** Where the identity service is, for the header of a 401. */
  readonly identityPath: string;
}

/** Everything that the image service knows. */
export interface ImageState extends ImageSettings {
  readonly journal: Journal;
  readonly images: Table<Image>;
  /** Ids of images that are gone, in small letters: none is given again. */
  readonly spentIds: Table<{ readonly id: string }>;
  readonly members: Table<ImageMember>;
  readonly tasks: Table<ImageTask>;
  /** As `readSchemas` gives them. */
  readonly schemas: Readonly<Record<string, JsonObject>>;
  /** Work that goes on after an answer. */
  readonly later: Later;
}

/** An image service without images. */
export function createImageState(settings: ImageSettings): ImageState {
  const journal = createJournal();
  return {
    ...settings,
    journal,
    // The usual database compares without regard to case.
    images: createTable<Image>(journal, { id: (row) => [row.id.toLowerCase()] }),
    spentIds: createTable(journal),
    members: createTable<ImageMember>(journal, {
      image: (row) => [row.image_id],
      member: (row) => [row.member_id],
    }),
    tasks: createTable<ImageTask>(journal, { image: (row) => [row.image_id] }),
    schemas: readSchemas(),
    later: createLater(),
  };
}

/** Now, as Glance writes a time: it keeps whole seconds. */
export function timeOf({ now }: ImageState): string {
  return new Date(now()).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

export function memberKey(imageId: string, memberId: string): string {
  return `${imageId}/${memberId}`;
}
