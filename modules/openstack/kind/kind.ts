import type { Change, TaskContext } from '../../../engine/module.ts';
import type { DescribedObjectSchema, Schema } from '../../../engine/schema/types.ts';
import type { Body } from '../api/session.types.ts';
import type { MeaningFlaw } from '../files/meaning-flaw.ts';
import type { ExportRecord } from '../files/record.ts';
import type { Codec } from './codec.ts';
import type { Belonging, Collection } from './collection.ts';
import type { Difference } from './compare.ts';
import type { Completion } from './completion.ts';
import type { IdMap } from './id-map.ts';
import type { ImportFacts, Wanted } from './import-facts.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { CreateOptions, Undo, Writer } from './write.ts';

/*
 * A kind of resource is a table. From it follow the record's schema, the reading from the API, the comparison, the
 * bodies of create and update, the documentation, the roles and the order of import. What takes more than one call
 * (upload, attach, sub-ports) is a field with `call`, or a named function in `behaviour`.
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
  /** The microversion of the service from which on the field is there. */
  readonly microversion?: string;
  /** It can be set only once things of this collection are there: an import of theirs sets it afterwards. */
  readonly after?: Collection;
  /** Only administrators may set it, by the services' own policy. */
  readonly adminOnly?: true;
  /** Not among OS-Migrate's keys: left out of the record where the source does not have it. */
  readonly extra?: true;
  /** Whether an `extra` value is worth a place in the record. */
  readonly isWorthSaying?: (wire: unknown) => boolean;
  /** A list whose order says nothing, by the keys of its items, or by its items themselves. */
  readonly sorted?: readonly string[];
  /** What plans show of a value of the file, where the whole of it is too much. */
  readonly shown?: (value: unknown) => unknown;
  /** The form of a wire value that is compared. */
  readonly normalise?: (value: unknown) => unknown;
  /** A part of what it is found by: it cannot differ. */
  readonly identifies?: true;
  /** Set by a call of its own, not in the bodies of create and update. */
  readonly call?: SetField;
  /** Why the service takes no change of it back: it is set by a call of its own, which no undo tries to take back. */
  readonly oneWay?: string;
  /** A new one is made with it all the same: the call is for what is there. */
  readonly inCreate?: true;
}

