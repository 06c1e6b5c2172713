import type { Body, Service } from '../api/session.types.ts';
import type { ExportRecord } from '../files/record.ts';
import type { Collection } from './collection.ts';

/** How a value in the file and one on the wire become each other. */
export interface Codec {
  /** The value for the file. */
  read(wire: unknown, names: Names): Promise<unknown>;
  /** The value for the wire; throws `reference-...` where something that is referred to is not there. */
  write(value: unknown, ids: Ids): Promise<unknown>;
  /** What its references lead to. */
  readonly refersTo: readonly Collection[];
  /** The references in a value of the file, with their paths in it: those that matter in this record, where one is given. */
  references(value: unknown, record?: ExportRecord): readonly PlacedReference[];
}

export interface PlacedReference {
  readonly collection: Collection;
  readonly reference: unknown;
  readonly path: readonly (string | number)[];
}

/** A reference as files have it. */
export interface Reference {
  readonly name: string;
  readonly project_name: string | null;
  readonly domain_name: string | null;
}

/** Makes references of ids. */
export interface Names {
  /** The reference to a thing; undefined if the credentials cannot see it. */
  reference(collection: Collection, id: string): Promise<Reference | undefined>;
  /** Whether other things of the same owner have its name, so that the name does not tell which is meant. */
  isShared(collection: Collection, id: string): Promise<boolean>;
  /** Whether a project is the one that `%auth%` stands for. */
  isHome(project: string): Promise<boolean>;
  /** Notes what could not be read. */
  warn(message: string): void;
}

/** Makes ids of references. */
export interface Ids {
  /** `narrow` leaves out what cannot be meant, where a name stands for several. `at`: where in the field the reference stands. */
  id(collection: Collection, reference: unknown, options?: IdOptions): Promise<string>;
  /** The same, but undefined where it cannot be told which is meant. */
  find(collection: Collection, reference: unknown, options?: IdOptions): Promise<string | undefined>;
  /** The name that it has at this cloud; undefined where it cannot be told which is meant. */
  name(collection: Collection, reference: unknown): Promise<string | undefined>;
  /** What a thing that is no resource (an availability zone) is called at this cloud. */
  mapped(sort: string, name: string): string;
  /** Whether a service of this cloud has an extension. */
  has(service: Service, extension: string): Promise<boolean>;
  /** What of the wanted resource is known so far: fields are written in the order of the table. */
  readonly wanted: Body;
  /** The record that the value stands in. */
  readonly record: ExportRecord;
}

export interface IdOptions {
  readonly narrow?: (body: Body) => boolean;
  /** It may belong to another project than the reference says, if none of that project is there. */
  readonly anywhere?: true;
  /** What the narrowed ones are called, where they come from an administrator: `external network`. */
  readonly called?: string;
  /** Further maps that say what it is called at this cloud, before that of its collection. */
  readonly mappedAs?: readonly string[];
  readonly at?: string;
}
