import type { DiagnosticSink } from '../../diagnostics/diagnostic.ts';
import type { YamlNode } from '../../text/yaml-node.ts';
import type { Requirement } from './requirement.ts';
import type { YamlFields } from './yaml-fields.ts';

/** What reading requirements needs of the machine. */
export interface RequirementFiles {
  /** The text of a file; undefined where there is none. */
  read(path: string): string | undefined;
  type(path: string): 'file' | 'directory' | undefined;
  /** A path as written, from the folder of the requirements, or from the one in which drover was started. */
  find(path: string, folder: string): string;
}

export interface RequirementContext {
  readonly yaml: YamlFields;
  readonly files: RequirementFiles;
  readonly sink: DiagnosticSink;
  /** The folder of the requirements. */
  readonly folder: string;
  /** What asks: the path of the file. */
  readonly by: string;
  /** Included by another one: then it may not include. */
  readonly isIncluded: boolean;
  /** Reads what is included. */
  readonly readIncluded: (path: string, text: string) => readonly Requirement[];
}

/** Reports what is wrong with a node. */
export function report(context: RequirementContext, node: YamlNode, detail: string, help: string): void {
  context.sink.report('requirements-invalid', { detail, help, span: context.yaml.span(node) });
}
