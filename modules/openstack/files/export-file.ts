import type { Diagnostic } from '../../../engine/diagnostics/diagnostic.ts';
import { DroverError } from '../../../engine/diagnostics/drover-error.ts';
import { formatPlace, type SourceFile, type Span } from '../../../engine/diagnostics/span.ts';
import type { YamlMapping, YamlNode } from '../../../engine/text/yaml-node.ts';
import type { Spanner } from '../../../engine/text/line-index.ts';
import { parseYamlTree, type YamlTree, type YamlValue } from '../../../engine/text/yaml.ts';
import type { Body } from '../api/session.types.ts';
import { nearest } from '../api/nearest.ts';
import { isBody } from '../kind/wire.ts';
import { toRecord, type ExportRecord } from './record.ts';
import { isKnownVersion, renewed } from './versions.ts';

/** What stands in the list of an export file, with its place. */
export interface FileItem {
  /** As it stands there. */
  readonly value: unknown;
  /** Its place in the list, from 0. */
  readonly index: number;
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
  /** All that it says. */
  readonly value: Body;
  /** Its nodes. They are much larger than what they say, and so are made anew each time that somebody needs them. */
  readonly nodes: () => YamlMapping;
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
  const top = valueOf(root, tree);
  const problems = tree.problems();
  if (problems.length > 0) throw unreadable(source, problems);
  if (root.kind !== 'mapping' || !isBody(top)) throw notAMapping(source, tree.span(root.start));
  const version = versionOf(source, root, top, tree);
  const { nodes, values } = listOf(source, root, top, tree);
  const items = itemsOf(source, values, tree.span);
  const records = items.flatMap((item) => recordOf(item, nodes[item.index] ?? root, tree.span));
  return { source, version, value: top, nodes: nodesLater(source), items, records };
}

/** Items outlive the tree that they were read from, and nothing of it is to stay in memory with them. */
function itemsOf(source: SourceFile, values: readonly unknown[], span: Spanner): readonly FileItem[] {
  let root: YamlMapping | undefined;
  return values.map((value, index) => ({
    value,
    index,
    spanAt: (path) => {
      const found = follow((root ??= nodesOf(source)), ['resources', index, ...path]);
      return span(found.start, found.end);
    },
  }));
}

function nodesLater(source: SourceFile): () => YamlMapping {
  return () => nodesOf(source);
}

function nodesOf(source: SourceFile): YamlMapping {
  const [root] = parseYamlTree(source).roots;
  if (root?.kind !== 'mapping') throw new Error(`${source.path} was a mapping when it was read.`);
  return root;
}

function recordOf(item: FileItem, { start, end }: YamlNode, span: Spanner): readonly FileRecord[] {
  const record = toRecord(item.value);
  return record === undefined
    ? []
    : [{ ...item, record: renewed(record), place: formatPlace(span(start, end)) }];
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
): string {
  const node = childOf(root, 'os_migrate_version');
  const span = tree.span(node?.start ?? root.start, node?.end ?? root.start);
  const isNothing = node?.kind === 'scalar' && node.text === '';
  if (node === undefined || isNothing) {
    throw new DroverError('export-file-version', {
      detail: `${source.path} does not say of which version it is: os_migrate_version ${isNothing ? 'has no value' : 'is missing'}.${slip('os_migrate_version', top)}`,
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
  return version;
}

function listOf(
  source: SourceFile,
  root: YamlMapping,
  top: Readonly<Record<string, unknown>>,
  tree: YamlTree<never>,
): { readonly nodes: readonly YamlNode[]; readonly values: readonly unknown[] } {
  const node = childOf(root, 'resources');
  const value = top['resources'];
  if (node?.kind === 'sequence' && Array.isArray(value)) return { nodes: node.items, values: value };
  if (node !== undefined && value === null) return { nodes: [], values: [] };
  const span = tree.span(node?.start ?? root.start, node?.end ?? root.start);
  throw new DroverError('export-file-shape', {
    detail:
      node === undefined
        ? `${source.path} has no list of resources.${slip('resources', top)}`
        : `${formatPlace(span)}: resources is not a list.`,
    help: 'An export file has the keys os_migrate_version and resources; resources is a list of records.',
    span,
  });
}

/** The key that is there in place of one that is missing, if it looks like a slip of the pen. */
function slip(missing: string, top: Body): string {
  const others = Object.keys(top).filter((key) => key !== 'resources' && key !== 'os_migrate_version');
  const found = nearest(missing, others);
  return found === undefined ? '' : ` It has the key "${found}": should that be "${missing}"?`;
}

/** What the file says; record by record, since the dictionaries of YAML take much more memory than plain objects. */
function valueOf(root: YamlNode, { maker, newMaker }: YamlTree<never>): unknown {
  if (root.kind !== 'mapping') return plain(maker.value(root));
  return Object.fromEntries(
    maker
      .entries(root)
      .map(([key, { value }]) => [
        keyText(key),
        value.kind === 'sequence' && value.tag === undefined
          ? value.items.map((item) => plain(newMaker().value(item)))
          : plain(maker.value(value)),
      ]),
  );
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

/** So many problems of one file are told. */
const MOST_PROBLEMS = 20;

function unreadable(source: SourceFile, problems: readonly Diagnostic[]): DroverError {
  const [first] = problems;
  const texts = problems.slice(0, MOST_PROBLEMS).map(({ detail, span }) => {
    const where = span === undefined ? source.path : formatPlace(span);
    return `${where}: ${detail}`;
  });
  return new DroverError('export-file-syntax', {
    detail: texts.length === 0 ? `${source.path}: The YAML cannot be read.` : texts.join('\n'),
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
