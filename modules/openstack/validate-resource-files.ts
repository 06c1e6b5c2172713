import type { Diagnostic } from '../../engine/diagnostics/diagnostic.ts';
import { DroverError } from '../../engine/diagnostics/drover-error.ts';
import { defineAction, type Files, type TaskContext } from '../../engine/module.ts';
import { authArguments } from './api/auth-arguments.ts';
import { cloudOfTask } from './cloud-of-task.ts';
import { exportFilesIn } from './files/data-dir.ts';
import { validateFiles } from './files/validate-files.ts';
import type { IndexOfCloud } from './kind/index-of-cloud.ts';
import { otherTypes } from './files/other-records.ts';
import { allKinds } from './kind-list.ts';
import { projectFoldersIn } from './project/project-folders.ts';

export const validateResourceFiles = defineAction({
  name: 'openstack.validate_resource_files',
  aliases: ['validate_resource_files', 'os_migrate.os_migrate.validate_resource_files'],
  summary: 'Looks for mistakes in export files.',
  description:
    'Types, values and keys of records, records that stand for one thing, ranges of one network that overlap, and references that nothing answers. Everything is found and told together, with file, line and column.',
  args: {
    type: 'object',
    properties: {
      paths: {
        type: 'array',
        items: { type: 'string', format: 'path', description: 'An export file.' },
        description: 'The export files.',
        nullable: true,
      },
      data_dir: {
        type: 'string',
        format: 'path',
        description: 'A data directory: all export files in it, and in the folders of several projects.',
        nullable: true,
      },
      references: {
        type: 'boolean',
        description:
          'Whether to look for references that no record answers. With `auth` or `cloud`, the destination is asked, too.',
        default: false,
      },
      ...authArguments,
    },
  },
  examples: [
    {
      title: 'All files of a data directory, against the destination',
      playbook: [
        '- openstack.validate_resource_files:',
        '    data_dir: "{{ os_migrate_data_dir }}"',
        '    references: true',
        '    auth: "{{ os_migrate_dst_auth }}"',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    ok: { type: 'boolean', description: 'Whether there are no errors.' },
    errors: {
      type: 'array',
      items: { type: 'string', description: 'File, line and column, and what is wrong.' },
      description: 'What would make an import fail or go wrong.',
    },
    warnings: {
      type: 'array',
      items: { type: 'string', description: 'File, line and column, and what is odd.' },
      description: 'What may be meant otherwise.',
    },
    paths: {
      type: 'array',
      items: { type: 'string', description: 'A file.' },
      description: 'The files that were looked at.',
    },
  },
  check: (args) =>
    args.paths == null && args.data_dir == null ? ['one of the following is required: paths, data_dir'] : [],
  checkMode: 'run',
  run: async (args, context) => {
    const { files } = context.controller;
    const kinds = await allKinds();
    const names = kinds.map(({ file }) => file);
    const inFolder = args.data_dir == null ? [] : await filesBelow(args.data_dir, names, files);
    const paths = [...new Set([...(args.paths ?? []), ...inFolder])];
    const destination = args.references ? await destinationOf(args, context) : undefined;
    const types = { kinds, others: otherTypes };
    const all = await validateFiles({ paths, types, references: args.references, destination }, files);
    const errors = all.filter(({ severity }) => severity === 'error').map(textOf);
    const odd = all.filter(({ severity }) => severity === 'warning');
    const warnings = odd.map(textOf);
    for (const warning of context.verbosity > 0 ? warnings : collapsed(odd)) context.warn(warning);
    return {
      changed: false,
      ok: errors.length === 0,
      errors,
      warnings,
      paths,
      msg:
        errors.length === 0
          ? `${paths.length === 1 ? '1 file is' : `${paths.length} files are`} in order.`
          : told(errors),
    };
  },
});

/** The export files of a data directory, and of the folders of several projects in it. */
async function filesBelow(
  dataDir: string,
  names: readonly string[],
  files: Pick<Files, 'list' | 'read' | 'status'>,
): Promise<readonly string[]> {
  const own = await exportFilesIn(dataDir, names, files);
  const folders = await projectFoldersIn(dataDir, names, files);
  const theirs = await Promise.all(folders.map(({ folder }) => exportFilesIn(folder, names, files)));
  return [own, ...theirs].flat();
}

/** So many warnings of one sort are shown; the rest are counted. */
const SHOWN_OF_ONE_SORT = 5;

function collapsed(warnings: readonly Diagnostic[]): readonly string[] {
  const bySort = new Map<string, Diagnostic[]>();
  for (const warning of warnings) {
    const same = bySort.get(warning.summary);
    if (same === undefined) bySort.set(warning.summary, [warning]);
    else same.push(warning);
  }
  return [...bySort].flatMap(([sort, all]) => {
    const left = all.length - SHOWN_OF_ONE_SORT;
    const rest = left > 0 ? [`${sort}: ${left} more. -v shows them all.`] : [];
    return [...all.slice(0, SHOWN_OF_ONE_SORT).map(textOf), ...rest];
  });
}

/** So many errors are in the message; `errors` has them all. */
const MOST_TOLD = 100;

function told(errors: readonly string[]): string {
  const left = errors.length - MOST_TOLD;
  const rest = left > 0 ? [`There are ${left} more; the result has them all under errors.`] : [];
  return [...errors.slice(0, MOST_TOLD), ...rest].join('\n');
}

function textOf({ detail, help }: Diagnostic): string {
  return help === undefined ? detail : `${detail} ${help}`;
}

/** The destination, if one is named and answers: files can be looked at without it. */
async function destinationOf(
  args: Readonly<Record<string, unknown>>,
  context: TaskContext,
): Promise<IndexOfCloud | undefined> {
  if (args['auth'] == null && args['cloud'] == null) return undefined;
  try {
    const index = await cloudOfTask(args, context, 'destination');
    await index.identity();
    return index;
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    context.warn(`The destination was not asked about references: ${error.message}`);
    return undefined;
  }
}
