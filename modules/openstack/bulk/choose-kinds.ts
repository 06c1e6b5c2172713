import { join } from 'node:path';
import { defineAction } from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import type { Session } from '../api/session.types.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import { chooseKinds } from '../graph/choose-kinds.ts';
import { allKinds } from '../kind-list.ts';
import type { Phase } from '../kind/filters-of-kind.ts';
import type { Kind } from '../kind/kind.ts';
import { adminNeeds } from '../kind/who-may.ts';
import { chosenFolders, folderItem } from './chosen-folders.ts';

/** Which kinds a run that brings many is about, and in which folders their files are. */
export const chooseKindsModule = defineAction({
  name: 'openstack.choose_kinds',
  aliases: ['choose_kinds'],
  summary: 'Says which kinds of which projects are to be exported or imported, in their order.',
  description:
    'All kinds, or those that are named. What only administrators may read or make is left out for others, and what the cloud has no service for, unless it is named; servers are brought only where they are named; so is what has no file. For several projects, the files of each are in a folder of its own below the data directory, and those of what no project owns in the data directory itself.',
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
      projects: {
        type: 'array',
        items: { description: 'A name, name@domain, or {regex: ...}, found anywhere in the name.' },
        description:
          'The projects of the source, by name: one of the items has to fit. Without it, that of the credentials.',
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
    {
      title: 'All projects whose names begin with web, as an administrator',
      playbook: [
        '- openstack.choose_kinds:',
        '    phase: export',
        "    projects: [{regex: '^web'}]",
        '    data_dir: "{{ os_migrate_data_dir }}"',
        '    auth: "{{ os_migrate_src_auth }}"',
        '  register: chosen',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    folders: {
      type: 'array',
      items: { type: 'object', description: 'A folder.', properties: {}, additionalProperties: true },
      description:
        'The folders with export files: `folder`, `kinds` (plurals, each after those that it needs), `of` (for people, whose they are), and for one of several projects `project` ({name, domain}) and at the source `project_id`.',
    },
    paths: {
      type: 'array',
      items: { type: 'string', description: 'A file.' },
      description: 'Their export files.',
    },
    project_ids: {
      type: 'array',
      items: { type: 'string', description: 'An id.' },
      description: 'For an export of several projects, their ids at the source.',
      nullable: true,
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
    const isUnasked = ({ onRequest }: Kind): boolean =>
      onRequest !== undefined && (onRequest.of === 'both' || onRequest.of === args.phase);
    const unasked = isAsked ? [] : all.filter(isUnasked);
    // Of these, what is there already is brought up to date all the same.
    const described = unasked.filter(({ onRequest }) => onRequest?.of === 'import');
    const served = isAsked ? wanted : await withServices(wanted, index.session);
    const { isAdmin, userName } = await index.identity();
    const left = isAsked || isAdmin ? [] : served.filter((kind) => isForAdmins(kind, args.phase));
    const { files } = context.controller;
    const folders = await chosenFolders({
      phase: args.phase,
      dataDir: args.data_dir,
      projects: args.projects ?? undefined,
      kinds: wanted,
      index,
      files,
    });
    const isLeft = (kind: Kind): boolean =>
      left.includes(kind) || (unasked.includes(kind) && !described.includes(kind)) || !served.includes(kind);
    const chosen = folders.map((one) => ({ ...one, kinds: one.kinds.filter((kind) => !isLeft(kind)) }));
    const isThere = (kind: Kind): boolean => folders.some(({ kinds }) => kinds.includes(kind));
    const absent = isAsked ? wanted.filter((kind) => !isThere(kind)) : [];
    return {
      changed: false,
      folders: chosen.filter(({ kinds }) => kinds.length > 0).map((one) => folderItem(one, described)),
      paths: chosen.flatMap(({ folder, kinds }) => kinds.map(({ file }) => join(folder, file))),
      project_ids: args.projects == null ? null : folders.flatMap(({ projectId }) => projectId ?? []),
      notes: [
        ...serviceNote(
          wanted.filter((kind) => !served.includes(kind) && isThere(kind)),
          index.session,
        ),
        ...rightsNote(left.filter(isThere), args.phase, userName),
        ...requestNotes(
          unasked.filter((kind) => isThere(kind) && served.includes(kind)),
          args.phase,
        ),
        ...absentNote(absent, args.data_dir),
      ],
    };
  },
});

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

/** What takes more than the others is brought only where somebody asks for it by its name. */
function requestNotes(unasked: readonly Kind[], phase: string): readonly string[] {
  return unasked.map(
    ({ plural, onRequest }) =>
      `${onRequest?.of === 'import' ? 'Made none, and only brought up to date' : 'Left out'}: ${plural}, as ${onRequest?.why ?? ''}. To ${phase} them, too, name them in os_migrate_kinds, or run ${phase}_${plural}.`,
  );
}

function absentNote(absent: readonly Kind[], folder: string): readonly string[] {
  if (absent.length === 0) return [];
  const files = absent.map(({ file }) => file).join(', ');
  return [`Left out, as ${folder} has no ${files}: ${plurals(absent)}.`];
}

function plurals(kinds: readonly Kind[]): string {
  return kinds.map(({ plural }) => plural).join(', ');
}
