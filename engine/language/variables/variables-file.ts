import type { Located, SourceFile } from '../../diagnostics/span.ts';
import type { ReadOptions } from '../files-reading.ts';
import { readYaml } from '../files-yaml.ts';
import type { Raw, RawVariables } from '../playbook/ast.ts';
import { isNothing, kindOf } from '../playbook/parse-context.ts';

/**
 * A file of variables (YAML or JSON, a vault too): one mapping; an empty file has none. Problems are reported;
 * undefined where it cannot be read or is no mapping.
 */
export function parseVariablesFile(file: SourceFile, options: ReadOptions): RawVariables | undefined {
  const source = readYaml(file, options);
  if (source === undefined) return undefined;
  const { root } = source;
  if (isNothing(root)) return new Map();
  if (root.kind !== 'mapping') {
    options.sink.report('wrong-type', {
      detail: `${file.path} must contain a dictionary/hash of variables, but it holds ${kindOf(root)}.`,
      help: 'Write `name: value` lines.',
      span: source.span(root.start, root.end),
    });
    return undefined;
  }
  const variables = new Map<string, Located<Raw>>();
  for (const { name, value } of source.entries(root)) variables.set(name, source.locate(value));
  source.finish();
  return variables;
}
