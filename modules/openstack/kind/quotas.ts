import type { Body, Service } from '../api/session.types.ts';
import { projects } from '../identity/collections.ts';
import type { Codec } from './codec.ts';
import { pathOf, type Collection } from './collection.ts';
import { wireValue } from './field.ts';
import type { Wanted } from './import-facts.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import { defineKind, type Field, type Kind, type Preparation } from './kind.ts';
import { nameIn } from './labels.ts';
import { OWN } from './names.ts';
import { isPlanned } from './planned-id.ts';
import { readOne } from './read-one.ts';
import { requiredReferenceSchema } from './schemas.ts';
import { isBody, textOf } from './wire.ts';

/*
 * Quotas: how much a project may have. Every project has them, and administrators change them, so that an import makes
 * none. What is compared is what holds, whether it was set for the project or holds for all: a limit that the destination
 * has by default is not written.
 */

/** No limit. */
export const UNLIMITED = -1;

/** The quotas that a service keeps. */
export interface QuotaService {
  readonly service: Service;
  /** For names: `compute`. */
  readonly word: string;
  /** Below the service's endpoint. */
  readonly path: string;
  /** Where, below the path of a project, the limits stand that new projects have. */
  readonly defaults: string;
  /** The key of a project's quotas in a body. */
  readonly one: string;
  readonly microversion?: string;
  readonly item?: (body: Body) => Body;
}

/** The quotas of projects at one service. */
export function quotaCollection({
  service,
  word,
  path,
  defaults,
  one,
  microversion,
  item,
}: QuotaService): Collection {
  const collection: Collection = {
    name: `${word}_quota`,
    title: `${word} quota`,
    service,
    path,
    many: `${one}s`,
    one,
    owned: true,
    importedBy: `import_${word}_quotas`,
    ...(microversion === undefined ? {} : { microversion }),
    ...(item === undefined ? {} : { item }),
    per: {
      collection: projects,
      key: 'project_id',
      own: ({ projectId }) => projectId,
      read: (index, project) => readQuotas(index, collection, project, defaults),
    },
  };
  return collection;
}

async function readQuotas(
  index: IndexOfCloud,
  collection: Collection,
  project: string,
  defaults: string,
): Promise<readonly Body[]> {
  const { projectId = '', projectName } = await index.identity();
  // What check mode would make has no quotas of its own yet.
  const path = isPlanned(project)
    ? `${pathOf(collection, projectId)}/${defaults}`
    : pathOf(collection, project);
  const answer = await readOne(index, collection, path);
  const quotas = answer[collection.one];
  if (!isBody(quotas)) return [];
  const name =
    project === projectId ? projectName : textOf((await index.load(projects)).byId(project) ?? {}, 'name');
  return [{ ...quotas, id: project, project_id: project, name }];
}

/** A limit: how many of a thing a project may have. `name` is openstacksdk's, `wire` the service's. */
export function limit(name: string, description: string, options: Partial<Pick<Field, 'wire'>> = {}): Field {
  return {
    name,
    ...options,
    set: 'update',
    extra: true,
    adminOnly: true,
    schema: {
      type: 'integer',
      nullable: true,
      minimum: UNLIMITED,
      description: `${description} -1: no limit.`,
    },
  };
}

/** `%auth%` for the project that the file is about, and other projects by their names. */
const ownerCodec: Codec = {
  refersTo: [projects],
  read: async (wire, names) => {
    if (typeof wire !== 'string') return null;
    if (await names.isHome(wire)) return { name: OWN, project_name: null, domain_name: OWN };
    return (await names.reference(projects, wire)) ?? { name: wire, project_name: null, domain_name: null };
  },
  write: (value, ids) => ids.id(projects, value),
  references: (value) =>
    isBody(value) && value['name'] !== OWN ? [{ collection: projects, reference: value, path: [] }] : [],
};

const ownerField: Field = {
  name: 'project_ref',
  wire: 'project_id',
  set: 'create',
  identifies: true,
  codec: ownerCodec,
  schema: requiredReferenceSchema("The project; the name '%auth%' is that of the credentials."),
};

/** The kind of a service's quotas. */
export function quotaKind(
  word: string,
  parts: {
    readonly collection: Collection;
    readonly about: string;
    readonly limits: readonly Field[];
    readonly prepare?: (preparation: Preparation) => Promise<Wanted>;
  },
): Kind {
  const { collection, about, limits, prepare } = parts;
  return defineKind({
    collection,
    type: `openstack.${word}.Quota`,
    file: `${word}_quotas.yml`,
    plural: `${word}_quotas`,
    about,
    needsAdmin: 'import',
    setsLimits: true,
    scopedToProject: false,
    keys: (body) => [textOf(body, 'project_id') ?? ''],
    label: ({ project_ref: project }) =>
      isOwn(project) ? `${word} quota of the project` : `${word} quota of project "${nameIn(project)}"`,
    identity: ({ project_ref: project }) => `${nameIn(project)} ${domainIn(project)}`,
    madeElsewhere:
      'Every project has quotas: check that there is such a project, and that these credentials may see it.',
    fields: [ownerField, ...limits],
    info: [{ name: 'id' }, { name: 'project_id' }],
    roles: { filtered: 'params.project_ref.name', label: '{{ item.params.project_ref.name }}' },
    behaviour: {
      prepare: async (preparation) => {
        const wanted = withoutUnknownLimits(preparation, limits);
        return prepare === undefined ? wanted : prepare({ ...preparation, wanted });
      },
    },
  });
}

function isOwn(project: unknown): boolean {
  return nameIn(project) === OWN;
}

function domainIn(project: unknown): string {
  return isBody(project) ? (textOf(project, 'domain_name') ?? '') : '';
}

/** Services have limits for what they know of. One that the destination lacks is told, and left out. */
function withoutUnknownLimits({ wanted, found }: Preparation, limits: readonly Field[]): Wanted {
  if (found === undefined) return wanted;
  const unknown = limits.filter(
    (field) => wanted.values.has(field.name) && wireValue(field, found) === undefined,
  );
  if (unknown.length === 0) return wanted;
  const values = new Map(wanted.values);
  for (const { name } of unknown) values.delete(name);
  const told = unknown.map(({ name }) => name).filter((name) => wanted.values.get(name) !== UNLIMITED);
  if (told.length === 0) return { ...wanted, values };
  const are = told.length === 1 ? 'is' : 'are';
  const warning = `${told.join(', ')} ${are} left out: the destination has no such ${told.length === 1 ? 'quota' : 'quotas'}.`;
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}
