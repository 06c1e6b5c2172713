import type { Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { formatPlace, type SourceFile, type Span } from '../../../engine/diagnostics/span.ts';
import type { YamlMapping, YamlNode, YamlSequence } from '../../../engine/text/yaml-node.ts';
import { parseYamlTree, type YamlTree, type YamlValue } from '../../../engine/text/yaml.ts';
import { isBody } from '../kind/wire.ts';
import { toRecord, type ExportRecord } from './record.ts';
import { isKnownVersion, renewed } from './versions.ts';

/** What stands in the list of an export file, with its place. */
export interface FileItem {
  /** As it stands there. */
  readonly value: unknown;
  readonly node: YamlNode;
  /** The place of what a path of keys and indexes leads to; of the nearest above it that is there. */
  readonly spanAt: (path: readonly (string | number)[]) => Span;
}

export interface FileRecord extends FileItem {
  /** In today's form. */
  readonly record: ExportRecord;
  /** `networks.yml:12:3`. */
  readonly place: string;
}

/** An export file as it was read. */
export interface ExportFile {
  readonly source: SourceFile;
  readonly version: string;
  readonly versionSpan: Span;
  /** The list of records; undefined if the file has the key without a value. */
  readonly list: YamlSequence | undefined;
  readonly root: YamlMapping;
  readonly items: readonly FileItem[];
  /** The items that have the form of a record. */
  readonly records: readonly FileRecord[];
}

/** Reads the text of an export file. Throws `export-file-...` for one that cannot be used. */
export function parseExportFile(source: SourceFile): ExportFile {
  const tree = parseYamlTree(source);
  const [root, another] = tree.roots;
  if (root === undefined) throw unreadable(source, tree.problems());
  if (another !== undefined) throw notOneDocument(source, tree.span(another.start));
  const isNothing = root.kind === 'scalar' && root.text.trim() === '';
  if (isNothing) throw empty(source, tree.span(0));
  const top = plain(tree.maker.value(root));
  const problems = tree.problems();
  if (problems.length > 0) throw unreadable(source, problems);
  if (root.kind !== 'mapping' || !isBody(top)) throw notAMapping(source, tree.span(root.start));
  const version = versionOf(source, root, top, tree);
  const { list, values } = listOf(source, root, top, tree);
  const items = (list?.items ?? []).map((node, index) => itemOf(node, values[index], tree.span));
  return { source, ...version, list, root, items, records: items.flatMap(recordOf) };
}

/** Items outlive the tree, and are not to keep all of it in memory. */
function itemOf(node: YamlNode, value: unknown, span: YamlTree<never>['span']): FileItem {
  return {
    value,
    node,
    spanAt: (path) => {
      const found = follow(node, path);
      return span(found.start, found.end);
    },
  };
}

function recordOf(item: FileItem): readonly FileRecord[] {
  const record = toRecord(item.value);
  return record === undefined
    ? []
    : [{ ...item, record: renewed(record), place: formatPlace(item.spanAt([])) }];
}

function follow(node: YamlNode, path: readonly (string | number)[]): YamlNode {
  let here = node;
  for (const step of path) {
    const next = childOf(here, step);
    if (next === undefined) break;
    here = next;
  }
  return here;
}

/** What stands under a key or index; the last of equal keys. */
export function childOf(node: YamlNode, step: string | number): YamlNode | undefined {
  if (node.kind === 'sequence') return node.items[Number(step)];
  if (node.kind === 'scalar') return undefined;
  return node.entries.findLast(({ key }) => key.kind === 'scalar' && key.text === String(step))?.value;
}

function versionOf(
  source: SourceFile,
  root: YamlMapping,
  top: Readonly<Record<string, unknown>>,
  tree: YamlTree<never>,
): { readonly version: string; readonly versionSpan: Span } {
  const node = childOf(root, 'os_migrate_version');
  const span = tree.span(node?.start ?? root.start, node?.end ?? root.start);
  if (node === undefined) {
    throw new DroverError('export-file-version', {
      detail: `${source.path} does not say of which version it is: os_migrate_version is missing.`,
      help: 'Put `os_migrate_version: 1.0.5` at the top of the file.',
      span,
    });
  }
  // A version such as 1.0 is read as a number: what was written counts.
  const version = node.kind === 'scalar' ? node.text : JSON.stringify(top['os_migrate_version']);
  if (!isKnownVersion(version)) {
    throw new DroverError('export-file-version', {
      detail: `${formatPlace(span)}: The file is of version ${version}; drover reads 0.x and 1.x.`,
      help: 'Export it again with drover, or with a version of OS-Migrate that drover knows.',
      span,
    });
  }
  return { version, versionSpan: span };
}

function listOf(
  source: SourceFile,
  root: YamlMapping,
  top: Readonly<Record<string, unknown>>,
  tree: YamlTree<never>,
): { readonly list: YamlSequence | undefined; readonly values: readonly unknown[] } {
  const node = childOf(root, 'resources');
  const value = top['resources'];
  if (node?.kind === 'sequence' && Array.isArray(value)) return { list: node, values: value };
  if (node !== undefined && value === null) return { list: undefined, values: [] };
  const span = tree.span(node?.start ?? root.start, node?.end ?? root.start);
  throw new DroverError('export-file-shape', {
    detail:
      node === undefined
        ? `${source.path} has no list of resources.`
        : `${formatPlace(span)}: resources is not a list.`,
    help: 'An export file has the keys os_migrate_version and resources; resources is a list of records.',
    span,
  });
}

/** Dictionaries as plain objects, whole numbers as numbers. */
function plain(value: YamlValue): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(plain);
  if (!(value instanceof Map)) return value;
  return Object.fromEntries([...value].map(([key, held]) => [keyText(key), plain(held)]));
}

function keyText(key: YamlValue): string {
  return typeof key === 'string' ? key : JSON.stringify(plain(key));
}

function unreadable(source: SourceFile, problems: readonly Diagnostic[]): DroverError {
  const [first] = problems;
  const where = first?.span === undefined ? source.path : formatPlace(first.span);
  return new DroverError('export-file-syntax', {
    detail: `${where}: ${first?.detail ?? 'The YAML cannot be read.'}`,
    help: first?.help,
    span: first?.span,
  });
}

function empty(source: SourceFile, span: Span): DroverError {
  return new DroverError('export-file-empty', {
    detail: `${source.path} is empty.`,
    help: 'Delete it and export again, or give it the keys os_migrate_version and resources.',
    span,
  });
}

function notOneDocument(source: SourceFile, span: Span): DroverError {
  return new DroverError('export-file-shape', {
    detail: `${formatPlace(span)}: A second YAML document begins here; ${source.path} can have one.`,
    help: 'Take out the line with --- and put all records under one resources key.',
    span,
  });
}

function notAMapping(source: SourceFile, span: Span): DroverError {
  return new DroverError('export-file-shape', {
    detail: `${source.path} is no mapping with the keys os_migrate_version and resources.`,
    help: 'Check that this is an export file, and not one of variables or of something else.',
    span,
  });
}
