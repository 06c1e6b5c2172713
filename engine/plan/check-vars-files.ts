import type { Located } from '../diagnostics/span.ts';
import { hasTemplate } from '../language/expression/template.ts';
import { joinPath } from '../language/files-path.ts';
import type { Raw } from '../language/playbook/ast.ts';
import { parseVariablesFile } from '../language/variables/variables-file.ts';
import type { PlannedPlay, PlannedRun } from './planned.ts';
import type { Planner } from './planner.ts';

/** Checks that the files of `vars_files` are there and can be read, where their names are no templates. */
export function checkVarsFiles(run: PlannedRun, planner: Planner): void {
  const seen = new Set<object>();
  for (const play of run.plays) {
    if (seen.has(play.play)) continue;
    seen.add(play.play);
    for (const entry of play.play.varsFiles) if (!hasTemplate(entry.value)) checkEntry(entry, play, planner);
  }
}

function checkEntry(entry: Located<Raw>, play: PlannedPlay, planner: Planner): void {
  const names = [entry.value].flat().filter((name) => typeof name === 'string');
  const candidates = names.flatMap((name) => varsFileCandidates(name, play.folder));
  const path = candidates.find((candidate) => planner.files.type(candidate) === 'file');
  if (path !== undefined) {
    parseVariablesFile({ path, text: planner.files.read(path) ?? '' }, planner.reading);
    return;
  }
  planner.sink.report('file-not-found', { ...missingVarsFile(names, candidates), span: entry.span });
}

/** Where a file of `vars_files` may be: beside the playbook, or in its folder `vars`. */
export function varsFileCandidates(name: string, folder: string): readonly string[] {
  return name.startsWith('/') ? [name] : [joinPath(folder, name), joinPath(`${folder}/vars`, name)];
}

export function missingVarsFile(names: readonly string[], candidates: readonly string[]) {
  return {
    detail: `vars file ${names.join(' or ')} was not found. It was looked for as ${candidates.join(', ')}.`,
    help: 'Check the name; a relative one starts from the folder of the playbook.',
  };
}
