import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { defineAction, type AnyActingModule, type Files, type TaskContext } from '../../../engine/module.ts';
import { authArguments } from '../api/auth-arguments.ts';
import { chosenFolders } from '../bulk/chosen-folders.ts';
import { cloudOfTask } from '../cloud-of-task.ts';
import { writeWhole } from '../files/write-file.ts';
import { chooseKinds } from '../graph/choose-kinds.ts';
import { allKinds } from '../kind-list.ts';
import { nameMapsArgument, nameMapsIn } from '../kind/name-maps.ts';
import { projectOfTask } from '../project/project-of-task.ts';
import { countStates, isClean, type KindReport, type VerifyReport } from './report.ts';
import { summary } from './report-table.ts';
import { sourceOfRecords, type SourceOfRecords } from './source-of-records.ts';
import { verifyFiles } from './verify-files.ts';

export const verifyResources: AnyActingModule = defineAction({
  name: 'openstack.verify_resources',
  aliases: ['verify_resources'],
  summary: 'Compares a destination with the export files, and these with the source, field by field.',
  description:
    'Nothing is written but the report. What differs is told with its place in the file, its values, and why.',
  args: {
    type: 'object',
    properties: {
      data_dir: { type: 'string', format: 'path', description: 'The data directory.' },
      kinds: {
        type: 'array',
        items: { type: 'string', description: 'A kind: networks, flavors ...' },
        description: 'Which kinds. Without it, all whose files are there.',
        nullable: true,
      },
      projects: {
        type: 'array',
        items: { description: 'A name, name@domain, or {regex: ...}, found anywhere in the name.' },
        description:
          'The projects whose folders are looked at, where several were exported. Without it, that of the credentials.',
        nullable: true,
      },
      source: {
        type: 'object',
        description: 'How to reach the source. Without it, destination and files are compared.',
        properties: { ...authArguments },
        nullable: true,
      },
      ...nameMapsArgument,
      report: {
        type: 'array',
        items: { type: 'string', format: 'path', description: 'FILE.json or FILE.html.' },
        description: 'Files that the whole report is written to.',
        nullable: true,
      },
      ...authArguments,
    },
    required: ['data_dir'],
  },
  examples: [
    {
      title: 'After a migration',
      playbook: [
        '- openstack.verify_resources:',
        '    data_dir: "{{ os_migrate_data_dir }}"',
        '    source: {auth: "{{ os_migrate_src_auth }}"}',
        '    auth: "{{ os_migrate_dst_auth }}"',
        '    report: [verify.html]',
        '',
      ].join('\n'),
    },
  ],
  returns: {
    ok: { type: 'boolean', description: 'Whether the destination has all that the files say.' },
    counts: {
      type: 'object',
      description: 'How many findings of each state there are.',
      properties: {},
      additionalProperties: true,
    },
  },
  check: (args) =>
    (args.report ?? []).flatMap((path) =>
      /\.(json|html?)$/.test(path) || path.includes('{{')
        ? []
        : [`report: ${path} ends neither in .json nor in .html`],
    ),
  checkMode: 'run',
  run: async (args, context) => {
    const all = await allKinds();
    const kinds = args.kinds == null ? all : chooseKinds(args.kinds, all);
    const destination = await cloudOfTask(args, context, 'destination');
    const source = await sourceFor(args.source ?? undefined, context);
    const { files } = context.controller;
    const nameMaps = nameMapsIn(args.name_maps);
    const { projects, data_dir: dataDir } = args;
    const folders = await chosenFolders({
      phase: 'import',
      dataDir,
      projects: projects ?? undefined,
      kinds,
      index: destination,
      files,
    });
    if (folders.every(({ kinds: there }) => there.length === 0)) throw nothingThere(dataDir);
    const reports: KindReport[] = [];
    for (const { folder, project, kinds: there } of folders) {
      const index = await projectOfTask({ ...args, project }, nameMaps, context);
      const request = { nameMaps, kinds: there, folder, project, destination: index, source, files, context };
      reports.push(...(await verifyFiles(request)));
    }
    const report: VerifyReport = {
      source: source?.label ?? null,
      destination: destination.session.label,
      at: new Date().toISOString(),
      kinds: reports,
    };
    for (const path of args.report ?? []) await writeReport(path, report, files);
    return { changed: false, ok: isClean(report), counts: countStates(report), msg: summary(report) };
  },
});

async function sourceFor(
  args: Parameters<typeof cloudOfTask>[0] | undefined,
  context: TaskContext,
): Promise<SourceOfRecords | undefined> {
  return args === undefined ? undefined : sourceOfRecords(await cloudOfTask(args, context, 'source'));
}

async function writeReport(path: string, report: VerifyReport, files: Files): Promise<void> {
  const text = path.endsWith('.json')
    ? `${JSON.stringify(report, null, 2)}\n`
    : (await import('./report-html.ts')).reportHtml(report);
  await writeWhole(path, text, files);
}

function nothingThere(folder: string): DroverError {
  return new DroverError('export-file-missing', {
    detail: `${folder} has no export file of these kinds.`,
    help: 'Check os_migrate_data_dir, or export first.',
  });
}
