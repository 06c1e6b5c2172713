import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import {
  defineModule,
  type AnyConvergingModule,
  type Plan,
  type TaskContext,
} from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import type { Body, Service } from '../api/session.types.ts';
import { claimProject } from '../claim-project.ts';
import { projects, userProjectRoleAssignments } from '../identity/collections.ts';
import { ofProject } from '../project/project-folders.ts';
import { projectArgument, projectOfTask } from '../project/project-of-task.ts';
import { recordFor } from '../files/check-record.ts';
import { toRecord, type ExportRecord } from '../files/record.ts';
import { placesOf, type Places } from '../files/places.ts';
import { applyImport, assumeImport } from './apply-import.ts';
import { closeUnfinished } from './close-unfinished.ts';
import { gatherImport, type ImportRequest } from './gather-import.ts';
import { idMapFor } from './id-map.ts';
import { oneOf } from './labels.ts';
import type { ImportFacts } from './import-facts.ts';
import type { IndexOfCloud } from './index-of-cloud.ts';
import type { Arguments, Kind } from './kind.ts';
import { mapFlaws, nameMapsArgument, nameMapsIn } from './name-maps.ts';
import { isToBeMade, planImport, type ImportDetail } from './plan-import.ts';
import { paramsSchema } from './record-schema.ts';
import { siblingsFor, type Siblings } from './siblings.ts';
import { partOf, underWayOf, type Turn } from './under-way.ts';
import { textOf } from './wire.ts';

export interface ImportClients {
  readonly index: IndexOfCloud;
  readonly places: Places;
  readonly siblings: Siblings;
  /** The kind with the behaviour that it has for this task. */
  readonly ready: Kind;
  /** Undefined for what is no record: `gather` says so. */
  readonly turn: Turn | undefined;
}

interface Facts {
  /** Or in a sentence why there is nothing to be done about the record, whatever the cloud has. */
  readonly facts: ImportFacts | { readonly label: string; readonly nothing: string };
  readonly warnings: readonly string[];
}

/** How many records are imported side by side when a task does not say. The session has a limit of its own. */
const PARALLEL = 20;

/** The module that brings one record of a kind to a cloud. */
export function importModule(kind: Kind): AnyConvergingModule {
  const { collection, about } = kind;
  const name = `import_${collection.name}`;
  const names = [name, ...(kind.alias === undefined ? [] : [`import_${kind.alias}`])];
  let schema: ReturnType<typeof paramsSchema> | undefined;
  return defineModule({
    name: `openstack.${name}`,
    aliases: [...names, ...names.map((one) => `os_migrate.os_migrate.${one}`)],
    summary: `Brings ${oneOf(collection.title)} to a cloud as a record of ${kind.file} describes it.`,
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
        ...nameMapsArgument,
        ...kind.importArguments,
        ...projectArgument,
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
    check: (args) => mapFlaws(args.name_maps),
    parallel: PARALLEL,
    connect: async (args, context): Promise<ImportClients> => {
      // Before all else, so that imports begin in the order of the loop.
      const turns = await underWayOf(context.pool);
      const given = toRecord(args.data);
      const turn = given === undefined ? undefined : turns.begin(collection, given, context.signal);
      return partOf(turn, async () => {
        // The project, and the role that lets these credentials work in it, may be about to be made.
        if (args.project != null)
          for (const awaited of [projects, userProjectRoleAssignments]) await turn?.awaitAll(awaited);
        const index = await projectOfTask(args, nameMapsIn(args.name_maps), context);
        await claimProject(index, context.journal);
        return {
          index,
          places: await placesOf(context.pool),
          siblings: await siblingsFor(pathIn(args, kind.siblingsArgument), context),
          ready: readyFor(kind, args, context),
          turn,
        };
      });
    },
    gather: (args, { index, places, siblings, ready, turn }, context): Promise<Facts> =>
      partOf(turn, async () => {
        const given = toRecord(args.data);
        const place = given === undefined ? undefined : places.of(given);
        const { record, warnings } = recordFor(kind, args.data, place, (schema ??= paramsSchema(kind)));
        await settled(kind, args.fields ?? [], record, turn);
        const request: ImportRequest = {
          kind: ready,
          record,
          index,
          place,
          filters: await filtersOf(args, index),
          ...(args.project == null ? {} : { of: ofProject(args.project) }),
          options: {
            fields: args.fields ?? undefined,
            siblings: siblings.records,
            further: ownArguments(kind, args),
          },
          earlier: () => context.journal.earlier(),
          idMap: await idMapFor(record, collection, index, context),
          nameMaps: nameMapsIn(args.name_maps),
          isAnnounced: (source) => places.hasSource(source),
          ...(turn === undefined ? {} : { turn }),
        };
        const facts =
          (await passedOver(request)) ??
          (args.fields?.length === 0 ? await whatIsThere(request) : await gatherImport(request));
        if ('nothing' in facts) {
          turn?.end();
          return { facts, warnings };
        }
        await closeUnfinished(facts, context.journal);
        if (!isToBeMade(facts)) turn?.end();
        return { facts, warnings };
      }),
    plan: (_args, { facts, warnings }): Plan<ImportDetail | undefined> => {
      if ('nothing' in facts) {
        const { label: subject, nothing: reason } = facts;
        return { action: 'unchanged', subject, reason, changes: [], detail: undefined };
      }
      const plan = planImport(facts);
      const all = [...warnings, ...(plan.warnings ?? [])].map((warning) => `${facts.label}: ${warning}`);
      return { ...plan, ...(all.length === 0 ? {} : { warnings: all }) };
    },
    apply: async (plan, { index, turn }, context) => {
      try {
        return isPlanned(plan) ? await applyImport(plan, index, context.journal) : { changed: false };
      } finally {
        turn?.end();
      }
    },
    rehearse: async (_plan, { ready }) => {
      await ready.behaviour?.rehearse?.();
    },
    assume: (plan, { index, turn }) => {
      if (isPlanned(plan)) assumeImport(plan, index);
      turn?.end();
    },
  });
}

