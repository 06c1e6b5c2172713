import { diagnostic, type Diagnostic } from '../diagnostics/diagnostic.ts';
import type { SourceFile, Span } from '../diagnostics/span.ts';
import { readFullYaml, type YamlProblem } from './full-yaml.ts';
import { parsePointer } from './json-pointer.ts';
import { spannerOf, type Spanner } from './line-index.ts';
import { readSimpleYaml } from './simple-yaml.ts';
import type { YamlNode } from './yaml-node.ts';
import { valueMaker, type ValueMaker } from './yaml-value.ts';

/** Values of YAML: dictionaries are Maps in the order written. `X` is what the options make of floats and tags. */
export type YamlValue<X = never> =
  null | boolean | number | bigint | string | X | YamlValue<X>[] | Map<YamlValue<X>, YamlValue<X>>;

export interface YamlOptions<X = never> {
  /** What a float becomes; default: a number. */
  readonly float?: (value: number) => number | X;
  /** What a scalar with a tag such as `!vault` or `!unsafe` becomes; undefined: the tag is a problem. */
  readonly tagged?: (tag: string, text: string, span: Span) => YamlValue<X> | undefined;
}

export interface YamlDocument<X = never> {
  readonly value: YamlValue<X>;
  /** Where the value at a JSON Pointer stands; of the nearest that there is above it, if it is not there. */
  spanAt(pointer: string): Span;
  /** Where the key of the value stands; the value's own place in a list. */
  keySpanAt(pointer: string): Span;
}

export interface YamlResult<X = never> {
  /** None where the text cannot be read. */
  readonly documents: readonly YamlDocument<X>[];
  readonly problems: readonly Diagnostic[];
}

/**
 * Reads YAML 1.1 as PyYAML's safe loader does: see `yaml-scalar.ts` for what plain scalars mean. Nothing is thrown.
 * Values are given beside problems wherever they can be: with duplicate keys, the last one counts.
 */
export function parseYaml<X = never>(file: SourceFile, options: YamlOptions<X> = {}): YamlResult<X> {
  const span = spannerOf(file);
  const { roots, problems } = readNodes(file);
  const makers = roots.map(() => makerOf(file, span, options, problems));
  const documents = roots.map((root, index) =>
    documentOf(makers[index]?.value(root) ?? null, index, file, span),
  );
  return { documents, problems: problems.map((problem) => toDiagnostic(problem, span)) };
}

/** A text as nodes with their places, and what makes values of them: for readers that need the place of everything. */
export interface YamlTree<X> {
  /** One a document; none where the text cannot be read. */
  readonly roots: readonly YamlNode[];
  readonly maker: ValueMaker<X>;
  /** Another maker: what it remembers is let go with it, which counts in long texts. */
  readonly newMaker: () => ValueMaker<X>;
  readonly span: Spanner;
  /** What was found so far: making values finds more. */
  problems(): readonly Diagnostic[];
}

export function parseYamlTree<X = never>(file: SourceFile, options: YamlOptions<X> = {}): YamlTree<X> {
  const span = spannerOf(file);
  const { roots, problems } = readNodes(file);
  return {
    roots,
    span,
    maker: makerOf(file, span, options, problems),
    newMaker: () => makerOf(file, span, options, problems),
    problems: () => problems.map((problem) => toDiagnostic(problem, span)),
  };
}

function readNodes(file: SourceFile): {
  readonly roots: readonly YamlNode[];
  readonly problems: YamlProblem[];
} {
  const simple = readSimpleYaml(file.text);
  if (simple !== undefined) return { roots: [simple], problems: [] };
  const full = readFullYaml(file);
  return { roots: full.roots, problems: [...full.problems] };
}

function makerOf<X>(
  file: SourceFile,
  span: Spanner,
  options: YamlOptions<X>,
  problems: YamlProblem[],
): ValueMaker<X> {
  return valueMaker<X>({
    text: file.text,
    problems,
    float: options.float ?? ((value) => value),
    tagged: (tag, text, node) => options.tagged?.(tag, text, span(node.start, node.end)),
  });
}

/** Nodes are much larger than values: they are let go, and made again from the text when a place is asked for. */
function documentOf<X>(value: YamlValue<X>, index: number, file: SourceFile, span: Spanner): YamlDocument<X> {
  let root: YamlNode | undefined;
  const find = (pointer: string): { readonly key: YamlNode; readonly value: YamlNode } | undefined => {
    root ??= readNodes(file).roots[index];
    return root === undefined ? undefined : followPointer(root, pointer);
  };
  return {
    value,
    spanAt: (pointer) => spanOfNode(find(pointer)?.value, span),
    keySpanAt: (pointer) => spanOfNode(find(pointer)?.key, span),
  };
}

function spanOfNode(node: YamlNode | undefined, span: Spanner): Span {
  return node === undefined ? span(0) : span(node.start, node.end);
}

function followPointer(
  root: YamlNode,
  pointer: string,
): { readonly key: YamlNode; readonly value: YamlNode } {
  let found = { key: root, value: root };
  for (const step of parsePointer(pointer)) {
    const next = childOf(found.value, step);
    if (next === undefined) break;
    found = next;
  }
  return found;
}

function childOf(
  node: YamlNode,
  step: string,
): { readonly key: YamlNode; readonly value: YamlNode } | undefined {
  if (node.kind === 'sequence') {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : { key: item, value: item };
  }
  if (node.kind === 'scalar') return undefined;
  const own = node.entries.findLast(({ key }) => key.kind === 'scalar' && key.text === step);
  if (own !== undefined) return own;
  for (const { key, value } of node.entries) {
    if (key.kind !== 'scalar' || key.text !== '<<') continue;
    for (const source of value.kind === 'sequence' ? value.items : [value]) {
      const merged = childOf(source, step);
      if (source.kind === 'mapping' && merged !== undefined) return merged;
    }
  }
  return undefined;
}

function toDiagnostic(problem: YamlProblem, span: Spanner): Diagnostic {
  const { code, detail, help, start, end } = problem;
  return diagnostic(code, { detail, help, span: span(start, end) });
}
