import type { Body } from '../api/session.types.ts';
import { projects } from '../identity/collections.ts';
import type { Codec } from './codec.ts';
import { pathOf, type Collection } from './collection.ts';
import type { Wanted } from './import-facts.ts';
import type { Field, Preparation, SetField } from './kind.ts';
import { nameIn } from './labels.ts';
import { requiredReferenceSchema } from './schemas.ts';
import { isBody } from './wire.ts';
import type { UndoCall } from './write.ts';

/*
 * What is not public has a list of projects that may use it: flavors and volume types. The list is read by itself, by
 * administrators only, and is there only for what is not public.
 */

const NAME = 'access_refs';
const WIRE = 'access';

/** The bodies of the actions that let a project in and put it out. */
export interface AccessActions {
  readonly add: (project: string) => Body;
  readonly remove: (project: string) => Body;
}

/** The field with the projects that may use what is not public. */
export function accessField(collection: Collection, actions: AccessActions): Field {
  return {
    name: NAME,
    wire: WIRE,
    set: 'always',
    extra: true,
    empty: [],
    born: [],
    sorted: [],
    adminOnly: true,
    codec: projectList,
    call: setAccess(collection, actions),
    schema: {
      type: 'array',
      nullable: true,
      items: requiredReferenceSchema('A project.'),
      description: 'The projects that may use it, if it is not public.',
    },
  };
}

/** Ids of projects on the wire, references in the file. Lists keep projects that are long gone: those are left out. */
const projectList: Codec = {
  refersTo: [projects],
  read: async (wire, names) => {
    if (!Array.isArray(wire)) return null;
    const found: unknown[] = [];
    for (const id of wire) {
      const project = typeof id === 'string' ? await names.reference(projects, id) : undefined;
      if (project === undefined)
        names.warn(`A list of projects that may use something has ${String(id)}, which is no project any more.`);
      else found.push(project);
    }
    return found;
  },
  write: async (value, ids) =>
    Array.isArray(value)
      ? Promise.all(
          value.map(async (reference) => (await ids.find(projects, reference)) ?? { missing: nameIn(reference) }),
        )
      : null,
  references: (value) =>
    Array.isArray(value)
      ? value.flatMap((reference: unknown, index) =>
          isBody(reference) ? [{ collection: projects, reference, path: [index] }] : [],
        )
      : [],
};

/**
 * Leaves out projects that the destination does not have: who moves some projects of a cloud moves the flavors of all.
 * A list says nothing about what is public.
 */
export function settleAccess({ wanted, found }: Preparation): Wanted {
  const asked = wanted.values.get(NAME);
  if (!Array.isArray(asked)) return wanted;
  const values = new Map(wanted.values);
  const isPublic = found?.['is_public'] ?? values.get('is_public') ?? true;
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

function setAccess(collection: Collection, { add, remove }: AccessActions): SetField {
  return async ({ id, value, found, facts, writer }) => {
    const wanted = textsIn(value);
    const before = textsIn(found[WIRE]);
    const path = `${pathOf(collection, id)}/action`;
    const post = (body: Body): UndoCall => ({ method: 'POST', path, body });
    const write = (body: Body, back: Body): Promise<Body> =>
      writer.write({
        operation: 'act',
        collection,
        id,
        ...post(body),
        undo: facts.found === undefined ? 'with-parent' : post(back),
      });
    for (const project of wanted.filter((one) => !before.includes(one)))
      await write(add(project), remove(project));
    for (const project of before.filter((one) => !wanted.includes(one)))
      await write(remove(project), add(project));
    return { [WIRE]: wanted };
  };
}

function textsIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
