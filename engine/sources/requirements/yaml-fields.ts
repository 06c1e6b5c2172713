import type { DiagnosticSink } from '../../diagnostics/diagnostic.ts';
import type { SourceFile, Span } from '../../diagnostics/span.ts';
import { covered } from '../safe-url.ts';
import { parseYamlTree } from '../../text/yaml.ts';
import type { YamlMapping, YamlNode } from '../../text/yaml-node.ts';

/** A field of a mapping, with its places. */
export interface Field {
  readonly name: string;
  readonly key: Span;
  readonly node: YamlNode;
}

/** A YAML text of which every place can be named. */
export interface YamlFields {
  readonly root: YamlNode;
  span(node: YamlNode): Span;
  fields(node: YamlMapping): readonly Field[];
  isNull(node: YamlNode): boolean;
  /**
   * The text of a scalar: what is written, for a number too (`1.10` is no 1.1 here). Undefined, and reported with
   * `what`, for anything else; undefined without a word for null.
   */
  text(node: YamlNode, what: string): string | undefined;
  /** Reports what reading has found. */
  finish(): void;
}

/** Opens a text of one YAML document. Undefined, and reported, where it cannot be read. */
export function openYaml(written: SourceFile, sink: DiagnosticSink): YamlFields | undefined {
  // Lines with a token in an address are not shown.
  const file = covered(written.text) === written.text ? written : { ...written, secret: true as const };
  const tree = parseYamlTree<{ readonly tagged: string }>(file, {
    tagged: (_tag, text) => ({ tagged: text }),
  });
  const { maker, roots } = tree;
  const [root] = roots;
  const finish = (): void => {
    for (const problem of tree.problems()) sink.report(problem.code, problem);
  };
  if (root === undefined) {
    finish();
    return undefined;
  }
  const span = (node: YamlNode): Span => tree.span(node.start, node.end);
  return {
    root,
    span,
    finish,
    fields: (node) =>
      maker.entries(node).map(([key, entry]) => ({
        name: typeof key === 'string' ? key : '',
        key: span(entry.key),
        node: entry.value,
      })),
    isNull: (node) => node.kind === 'scalar' && maker.value(node) === null,
    text(node, what) {
      const value = node.kind === 'scalar' ? maker.value(node) : undefined;
      if (value === null) return undefined;
      if (typeof value === 'string') return value;
      if (node.kind === 'scalar' && (typeof value === 'number' || typeof value === 'bigint')) {
        if (String(value) !== node.text) warnOfNumber(node.text, value, span(node), sink);
        return node.text;
      }
      sink.report('requirements-invalid', {
        detail: `${what} has to be a text.`,
        help: 'Write it on one line; in quotes, if it looks like a number, a date or a boolean.',
        span: span(node),
      });
      return undefined;
    },
  };
}

function warnOfNumber(text: string, value: number | bigint, span: Span, sink: DiagnosticSink): void {
  sink.report('requirements-invalid', {
    detail: `${text} without quotes is the number ${value} to YAML; it is taken as it is written, but ansible-galaxy may not.`,
    help: `Write it in quotes: '${text}'.`,
    span,
    severity: 'warning',
  });
}
