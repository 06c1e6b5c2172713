import type { DiagnosticCode } from '../../diagnostics/catalogue/index.ts';
import { collectDiagnostics } from '../../diagnostics/diagnostic.ts';
import type { Located, SourceFile, Span } from '../../diagnostics/span.ts';
import type { YamlMapping, YamlNode } from '../../text/yaml-node.ts';
import { readYaml, withoutContent, type SourceEntry, type YamlRaw, type YamlSource } from '../files-yaml.ts';
import type { ReadOptions } from '../files-reading.ts';

export interface ParseOptions extends ReadOptions {
  /** Whether a task key that is no keyword names a module (any of its names), or something that the engine does itself. */
  readonly isKnownModule: (name: string) => boolean;
  /** All names of modules, for "did you mean". */
  readonly moduleNames?: (() => Iterable<string>) | undefined;
}

/** One file while it is parsed: its YAML, and where problems go. */
export interface ParseContext {
  readonly source: YamlSource;
  readonly options: ParseOptions;
  report(
    code: DiagnosticCode,
    node: YamlNode,
    detail: string,
    help?: string,
    severity?: 'error' | 'warning',
  ): void;
  locate(node: YamlNode): Located<YamlRaw>;
  span(node: YamlNode): Span;
  /** Hands over what was reported, in the order of the file; call it when all that is wanted of the file was read. */
  finish(): void;
}

/** Reads a file for parsing; undefined where it is no YAML (reported). */
export function openContext(file: SourceFile, options: ParseOptions): ParseContext | undefined {
  const found = collectDiagnostics();
  const finish = (): void => {
    const inOrder = found.diagnostics.toSorted((a, b) => (a.span?.start ?? 0) - (b.span?.start ?? 0));
    for (const problem of inOrder) {
      options.sink.report(
        problem.code,
        problem.span?.file.secret === true ? withoutContent(problem) : problem,
      );
    }
  };
  const source = readYaml(file, { ...options, sink: found });
  if (source === undefined) {
    finish();
    return undefined;
  }
  const span = (node: YamlNode): Span => source.span(node.start, node.end);
  return {
    source,
    options,
    locate: (node) => source.locate(node),
    span,
    report: (code, node, detail, help, severity = 'error') => {
      found.report(code, { detail, help, span: span(node), severity });
    },
    finish: () => {
      source.finish();
      finish();
    },
  };
}

/** Nothing was written: `key:` or `key: null`. */
export function isNothing(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.plain && /^(?:~|null|Null|NULL|)$/.test(node.text);
}

/** What a value is, in the words of messages. */
export function kindOf(node: YamlNode): string {
  if (node.kind === 'mapping') return 'a mapping';
  if (node.kind === 'sequence') return 'a list';
  return isNothing(node) ? 'nothing' : 'a single value';
}

/** The entries of a mapping; reports what is none. */
export function entriesOf(
  context: ParseContext,
  node: YamlNode,
  what: string,
  help: string,
): readonly SourceEntry[] {
  if (node.kind === 'mapping') return context.source.entries(node);
  context.report('wrong-type', node, `${what} must be a mapping, but this is ${kindOf(node)}.`, help);
  return [];
}

/** The items of a list; nothing for nothing; reports what is none. */
export function itemsOf(
  context: ParseContext,
  node: YamlNode,
  what: string,
  help: string,
): readonly YamlNode[] {
  if (node.kind === 'sequence') return node.items;
  if (!isNothing(node)) {
    context.report('wrong-type', node, `${what} must be a list, but this is ${kindOf(node)}.`, help);
  }
  return [];
}

export type { SourceEntry, YamlMapping, YamlNode };