function isPlanned(plan: Plan<ImportDetail | undefined>): plan is Plan<ImportDetail> {
  return plan.detail !== undefined;
}

/** A record that the import has nothing to do with. */
async function passedOver({ kind, record, of = '' }: ImportRequest): Promise<Facts['facts'] | undefined> {
  const nothing = await kind.behaviour?.passOver?.(record);
  return nothing === undefined ? undefined : { label: `${kind.label(record.params)}${of}`, nothing };
}

/** What refers to something that is not there is not there either: nobody who only looks wants to have that mended. */
async function whatIsThere(request: ImportRequest): Promise<Facts['facts']> {
  try {
    return await gatherImport(request);
  } catch (error) {
    if (!(error instanceof DroverError) || error.code !== 'reference-missing') throw error;
    return {
      label: `${request.kind.label(request.record.params)}${request.of ?? ''}`,
      nothing: `It is not there: ${error.message}`,
    };
  }
}

/** Where to look for what is there: where a project is named, in that. */
async function filtersOf(
  { filters, project }: { readonly filters?: Body | null | undefined; readonly project?: unknown },
  index: IndexOfCloud,
): Promise<Body | undefined> {
  if (project == null) return filters ?? undefined;
  return { ...filters, project_id: (await index.identity()).projectId };
}

/** The collections whose imports make room for those of a service. */
const LIMITS: Readonly<Partial<Record<Service, string>>> = {
  network: 'network_quota',
  compute: 'compute_quota',
  'block-storage': 'volume_quota',
};

/** Waits for what has to be there first, or makes room; for fields that are set in the end also for the resource itself. */
async function settled(
  { fields, collection, waitsFor = [], setsLimits }: Kind,
  names: readonly string[],
  { params }: ExportRecord,
  turn: Turn | undefined,
): Promise<void> {
  for (const awaited of waitsFor) await turn?.awaitAll(awaited);
  const limits = setsLimits === true ? undefined : LIMITS[collection.service];
  if (limits !== undefined) await turn?.awaitAll({ name: limits });
  for (const { name, after } of fields) {
    if (after === undefined || !names.includes(name)) continue;
    await turn?.awaitAll(after);
    await turn?.awaitEarlier(collection, textOf(params, 'name') ?? '');
  }
}

function readyFor(kind: Kind, args: Arguments, context: TaskContext): Kind {
  const { behaviourFor } = kind;
  return behaviourFor === undefined ? kind : { ...kind, behaviour: behaviourFor(args, context) };
}

function ownArguments({ importArguments = {} }: Kind, args: Readonly<Record<string, unknown>>): Body {
  return Object.fromEntries(Object.keys(importArguments).map((name) => [name, args[name] ?? undefined]));
}

function pathIn(args: Readonly<Record<string, unknown>>, name: string | undefined): string | undefined {
  const path = name === undefined ? undefined : args[name];
  return typeof path === 'string' ? path : undefined;
}
