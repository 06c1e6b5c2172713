import type { Schema } from '../../../engine/schema/types.ts';
import type { Body } from '../api/session.types.ts';
import type { ExportRecord } from '../files/record.ts';
import type { Codec } from './codec.ts';
import type { Collection } from './collection.ts';
import type { Completion } from './completion.ts';
import type { ImportFacts, Wanted } from './import-facts.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Writer } from './write.ts';

/*
 * A kind of resource is a table. From it follow the record's schema, the reading from the API, the comparison, the
 * bodies of create and update, the documentation and the order of import.
 *
 * How further kinds fit in without a change here:
 * - flavor, project, user, quota, volume type, keypair: another `collection.service`, `path`, `one` and `many`; `key`
 *   says by what they are found again; what only an administrator may set is `adminOnly`.
 * - image, floating IP, trunk, volume: what takes more than one call (upload, attach, sub-ports) is `create`,
 *   `afterCreate` or a field with `call`.
 * - server: nested records (ports, volumes, floating IPs) are fields with a `codec` of their own.
 */

/** When a field can be set: `create` only then, `update` only on what is there already. */
export type Settable = 'always' | 'create' | 'update' | 'never';

export interface Field {
  /** Its key in the export file: openstacksdk's name. */
  readonly name: string;
  /** Its key on the wire; the same as `name` without it. `a.b` is the key b of the object under a. */
  readonly wire?: string;
  /** The keys of `wire`, taken apart. */
  readonly path?: readonly string[];
  readonly schema: Schema;
  readonly set: Settable;
  /** How the value in the file and on the wire become each other; the same without it. */
  readonly codec?: Codec;
  /**
   * What a null in the file stands for, and what is sent to clear the field. Without it, a null in the file means
   * that nobody says anything about the field.
   */
  readonly empty?: unknown;
  /** A value that is not sent on create, since it is what a new resource has. */
  readonly born?: unknown;
  /** Null is sent on create, as it says something else than no value. */
  readonly sendNull?: true;
  /** The extension of the service without which the field is not there. */
  readonly extension?: string;
  /** Only administrators may set it, by the services' own policy. */
  readonly adminOnly?: true;
  /** Not among OS-Migrate's keys: left out of the record where the source does not have it. */
  readonly extra?: true;
  /** Whether an `extra` value is worth a place in the record. */
  readonly isWorthSaying?: (wire: unknown) => boolean;
  /** A list whose order says nothing, by the keys of its items, or by its items themselves. */
  readonly sorted?: readonly string[];
  /** The form of a wire value that is compared. */
  readonly normalise?: (value: unknown) => unknown;
  /** A part of what it is found by: it cannot differ. */
  readonly identifies?: true;
  /** Set by a call of its own, not in the bodies of create and update. */
  readonly call?: SetField;
}

export type SetField = (target: {
  readonly id: string;
  readonly value: unknown;
  readonly writer: Writer;
}) => Promise<Body>;

/** What is for people and for ids: never compared or sent. */
export interface InfoField {
  readonly name: string;
  readonly wire?: string;
  readonly sorted?: true;
}

/** The resources that others are exported by: rules by their groups, interfaces by their routers. */
export interface Parent {
  readonly collection: Collection;
  /** The wire key of the child that holds the parent's id. */
  readonly key: string;
  /** The reference in the record that names the parent. */
  readonly reference: string;
}

export interface Kind {
  readonly collection: Collection;
  /** The record's `type`. */
  readonly type: string;
  /** The name of its export file. */
  readonly file: string;
  /** For playbooks, roles and variables: `networks`. */
  readonly plural: string;
  /** One sentence, for the documentation. */
  readonly about: string;
  readonly fields: readonly Field[];
  readonly info: readonly InfoField[];
  readonly parent?: Parent;
  /** Whether it is looked for in the given project only. False: its parent says enough. */
  readonly scopedToProject: boolean;
  /** What tells one from another, computed of a resource as it stands on the wire. Those with a key in common are one. */
  readonly keys: (body: Body) => readonly string[];
  /** Records with the same key are one thing, and the second is passed over. False: they are an error. */
  readonly sameIsOne?: true;
  /** Which of several with the same key is meant; they stay several if it cannot be told. */
  readonly narrow?: (wanted: Body, candidates: readonly Body[]) => readonly Body[];
  /** What it is called in a record, for messages: `network "web"`. */
  readonly label: (params: Readonly<Record<string, unknown>>) => string;
  /** What tells records of a file from one another: two with the same are duplicates. */
  readonly identity: (params: Readonly<Record<string, unknown>>) => string;
  /** Arguments that only this kind's import module has. */
  readonly importArguments?: Readonly<Record<string, Schema>>;
  /** Which of them is the path of a file whose records the import looks at. */
  readonly siblingsArgument?: string;
  /** Behaviour that no table says. */
  readonly behaviour?: Behaviour;
}

export interface Behaviour {
  /** Reads what else the plan depends on, and says what stands against it (by throwing). May change what is wanted. */
  readonly prepare?: (preparation: Preparation) => Promise<Wanted>;
  /** The calls that make it, in place of one POST of the body. */
  readonly create?: (facts: ImportFacts, body: Body, writer: Writer) => Promise<Made>;
  /** What belongs to making it, once it is there. The result is the resource after it. */
  readonly afterCreate?: (made: Body, facts: ImportFacts, writer: Writer) => Promise<Body>;
  /**
   * What `afterCreate` will do, for the journal: written with the intent to make it, so that a later run can complete
   * what one that was cut off began. Undefined where there is nothing to do.
   */
  readonly remainder?: (facts: ImportFacts) => unknown;
  /** What of it is left to do on one that is there. `remainder` reads the journals of earlier runs. */
  readonly completion?: (
    found: Body,
    facts: Pick<ImportFacts, 'record' | 'siblings'>,
    remainder: () => Promise<unknown>,
  ) => Promise<Completion | undefined>;
  /** What stands in memory for one that check mode did not make. */
  readonly assumed?: (body: Body, facts: ImportFacts) => Body;
}

export interface Made {
  readonly body: Body;
  /** False: it turned out to be there. */
  readonly isNew: boolean;
}

export interface Preparation {
  readonly index: IndexOfCloud;
  readonly wanted: Wanted;
  readonly found: Body | undefined;
  /** In words, with its place: for messages. */
  readonly label: string;
  readonly isAdmin: boolean;
  /** Arguments of the module beyond the record. */
  readonly options: ImportOptions;
}

/** Arguments of import modules beyond the record. */
export interface ImportOptions {
  /** Only these fields are compared and set, and nothing is created. */
  readonly fields: readonly string[] | undefined;
  /** Records of other files that the import looks at, by type. */
  readonly siblings: readonly ExportRecord[];
}

/** Declares a kind; the table is the declaration. */
export function defineKind(kind: Kind): Kind {
  return {
    ...kind,
    fields: kind.fields.map((field) => ({ ...field, path: (field.wire ?? field.name).split('.') })),
  };
}
