import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { otherTypes } from '../../modules/openstack/files/other-records.ts';
import { allKinds } from '../../modules/openstack/kind-list.ts';
import type { Kind } from '../../modules/openstack/kind/kind.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { DroverError } from '../diagnostics/drover-error.ts';
import type { SourceFiles } from '../language/files.ts';
import { checkPlaybooks } from '../run/check-playbooks.ts';
import { memoryJournal } from '../run/journal.ts';
import { memoryState } from '../run/state/state-lines.ts';
import { nodeSourceFiles } from '../run/node-source-files.ts';
import { checkDiscoveryFiles } from './discovery-files.ts';
import { exitCodes } from './exit-codes.ts';
import type { FlagValues } from './flags.ts';
import { lintTargets, type LintTargets } from './lint-targets.ts';
import { findPlaybooks } from './playbooks.ts';
import { requestOf } from './request.ts';
import { lockForLint } from './roles/for-run.ts';
import { printDiagnostics } from './terminal.ts';
import { openWorld } from './world.ts';

/**
 * `drover lint`: finds the problems of playbooks and all that they import, of roles, of files of tasks, of export
 * files and of discovery files; runs nothing. A folder stands for all of these in it.
 */
export async function lint(paths: readonly string[], flags: FlagValues): Promise<number> {
  if (flags.output !== undefined && flags.output !== 'plain' && flags.output !== 'json') {
    throw new DroverError('bad-usage', {
      detail: `lint takes --output plain or json, not “${flags.output}”.`,
      help: 'Leave it out for plain.',
    });
  }
  const kinds = await allKinds();
  const targets = lintTargets(
    findPlaybooks(paths),
    kinds.map(({ file }) => file),
  );
  const count = Object.values(targets).flat().length;
  const diagnostics = [
    ...(await ofPlaybooks(targets, flags)),
    ...(await ofExportFiles(targets.exportFiles, kinds)),
    ...(await ofDiscoveries(targets.discoveries)),
  ];
  if (flags.output === 'json') {
    const { diagnosticJson } = await import('../report/json-lines.ts');
    process.stdout.write(diagnostics.map((diagnostic) => `${diagnosticJson(diagnostic)}\n`).join(''));
  } else {
    printDiagnostics(diagnostics);
    if (count === 0)
      process.stdout.write(
        'Nothing to look at: no playbook, role, file of tasks, export file or discovery file.\n',
      );
    else if (diagnostics.length === 0) process.stdout.write('No problems found.\n');
  }
  const isBad = diagnostics.some(({ severity }) => severity === 'error');
  return isBad ? exitCodes.unreachableOrSyntax : exitCodes.ok;
}

async function ofPlaybooks(targets: LintTargets, flags: FlagValues): Promise<readonly Diagnostic[]> {
  const files = withStandIn(nodeSourceFiles(), targets);
  const playbooks = [...targets.playbooks, ...(hasParts(targets) ? [STAND_IN] : [])];
  if (playbooks.length === 0) return [];
  const request = await requestOf(playbooks, flags);
  const journal = { ...memoryJournal(), state: memoryState() };
  const { folders: locked, problems } = await lockForLint({ playbooks: targets.playbooks }, flags);
  const { signal } = new AbortController();
  const world = openWorld({ files, sink: () => undefined, signal, journal, locked });
  return [...problems, ...(await checkPlaybooks(request, world)).diagnostics];
}

/** The files of one folder belong together. */
async function ofExportFiles(
  paths: readonly string[],
  kinds: readonly Kind[],
): Promise<readonly Diagnostic[]> {
  if (paths.length === 0) return [];
  const [{ validateFiles }, { localConnection }] = await Promise.all([
    import('../../modules/openstack/files/validate-files.ts'),
    import('../transport/local.ts'),
  ]);
  const types = { kinds, others: otherTypes };
  const { files } = localConnection(process.env);
  const folders = [...new Set(paths.map((path) => dirname(path)))];
  const found = folders.map((folder) =>
    validateFiles(
      {
        paths: paths.filter((path) => dirname(path) === folder),
        types,
        references: false,
        destination: undefined,
      },
      files,
    ),
  );
  return (await Promise.all(found)).flat();
}

function ofDiscoveries(paths: readonly string[]): Promise<readonly Diagnostic[]> {
  return checkDiscoveryFiles(paths.map((path) => ({ path, text: readFileSync(path, 'utf8') })));
}

/** The playbook that uses the roles and files of tasks, so that they are read as they will be: it is on no disk. */
const STAND_IN = '.drover-lint.yml';

function hasParts({ roles, tasks }: LintTargets): boolean {
  return roles.length > 0 || tasks.length > 0;
}

function withStandIn(files: SourceFiles, targets: LintTargets): SourceFiles {
  const plays = [
    ...targets.roles.map((role) => ({ hosts: 'all', roles: [{ role: files.absolute(role) }] })),
    ...targets.tasks.map((path) => ({ hosts: 'all', tasks: [{ import_tasks: files.absolute(path) }] })),
  ];
  const path = files.absolute(STAND_IN);
  const isStandIn = (asked: string): boolean => asked === STAND_IN || asked === path;
  return {
    ...files,
    read: (asked) => (isStandIn(asked) ? JSON.stringify(plays) : files.read(asked)),
    type: (asked) => (isStandIn(asked) ? 'file' : files.type(asked)),
  };
}
