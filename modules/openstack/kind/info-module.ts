import { defineAction } from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import type { Body } from '../api/session.types.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import { wireValue } from './field.ts';
import { passes } from './find.ts';
import type { Kind } from './kind.ts';
import { pluralOf } from './labels.ts';
import { ownersAsked } from './owners.ts';
import { idOf, textOf } from './wire.ts';

export interface InfoNames {
  /** The module's names: the first is its own, below `openstack.`. */
  readonly names: readonly [string, ...string[]];
  /** The key of the result. */
  readonly result: string;
}

/** The module that lists resources of a kind. */
export function infoModule(kind: Kind, { names, result }: InfoNames) {
  const { collection } = kind;
  const [name] = names;
  return defineAction({
    name: `openstack.${name}`,
    aliases: [...names, ...names.map((alias) => `os_migrate.os_migrate.${alias}`)],
    summary: `Lists ${pluralOf(collection.title)} of a cloud.`,
    args: {
      type: 'object',
      properties: {
        name: { type: 'string', description: 'A name or id.', nullable: true },
        filters: {
          type: 'object',
          description: 'Keys of the API and their values: {project_id: ...}.',
          properties: {},
          additionalProperties: true,
          nullable: true,
        },
        ...authArguments,
      },
    },
    examples: [
      {
        title: `The ${pluralOf(collection.title)} of a project`,
        playbook: `- openstack.${name}:\n    cloud: source\n    filters: {project_id: "{{ project_id }}"}\n  register: found\n`,
      },
    ],
    returns: {
      [result]: {
        type: 'array',
        items: { type: 'object', description: 'One.', properties: {}, additionalProperties: true },
        description: `The ${pluralOf(collection.title)}, with the keys of the API and those of export files.`,
      },
    },
    checkMode: 'run',
    run: async (args, context) => {
      const index = await cloudOfTask(args, context);
      const filters = args.filters ?? {};
      const of = await ownersAsked(index, collection, args.filters ?? undefined);
      const listing = await index.load(collection, { fresh: true, of });
      const wanted = args.name ?? undefined;
      const found = listing
        .all()
        .filter((body) => passes(body, filters))
        .filter((body) => wanted === undefined || idOf(body) === wanted || textOf(body, 'name') === wanted);
      return { changed: false, [result]: found.map((body) => withNames(kind, body)) };
    },
  });
}

/** Under both names: the API's and the export file's. */
function withNames(kind: Kind, body: Body): Body {
  const renamed: Record<string, unknown> = {};
  for (const field of kind.fields) {
    const value = wireValue(field, body);
    if (value !== undefined && field.codec === undefined) renamed[field.name] = value;
  }
  for (const field of kind.info) renamed[field.name] = body[field.wire ?? field.name] ?? null;
  return { ...body, ...renamed };
}