/** Sets a field by calls of its own. The result are the keys of the resource that are known to be otherwise now. */
export type SetField = (target: {
  readonly id: string;
  readonly value: unknown;
  /** The resource as it is. */
  readonly found: Body;
  readonly facts: ImportFacts;
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
  /** A project may have several of one name, which migrate as several: their ids at the source tell them apart. */
  readonly namesMayRepeat?: true;
  /** Which of several with the same key is meant; they stay several if it cannot be told. */
  readonly narrow?: (wanted: Body, candidates: readonly Body[]) => readonly Body[];
  /** Brings into the index what a service has made by itself of something that the run has made. */
  readonly bringIn?: (wanted: Body, index: IndexOfCloud) => Promise<void>;
  /** Whether one with the same key is meant at all, where that takes a look at other things of the cloud. */
  readonly isMeant?: (wanted: Body, candidate: Body, index: IndexOfCloud) => Promise<boolean>;
  /** Of several that are left, any will do that no other record stands for. */
  readonly areInterchangeable?: true;
  /** What it is called in a record, for messages: `network "web"`. */
  readonly label: (params: Readonly<Record<string, unknown>>) => string;
  /** What tells records of a file from one another: two with the same are duplicates. */
  readonly identity: (params: Readonly<Record<string, unknown>>) => string;
  /** Which resources records are made of, where not of all. */
  readonly isExported?: (body: Body) => boolean;
  /** Whether it is about one of these projects: of what no project owns, an export of some projects leaves out the rest. */
  readonly isAbout?: (body: Body, projects: ReadonlySet<string>, index: IndexOfCloud) => Promise<boolean>;
  /** Why a resource is left out of the export, where people have to be told. */
  readonly leftOut?: (body: Body, index: IndexOfCloud) => Promise<string | undefined>;
  /** Reads what the list leaves out of one: its access list, its encryption. What is known of it already stays. */
  readonly complete?: (body: Body, index: IndexOfCloud, purpose: Purpose) => Promise<Body>;
  /** What belongs to one and stands in its record, and has to be removed before it: the service does not do so. */
  readonly parts?: (body: Body, index: IndexOfCloud) => Promise<readonly Belonging[]>;
  /** Only administrators may make it, by the service's own policy. */
  readonly adminOnly?: true;
  /** What has to be there before it is made, though no reference of it says so: a floating IP's way from port to outside. */
  readonly waitsFor?: readonly Collection[];
  /** What `_migration_params` of its records are, where they say anything. */
  readonly migration?: MigrationOfKind;
  /** Why runs that bring all kinds leave it out unless somebody names it: of all they do, or of imports only. */
  readonly onRequest?: { readonly why: string; readonly of: 'import' | 'both' };
  /** What OS-Migrate calls it in the names of modules, where that is another word: `workload`. */
  readonly alias?: string;
  /** Why an import makes none, and what does. It changes what is there. */
  readonly madeElsewhere?: string;
  /**
   * What takes an administrator, by the services' own policies: to make them at the destination, or to read them at the
   * source, too. Runs that bring all kinds leave it out for others.
   */
  readonly needsAdmin?: 'import' | 'both';
  /** It says how many others there may be: an import of many kinds has it first. */
  readonly setsLimits?: true;
  /** Variables of its roles that are not called as the plural says. */
  readonly roles?: KindRoles;
  /** Arguments that only this kind's import module has. */
  readonly importArguments?: Readonly<Record<string, Schema>>;
  /** Which of them is the path of a file whose records the import looks at. */
  readonly siblingsArgument?: string;
  /** Behaviour that no table says. */
  readonly behaviour?: Behaviour;
  /** Behaviour that takes more than the destination: further arguments, files, the source. In place of `behaviour`. */
  readonly behaviourFor?: (args: Arguments, context: TaskContext) => Behaviour;
  /** Arguments that only this kind's export module has. */
  readonly exportArguments?: Readonly<Record<string, Schema>>;
  /** What belongs to the resources and stands beside their file: an export brings it to the disk. */
  readonly payloadFor?: (args: Arguments, context: TaskContext, index: IndexOfCloud) => Payload;
}

/** The arguments of a module, as its schema has let them pass. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What belongs to resources and does not stand in their file: the data of images. */
export interface Payload {
  /** What of it is to be brought for these resources. Reads only. */
  readonly plan: (bodies: readonly Body[]) => Promise<PayloadPlan>;
}

export interface PayloadPlan {
  /** In words what is to be brought; undefined if nothing is. */
  readonly reason: string | undefined;
  /** What is to be brought, one change for each part of it. */
  readonly changes: readonly Change[];
  readonly warnings: readonly string[];
  /** Brings it. The result are further keys of the task's result. */
  readonly bring: () => Promise<Readonly<Record<string, unknown>>>;
}

/** How records of a kind say how to migrate. */
export interface MigrationOfKind {
  /** The keys of `_migration_params`. */
  readonly schema: DescribedObjectSchema;
  /** What the record says there that cannot be so, by the schema, too; paths go from the record. */
  readonly flaws: (record: ExportRecord) => readonly MeaningFlaw[];
  /** What an export writes there for a resource; `given` are the `exportArguments`. */
  readonly defaults: (body: Body, given: Arguments) => Body;
}

/** What is read of a resource: all that its record has, or what an import compares. */
export type Purpose = 'record' | 'import';

/** What the playbooks of a kind call things. */
export interface KindRoles {
  /** The variable that says which are exported and imported. Default: `os_migrate_PLURAL_filter`, of the parent if there is one. */
  readonly filter?: string;
  /** The same for the export, where it is called otherwise. */
  readonly exportFilter?: string;
  /** What of a record it is compared with. Default: `params.name`, or the name in the parent's reference. */
  readonly filtered?: string;
  /** What the filter names, where that is something else than the kind and its parent: `users`. */
  readonly filterNames?: string;
  /** Further variables that an import selects by, and what of a record each is compared with. */
  readonly furtherFilters?: Readonly<Record<string, string>>;
  /** The template that a record is called by while it is imported. Default: its name. */
  readonly label?: string;
  /** Arguments that its roles give to its modules, beyond those of all kinds. */
  readonly arguments?: readonly RoleArgument[];
  /** An import of it runs the hooks of a plan. */
  readonly hasHooks?: true;
}

/** An argument that a role gives to a module. */
export interface RoleArgument {
  /** What the module calls it. */
  readonly name: string;
  readonly of: 'export' | 'import' | 'both';
  /** The template of its value: `{{ os_migrate_image_blobs_dir }}`. */
  readonly value: string;
  /** Variables in it that the role takes, by name. A value without `default` needs `| default(omit)`. */
  readonly variables?: Readonly<Record<string, Schema>>;
}

export interface Behaviour {
  /** Why a record is not imported, in a sentence: a conversion host among the servers. */
  readonly passOver?: (record: ExportRecord) => Promise<string | undefined>;
  /**
   * What is there already is known by the id map alone, as equal names say nothing of the data. Looks at what is there
   * (`drover adopt`) go by names all the same.
   */
  readonly foundByMapOnly?: true;
  /** Reads what else the plan depends on, and says what stands against it (by throwing). May change what is wanted. */
  readonly prepare?: (preparation: Preparation) => Promise<Wanted>;
  /** The body to make it with, where that has other keys than the resource. */
  readonly createBody?: (body: Body, facts: ImportFacts, index: IndexOfCloud) => Promise<Body> | Body;
  /** The body of the create as the journal keeps it, where a secret is in it. */
  readonly journaledBody?: (body: Body) => Body;
  /** What takes its making back, where that is not to delete it by its id. */
  readonly createUndo?: (body: Body) => Undo;
  /**
   * What tells that a new resource came of a body that was sent, where its keys do not, since the cloud chooses them.
   * Such are made one after the other, so that one whose answer was lost is not taken for another.
   */
  readonly isMadeOf?: (sent: Body) => ((made: Body) => boolean) | undefined;
  /** The calls that make it, in place of one POST of the body. */
  readonly create?: (
    facts: ImportFacts,
    body: Body,
    writer: Writer,
    options: Pick<CreateOptions, 'findMade'>,
  ) => Promise<Made>;
  /** What has to be done before and after the call that makes it, which is `make`. */
  readonly around?: (facts: ImportFacts, writer: Writer, make: () => Promise<Body>) => Promise<Body>;
  /** The calls that change it, in place of one with the body of what differs. The result is the resource after it. */
  readonly update?: (
    facts: ImportFacts,
    found: Body,
    changed: readonly Difference[],
    writer: Writer,
  ) => Promise<Body>;
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
  /** In check mode: what of the making can be tried without a write. */
  readonly rehearse?: () => Promise<void>;
  /** What stands in memory for one that check mode did not make. */
  readonly assumed?: (body: Body, facts: ImportFacts) => Body;
}

export interface Made {
  readonly body: Body;
  /** False: it turned out to be there. */
  readonly isNew: boolean;
  /** Further keys of the task's result. */
  readonly result?: Body;
}

export interface Preparation {
  readonly index: IndexOfCloud;
  readonly record: ExportRecord;
  readonly wanted: Wanted;
  readonly found: Body | undefined;
  /** In words, with its place: for messages. */
  readonly label: string;
  readonly isAdmin: boolean;
  readonly idMap: IdMap;
  /** Arguments of the module beyond the record. */
  readonly options: ImportOptions;
}

/** Arguments of import modules beyond the record. */
export interface ImportOptions {
  /** Only these fields are compared and set, and nothing is created. */
  readonly fields: readonly string[] | undefined;
  /** Records of other files that the import looks at, by type. */
  readonly siblings: readonly ExportRecord[];
  /** What was given for `importArguments`. */
  readonly further?: Body;
}

/** Declares a kind; the table is the declaration. */
export function defineKind(kind: Kind): Kind {
  return {
    ...kind,
    fields: kind.fields.map((field) => ({ ...field, path: (field.wire ?? field.name).split('.') })),
  };
}
