import type { Body, Session } from '../api/session.types.ts';
import type { ExportRecord } from '../files/record.ts';
import type { Completion } from './completion.ts';
import type { IdMap, Mapping } from './id-map.ts';
import type { Field, Kind } from './kind.ts';

/** What a record asks for, in the cloud's terms. */
export interface Wanted {
  /** Wire values by the names of the fields; a value that clears stands as what is sent for that. */
  readonly values: ReadonlyMap<string, unknown>;
  /** What is left out or put off, and why, for people. */
  readonly warnings: readonly string[];
  readonly notes: readonly string[];
}

/** All that the plan for a record depends on. */
export interface ImportFacts {
  readonly kind: Kind;
  readonly record: ExportRecord;
  /** `network "web"`. */
  readonly label: string;
  readonly wanted: Wanted;
  /** The whole of it as a body, for keys and for what check mode assumes. */
  readonly wantedBody: Body;
  /** What the cloud has. */
  readonly found: Body | undefined;
  /** The same as params of a record. */
  readonly foundParams: Body;
  /** Records of another file that the import looks at. */
  readonly siblings: readonly ExportRecord[];
  /** The record that stands for the same thing already. */
  readonly same: string | undefined;
  /** Tells the record from others. */
  readonly recordId: string;
  readonly projectId: string | undefined;
  readonly isAdmin: boolean;
  /** The map that is to know what the record becomes. */
  readonly idMap: IdMap;
  /** What the record became before. */
  readonly mapping: Mapping | undefined;
  /** What an earlier run has left to do on what it made. */
  readonly completion: Completion | undefined;
  /** What was given for `importArguments` of the kind. */
  readonly further: Body;
  /** Only existing resources are changed. */
  readonly updateOnly: boolean;
}

/** What the destination can do. */
export interface Capabilities {
  readonly extensions: ReadonlySet<string>;
  /** What the service speaks at most, of what drover speaks; undefined where it has no microversions. */
  readonly microversion: string | undefined;
  readonly isAdmin: boolean;
  readonly session: Session;
}

/** The field of this name; kinds do not ask for others. */
export function fieldOf(kind: Kind, name: string): Field {
  const field = kind.fields.find((candidate) => candidate.name === name);
  if (field === undefined) throw new Error(`the kind ${kind.collection.name} has no field ${name}`);
  return field;
}
