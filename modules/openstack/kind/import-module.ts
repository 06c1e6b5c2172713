import { defineModule, type AnyConvergingModule } from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import { claimProject } from '../claim-project.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import { recordFor } from '../files/check-record.ts';
import { toRecord } from '../files/record.ts';
import { placesOf, type Places } from '../files/places.ts';
import { applyImport, assumeImport } from './apply-import.ts';
import { gatherImport } from './gather-import.ts';
import { idMapFor } from './id-map.ts';
import type { ImportFacts } from './import-facts.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Kind } from './kind.ts';
import { planImport } from './plan-import.ts';
import { paramsSchema } from './record-schema.ts';
import { siblingsFor, type Siblings } from './siblings.ts';

interface Clients {
  readonly index: IndexOfCloud;
  readonly places: Places;
  readonly siblings: Siblings;
}

interface Facts {
  readonly facts: ImportFacts;
  readonly warnings: readonly string[];
}

/** How many records are imported side by side when a task does not say. The session has a limit of its own. */
const PARALLEL = 20;

/** The module that brings one record of a kind to a cloud. */
export function importModule(kind: Kind): AnyConvergingModule {
  const { collection, about } = kind;
  const name = `import_${collection.name}`;
  let schema: ReturnType<typeof paramsSchema> | undefined;
  return defineModule({
    name: `openstack.${name}`,
    aliases: [name, `os_migrate.os_migrate.${name}`],
    summary: `Brings a ${collection.title} to a cloud as a record of ${kind.file} describes it.`,
    description: `${about} It is made if the cloud does not have it, and changed where it differs. What only a new one could have is reported, and not tried.`,
    args: {
      type: 'object',
      properties: {
        data: {
          type: 'object',
          description: `A record of ${kind.file}, as read_resources gives it.`,
          properties: {},
          additionalProperties: true,
        },
        filters: {
          type: 'object',
          description:
            'Where to look for what is there already, by keys of the API: {project_id: ...}. Without it, in the project of the credentials.',
          properties: {},
          additionalProperties: true,
          nullable: true,
        },
        fields: {
          type: 'array',
          items: { type: 'string', description: 'The name of a field in params.' },
          description: 'Look at these fields only, and make nothing new.',
          nullable: true,
        },
        ...kind.importArguments,
        ...authArguments,
      },
      required: ['data'],
    },
    examples: [
      {
        title: `Bring all of ${kind.file} to the destination`,
        playbook: [
          '- openstack.read_resources:',
          `    path: "{{ os_migrate_data_dir }}/${kind.file}"`,
          '  register: read',
          `- openstack.${name}:`,
          '    auth: "{{ os_migrate_dst_auth }}"',
          '    data: "{{ item }}"',
          '  loop: "{{ read.resources }}"',
          '',
        ].join('\n'),
      },
    ],
    returns: {
      id: { type: 'string', description: 'The id that it has at the cloud.' },
    },
    parallel: PARALLEL,
    connect: async (args, context): Promise<Clients> => {
      const index = await cloudOfTask(args, context, 'destination');
      await claimProject(index, context.journal);
      return {
        index,
        places: await placesOf(context.pool),
        siblings: await siblingsFor(pathIn(args, kind.siblingsArgument), context),
      };
    },
    gather: async (args, { index, places, siblings }, context): Promise<Facts> => {
      const given = toRecord(args.data);
      const place = given === undefined ? undefined : places.of(given);
      const { record, warnings } = recordFor(kind, args.data, place, (schema ??= paramsSchema(kind)));
      const facts = await gatherImport({
        kind,
        record,
        index,
        place,
        filters: args.filters ?? undefined,
        options: { fields: args.fields ?? undefined, siblings: siblings.records },
        earlier: () => context.journal.earlier(),
        idMap: await idMapFor(record, await index.identity(), context),
        isAnnounced: places.hasSource,
      });
      return { facts, warnings };
    },
    plan: (_args, { facts, warnings }) => {
      const plan = planImport(facts);
      const all = [...warnings, ...(plan.warnings ?? [])].map((warning) => `${facts.label}: ${warning}`);
      return { ...plan, ...(all.length === 0 ? {} : { warnings: all }) };
    },
    apply: (plan, { index }, context) => applyImport(plan, index, context.journal),
    assume: (plan, { index }) => {
      assumeImport(plan, index);
    },
  });
}

function pathIn(args: Readonly<Record<string, unknown>>, name: string | undefined): string | undefined {
  const path = name === undefined ? undefined : args[name];
  return typeof path === 'string' ? path : undefined;
}
