import { join } from 'node:path';
import { defineAction, type Files } from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import type { Session } from '../api/session.types.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import { chooseKinds } from '../graph/choose-kinds.ts';
import { allKinds } from '../kind-list.ts';
import type { Phase } from '../kind/filters-of-kind.ts';
import type { Kind } from '../kind/kind.ts';
import { adminNeeds } from '../kind/who-may.ts';

/** Which kinds a run that brings many is about. */
export const chooseKindsModule = defineAction({
  name: 'openstack.choose_kinds',
  aliases: ['choose_kinds'],
  summary: 'Says which kinds are to be exported or imported, in their order.',
  description:
    'All kinds, or those that are named. What only administrators may read or make is left out for others, and what the cloud has no service for, unless it is named; so is what has no file.',
  args: {
    type: 'object',
    properties: {
      phase: {
        type: 'string',
        enum: ['export', 'import'],
        description: 'What is to be done.',
      },
      kinds: {
        type: 'array',
        items: { type: 'string', description: 'A kind, by its plural: networks.' },
        description: 'The kinds. Without it, all.',
        nullable: true,
      },
      data_dir: {
        type: 'string',
        format: 'path',
        description: 'The data directory: for an import, only kinds that have a file there are chosen.',
      },
      ...authArguments,
    },
    required: ['phase', 'data_dir'],
  },
  examples: [
    {
      title: 'What a tenant can export',
      playbook: [
        '- openstack.choose_kinds:',
        '    phase: export',
        '    data_dir: "{{ os_migrate_data_dir }}"',
        '    auth: "{{ os_migrate_src_auth }}"',
        '  register: chosen',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    kinds: {
      type: 'array',
      items: { type: 'string', description: 'A kind, by its plural.' },
      description: 'The kinds, each after those that it needs.',
    },
    paths: {
      type: 'array',
      items: { type: 'string', description: 'A file.' },
      description: 'Their export files, in the same order.',
    },
    notes: {
      type: 'array',
      items: { type: 'string', description: 'A sentence.' },
      description: 'What is left out, and why.',
    },
  },
  checkMode: 'run',
  run: async (args, context) => {
    const isImport = args.phase === 'import';
    const index = await cloudOfTask(args, context, isImport ? 'destination' : 'source');
    const all = await allKinds();
    const isAsked = args.kinds != null;
    const wanted = isAsked ? chooseKinds(args.kinds, all) : all;
    const { files } = context.controller;
    const present = isImport ? await withFiles(wanted, args.data_dir, files) : wanted;
    const served = isAsked ? present : await withServices(present, index.session);
    const { isAdmin, userName } = await index.identity();
    const left = isAsked || isAdmin ? [] : served.filter((kind) => isForAdmins(kind, args.phase));
    const kinds = served.filter((kind) => !left.includes(kind));
    const absent = isAsked ? wanted.filter((kind) => !present.includes(kind)) : [];
    return {
      changed: false,
      kinds: kinds.map(({ plural }) => plural),
      paths: kinds.map(({ file }) => join(args.data_dir, file)),
      notes: [
        ...serviceNote(
          present.filter((kind) => !served.includes(kind)),
          index.session,
        ),
        ...rightsNote(left, args.phase, userName),
        ...absentNote(absent, args.data_dir),
      ],
    };
  },
});

async function withFiles(
  kinds: readonly Kind[],
  folder: string,
  files: Pick<Files, 'status'>,
): Promise<readonly Kind[]> {
  const found = await Promise.all(
    kinds.map(async ({ file }) => (await files.status(join(folder, file), { follow: true })) !== undefined),
  );
  return kinds.filter((_kind, index) => found[index]);
}

async function withServices(kinds: readonly Kind[], session: Session): Promise<readonly Kind[]> {
  const services = [...new Set(kinds.map(({ collection }) => collection.service))];
  const has = await Promise.all(services.map((service) => session.hasService(service)));
  return kinds.filter(({ collection }) => has[services.indexOf(collection.service)]);
}

function serviceNote(left: readonly Kind[], { label }: Session): readonly string[] {
  if (left.length === 0) return [];
  const services = [...new Set(left.map(({ collection }) => collection.service))];
  return [`${label} has no ${services.join(' or ')} service, so these are left out: ${plurals(left)}.`];
}

function isForAdmins(kind: Kind, phase: Phase): boolean {
  const needs = adminNeeds(kind);
  return needs === 'both' || (phase === 'import' && needs === 'import');
}

function rightsNote(left: readonly Kind[], phase: string, userName: string): readonly string[] {
  if (left.length === 0) return [];
  const note = `User "${userName}" is no administrator, so these are left out: ${plurals(left)}.`;
  return [`${note} To ${phase} them all the same, name them in os_migrate_kinds.`];
}

function absentNote(absent: readonly Kind[], folder: string): readonly string[] {
  if (absent.length === 0) return [];
  const files = absent.map(({ file }) => file).join(', ');
  return [`Left out, as ${folder} has no ${files}: ${plurals(absent)}.`];
}

function plurals(kinds: readonly Kind[]): string {
  return kinds.map(({ plural }) => plural).join(', ');
}
