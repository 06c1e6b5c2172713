import { folderOfPath } from '../language/files-path.ts';
import type { Keywords, RawVariables } from '../language/playbook/ast.ts';
import { inheritKeywords } from './inherit.ts';
import type { NodeContext } from './planned.ts';

/** The context inside a block, an import or an include: keywords inherited, `vars` one layer deeper. */
export function innerContext(outer: NodeContext, keywords: Keywords): NodeContext {
  return {
    ...outer,
    keywords: inheritKeywords(outer.keywords, keywords),
    vars: withLayer(outer.vars, keywords.vars),
  };
}

/** The context of the tasks of another file. */
export function inFile(outer: NodeContext, path: string): NodeContext {
  const folder = folderOfPath(path);
  return {
    ...outer,
    files: [...outer.files, path],
    folders: [folder, ...outer.folders.filter((one) => one !== folder)],
  };
}

export function withLayer(
  layers: readonly RawVariables[],
  layer: RawVariables | undefined,
): readonly RawVariables[] {
  return layer === undefined || layer.size === 0 ? layers : [...layers, layer];
}
