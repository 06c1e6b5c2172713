import { defineModule, type AnyConvergingModule, type Plan } from '../../../engine/module.ts';
import { kindNamed } from '../graph/choose-kinds.ts';
import { allKinds } from '../kind-list.ts';
import { exportModule } from '../kind/export-module.ts';
import type { Kind } from '../kind/kind.ts';
import { isOwned } from '../kind/owners.ts';
import { argumentsFor, mergedArguments } from './merged-arguments.ts';

/** How many kinds are exported side by side when a task does not say. */
const PARALLEL = 4;

interface Clients {
  readonly module: AnyConvergingModule;
  readonly args: Readonly<Record<string, unknown>>;
  readonly clients: unknown;
}

/** The module that exports one kind, whichever it is: the item of a loop over kinds. */
export async function exportResources(): Promise<AnyConvergingModule> {
  const kinds = await allKinds();
  const modules = new Map(kinds.map((kind) => [kind, exportModule(kind)]));
  const moduleOf = (kind: Kind): AnyConvergingModule => modules.get(kind) ?? exportModule(kind);
  const { path: _path, filter: _filter, ...further } = mergedArguments([...modules.values()]);
  return defineModule({
    name: 'openstack.export_resources',
    aliases: ['export_resources'],
    summary: 'Exports resources of any kind into a file.',
    description: 'What the export modules of the kinds do, for loops over kinds: they run side by side.',
    args: {
      type: 'object',
      properties: {
        kind: { type: 'string', description: 'The kind, by its plural: networks.' },
        path: { type: 'string', format: 'path', description: 'The export file.' },
        filter: {
          type: 'array',
          items: { description: 'A name, or {regex: ...}, found anywhere in the name.' },
          description: 'Which, by name: one of the items has to fit.',
          nullable: true,
        },
        ...further,
      },
      required: ['kind', 'path'],
    },
    examples: [
      {
        title: 'Networks and keypairs',
        playbook: [
          '- openstack.export_resources:',
          '    auth: "{{ os_migrate_src_auth }}"',
          '    kind: "{{ item }}"',
          '    path: "{{ os_migrate_data_dir }}/{{ item }}.yml"',
          '  loop: [networks, keypairs]',
          '',
        ].join('\n'),
      },
    ],
    returns: {
      path: { type: 'string', description: 'The export file.' },
      added: {
        type: 'array',
        items: { type: 'string', description: 'A resource.' },
        description: 'Whose records are new.',
      },
      updated: {
        type: 'array',
        items: { type: 'string', description: 'A resource.' },
        description: 'Whose records changed.',
      },
    },
    parallel: PARALLEL,
    connect: async (args, context): Promise<Clients> => {
      const kind = kindNamed(args.kind, kinds);
      const module = moduleOf(kind);
      const { filters, ...others } = args as Readonly<Record<string, unknown>>;
      const own = argumentsFor(
        module,
        isOwned(kind) && filters !== undefined ? { ...others, filters } : others,
      );
      return { module, args: own, clients: await module.connect(own, context) };
    },
    gather: async (_args, { module, args, clients }, context) => ({
      module,
      args,
      facts: (await module.gather(args, clients, context)) as unknown,
    }),
    plan: (_args, { module, args, facts }): Plan => module.plan(args, facts),
    apply: (plan, { module, clients }, context) => module.apply(plan, clients, context),
  });
}
