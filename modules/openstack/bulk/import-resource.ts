import { defineModule, type AnyConvergingModule, type Plan } from '../../../engine/module.ts';
import { kindNamed } from '../graph/choose-kinds.ts';
import { allKinds } from '../kind-list.ts';
import { importModule, type ImportClients } from '../kind/import-module.ts';
import type { Kind } from '../kind/kind.ts';
import { partOf } from '../kind/under-way.ts';
import { argumentsFor, mergedArguments } from './merged-arguments.ts';

/** How many records are imported side by side when a task does not say. */
const PARALLEL = 20;

interface Clients {
  readonly module: AnyConvergingModule;
  readonly args: Readonly<Record<string, unknown>>;
  readonly clients: ImportClients;
}

interface Facts {
  readonly module: AnyConvergingModule;
  readonly args: Readonly<Record<string, unknown>>;
  readonly facts: unknown;
}

/** The module that brings one record of any kind to a cloud: the item of a loop over records of many files. */
export async function importResource(): Promise<AnyConvergingModule> {
  const kinds = await allKinds();
  const modules = new Map(kinds.map((kind) => [kind, importModule(kind)]));
  const moduleOf = (kind: Kind): AnyConvergingModule => modules.get(kind) ?? importModule(kind);
  const { data: _data, ...further } = mergedArguments([...modules.values()]);
  return defineModule({
    name: 'openstack.import_resource',
    aliases: ['import_resource'],
    summary: 'Brings a resource of any kind to a cloud as its record describes it.',
    description:
      'What the import modules of the kinds do, for loops over records of many files: they run side by side, and one that refers to another of the loop waits until that is there.',
    args: {
      type: 'object',
      properties: {
        kind: { type: 'string', description: 'The kind, by its plural: networks.' },
        data: {
          type: 'object',
          description: 'A record of its file, as read_data_dir gives it.',
          properties: {},
          additionalProperties: true,
        },
        ...further,
      },
      required: ['kind', 'data'],
    },
    examples: [
      {
        title: 'Networks, subnets and routers in one go',
        playbook: [
          '- openstack.read_data_dir:',
          '    data_dir: "{{ os_migrate_data_dir }}"',
          '    kinds: [networks, subnets, routers]',
          '  register: read',
          '- openstack.import_resource:',
          '    auth: "{{ os_migrate_dst_auth }}"',
          '    kind: "{{ item.kind }}"',
          '    data: "{{ item.data }}"',
          '    fields: "{{ item.fields | default(omit) }}"',
          '  loop: "{{ read.records }}"',
          '  loop_control:',
          '    label: "{{ item.label }}"',
          '',
        ].join('\n'),
      },
    ],
    returns: {
      id: { type: 'string', description: 'The id that it has at the cloud.' },
    },
    parallel: PARALLEL,
    connect: async (args, context): Promise<Clients> => {
      const kind = kindNamed(args.kind, kinds);
      const module = moduleOf(kind);
      const own = argumentsFor(module, withoutForeignFilters(args, kind));
      // The module says so of itself: it was made by `importModule`.
      const clients = (await module.connect(own, context)) as ImportClients;
      await partOf(clients.turn, () => limitsSet(kind, kinds, clients));
      return { module, args: own, clients };
    },
    gather: async (_args, { module, args, clients }, context): Promise<Facts> => ({
      module,
      args,
      facts: await module.gather(args, clients, context),
    }),
    plan: (_args, { module, args, facts }): Plan => module.plan(args, facts),
    apply: (plan, { module, clients }, context) => module.apply(plan, clients, context),
    rehearse: async (plan, { module, clients }, context) => {
      await module.rehearse?.(plan, clients, context);
    },
    assume: (plan, { module, clients }) => {
      module.assume?.(plan, clients);
    },
  });
}

/** Filters are about projects: what no project owns is looked for without them. */
function withoutForeignFilters(
  args: Readonly<Record<string, unknown>>,
  { collection }: Kind,
): Readonly<Record<string, unknown>> {
  const { filters, ...others } = args;
  return collection.owned && filters !== undefined ? { ...others, filters } : others;
}

/** Waits for what says how many there may be of it: quotas of its service that stand before it. */
async function limitsSet(kind: Kind, kinds: readonly Kind[], { turn }: ImportClients): Promise<void> {
  const { service } = kind.collection;
  for (const other of kinds)
    if (other.setsLimits === true && other !== kind && other.collection.service === service)
      await turn?.awaitAll(other.collection);
}
