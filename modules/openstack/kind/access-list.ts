import type { Body } from '../api/session.types.ts';
import { projects } from '../identity/collections.ts';
import type { Codec } from './codec.ts';
import { pathOf, type Collection } from './collection.ts';
import type { Wanted } from './import-facts.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Field, Preparation, SetField } from './kind.ts';
import { nameIn } from './labels.ts';
import { readOne } from './read-one.ts';
import { requiredReferenceSchema } from './schemas.ts';
import { bodiesAt, isBody, textOf } from './wire.ts';
import type { UndoCall } from './write.ts';

/*
 * What is not public has a list of projects that may use it: flavors and volume types. The list is read by itself, by
 * administrators only, and is there only for what is not public.
 */

const NAME = 'access_refs';
const WIRE = 'access';

/** How the API lists the projects, and the bodies of the actions that let one in and put it out. */
export interface AccessList {
  /** Below the resource's path: `os-flavor-access`. */
  readonly path: string;
  /** The key of the list in a body. */
  readonly many: string;
  /** The key of the project's id in an entry. */
  readonly key: string;
  readonly add: (project: string) => Body;
  readonly remove: (project: string) => Body;
}

/** The field with the projects that may use what is not public. */
export function accessField(collection: Collection, list: AccessList): Field {
  return {
    name: NAME,
    wire: WIRE,
    set: 'always',
    extra: true,
    empty: [],
    born: [],
    sorted: [],
    adminOnly: true,
    codec: projectListOf(collection),
    call: setAccess(collection, list),
    schema: {
      type: 'array',
      nullable: true,
      items: requiredReferenceSchema('A project.'),
      description: 'The projects that may use it, if it is not public.',
    },
  };
}

/** Ids of projects on the wire, references in the file. Lists keep projects that are long gone: those are left out. */
const projectListOf = ({ title }: Collection): Codec => ({
  refersTo: [projects],
  read: async (wire, names) => {
    if (!Array.isArray(wire)) return null;
    const found: unknown[] = [];
    for (const id of wire) {
      const project = typeof id === 'string' ? await names.reference(projects, id) : undefined;
      if (project === undefined)
        names.warn(
          `A ${title} names the project ${String(id)} among those that may use it, which is not there any more: it is left out.`,
        );
      else found.push(project);
    }
    return found;
  },
  write: async (value, ids) =>
    Array.isArray(value)
      ? Promise.all(
          value.map(
            async (reference) => (await ids.find(projects, reference)) ?? { missing: nameIn(reference) },
          ),
        )
      : null,
  references: (value) =>
    Array.isArray(value)
      ? value.flatMap((reference: unknown, index) =>
          isBody(reference) ? [{ collection: projects, reference, path: [index] }] : [],
        )
      : [],
});

/**
 * Leaves out projects that the destination does not have: who moves some projects of a cloud moves the flavors of all.
 * A list says nothing about what is public. `canBePublished`: what is there can still be made public, or private.
 */
export function settleAccess(
  { wanted, found }: Preparation,
  { canBePublished }: { readonly canBePublished: boolean },
): Wanted {
  const asked = wanted.values.get(NAME);
  if (!Array.isArray(asked)) return wanted;
  const values = new Map(wanted.values);
  const is = found?.['is_public'];
  const asks = values.get('is_public');
  const isPublic = (canBePublished ? (asks ?? is) : (is ?? asks)) ?? true;
  if (isPublic === true) {
    values.delete(NAME);
    return { ...wanted, values };
  }
  const missing = asked.filter(isBody).map((project) => String(project['missing']));
  values.set(
    NAME,
    asked.filter((project) => typeof project === 'string'),
  );
  if (missing.length === 0) return { ...wanted, values };
  const one = missing.length === 1;
  const warning = `${NAME}: the destination has no ${one ? 'project' : 'projects'} ${missing.map((name) => `"${name}"`).join(', ')}, so ${one ? 'it is' : 'they are'} left out. Import ${one ? 'it' : 'them'} first, or mend the list.`;
  return { ...wanted, values, warnings: [...wanted.warnings, warning] };
}

/** The projects that may use one that is not public. Administrators may read it. */
export async function readAccess(
  index: IndexOfCloud,
  collection: Collection,
  { path, many, key }: AccessList,
  id: string,
): Promise<readonly string[]> {
  const answer = await readOne(index, collection, `${pathOf(collection, id)}/${path}`);
  return bodiesAt(answer, many).flatMap((entry) => textOf(entry, key) ?? []);
}

function setAccess(collection: Collection, list: AccessList): SetField {
  const { add, remove } = list;
  return async ({ id, value, found, facts, writer }) => {
    const wanted = textsIn(value);
    // What was public has kept the list that it had before that.
    const before =
      facts.found?.['is_public'] === true
        ? await readAccess(writer.index, collection, list, id)
        : textsIn(found[WIRE]);
    const path = `${pathOf(collection, id)}/action`;
    const post = (body: Body): UndoCall => ({ method: 'POST', path, body });
    const write = (project: string, isAdded: boolean): Promise<Body> => {
      const [there, back] = isAdded ? [add(project), remove(project)] : [remove(project), add(project)];
      return writer.write({
        operation: 'act',
        collection,
        id,
        ...post(there),
        findMade: async () =>
          (await readAccess(writer.index, collection, list, id)).includes(project) === isAdded
            ? {}
            : undefined,
        undo: facts.found === undefined ? 'with-parent' : post(back),
      });
    };
    for (const project of wanted.filter((one) => !before.includes(one))) await write(project, true);
    for (const project of before.filter((one) => !wanted.includes(one))) await write(project, false);
    return { [WIRE]: wanted };
  };
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
