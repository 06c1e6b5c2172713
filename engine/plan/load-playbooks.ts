import type { Keywords, Play, Playbook, PlaybookImport, RawVariables } from '../language/playbook/ast.ts';
import { withLayer } from './context.ts';
import { folderOfPath, joinPath } from '../language/files-path.ts';
import { inheritKeywords } from './inherit.ts';
import type { NodeContext } from './planned.ts';
import type { Planner } from './planner.ts';
import { readPlaybook } from './read-files.ts';
import { staticText } from './static-text.ts';

/** A play as found, with what the imports that led to it say. */
export interface FoundPlay {
  readonly play: Play;
  readonly playbook: string;
  readonly folder: string;
  readonly importKeywords: Keywords;
  readonly importVars: readonly RawVariables[];
}

/** All plays of the playbooks, `import_playbook` followed. Missing files, cycles and problems in files are reported. */
export function loadPlaybooks(paths: readonly string[], planner: Planner): readonly FoundPlay[] {
  return paths.flatMap((path) => {
    const absolute = planner.files.absolute(path);
    if (planner.files.type(absolute) === undefined) {
      planner.sink.report('playbook-not-found', {
        detail: `the playbook: ${path} could not be found`,
        help: 'Check the path; a relative one starts from the current folder.',
      });
      return [];
    }
    const playbook = readPlaybook(absolute, planner);
    return playbook === undefined
      ? []
      : follow(playbook, { playbook: path, chain: [absolute], keywords: {}, vars: [] }, planner);
  });
}

interface Way {
  readonly playbook: string;
  readonly chain: readonly string[];
  readonly keywords: Keywords;
  readonly vars: readonly RawVariables[];
}

function follow(playbook: Playbook, way: Way, planner: Planner): readonly FoundPlay[] {
  const folder = folderOfPath(way.chain.at(-1) ?? playbook.path);
  return playbook.entries.flatMap((entry) =>
    entry.kind === 'play'
      ? [{ play: entry, playbook: way.playbook, folder, importKeywords: way.keywords, importVars: way.vars }]
      : followImport(entry, folder, way, planner),
  );
}

function followImport(
  entry: PlaybookImport,
  folder: string,
  way: Way,
  planner: Planner,
): readonly FoundPlay[] {
  const vars = withLayer(way.vars, entry.keywords.vars);
  const name = staticText(entry.file, 'The file of import_playbook', bareContext(folder, vars), planner);
  if (name === undefined) return [];
  const path = planner.files.absolute(joinPath(folder, name));
  if (way.chain.includes(path)) {
    planner.sink.report('include-cycle', {
      detail: `${path} imports itself: ${[...way.chain, path].join(' → ')}.`,
      help: 'Take one of the imports out.',
      span: entry.file.span,
    });
    return [];
  }
  if (planner.files.type(path) !== 'file') {
    planner.sink.report('file-not-found', {
      detail: `The playbook ${name} is not there; it was looked for as ${path}.`,
      help: 'Check the name; a relative one starts from the folder of the importing playbook.',
      span: entry.file.span,
    });
    return [];
  }
  const playbook = readPlaybook(path, planner);
  if (playbook === undefined) return [];
  const keywords = inheritKeywords(way.keywords, entry.keywords);
  return follow(playbook, { playbook: way.playbook, chain: [...way.chain, path], keywords, vars }, planner);
}

/** What templates of an import may see: its own variables and extra ones. */
function bareContext(folder: string, vars: readonly RawVariables[]): NodeContext {
  return {
    play: undefined,
    playFolder: folder,
    keywords: {},
    importVars: vars,
    vars: [],
    includeVars: [],
    folders: [folder],
    files: [],
    handler: false,
  };
}
