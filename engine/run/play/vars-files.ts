import { DroverError } from '../../diagnostics/drover-error.ts';
import { collectDiagnostics } from '../../diagnostics/diagnostic.ts';
import type { Located } from '../../diagnostics/span.ts';
import { str } from '../../language/expression/python-text.ts';
import { evaluateValue, hasTemplate } from '../../language/expression/template.ts';
import type { Raw, RawVariables } from '../../language/playbook/ast.ts';
import { parseVariablesFile } from '../../language/variables/variables-file.ts';
import { missingVarsFile, varsFileCandidates } from '../../plan/check-vars-files.ts';
import { located, type Layer } from '../../plan/layer.ts';
import type { HostState } from '../host-state.ts';
import type { PlayState } from '../run-state.ts';
import { taskLayers } from '../scope/task-layers.ts';
import { environmentOver } from '../task/frame.ts';

/** Level 14 for a host, the last file first. Of an entry that is a list, the first file that is there counts. */
export function varsFileLayers(play: PlayState, host: HostState | undefined): readonly Layer[] {
  const { varsFiles } = play.planned.play;
  return varsFiles.flatMap((entry) => layerOf(play, host, entry) ?? []).reverse();
}

function layerOf(play: PlayState, host: HostState | undefined, entry: Located<Raw>): Layer | undefined {
  const names = namesOf(play, host, entry);
  if (names === undefined) return undefined;
  const { files } = play.run.world;
  const candidates = names.flatMap((name) => varsFileCandidates(name, play.planned.folder));
  const path = candidates.find((candidate) => files.type(candidate) === 'file');
  if (path === undefined) {
    throw new DroverError('file-not-found', { ...missingVarsFile(names, candidates), span: entry.span });
  }
  return located(read(play, path));
}

/** Undefined where a name needs variables that this host has not (yet). */
function namesOf(
  play: PlayState,
  host: HostState | undefined,
  entry: Located<Raw>,
): readonly string[] | undefined {
  if (!hasTemplate(entry.value)) return [entry.value].flat().map(str);
  if (host === undefined) return undefined;
  try {
    const environment = environmentOver(play, taskLayers(play, undefined, host), undefined);
    return [evaluateValue(entry.value, environment)].flat().map(str);
  } catch (error) {
    if (error instanceof DroverError && error.code === 'undefined-variable') return undefined;
    throw error;
  }
}

function read(play: PlayState, path: string): RawVariables {
  const known = play.run.variableFiles.get(path);
  if (known !== undefined) return known;
  const sink = collectDiagnostics();
  const { openVault } = play.run.settings;
  const text = play.run.world.files.read(path) ?? '';
  const variables = parseVariablesFile({ path, text }, { sink, openVault }) ?? new Map();
  const [first] = sink.diagnostics;
  if (first !== undefined) throw new DroverError(first.code, first);
  play.run.variableFiles.set(path, variables);
  return variables;
}
