import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Located, SourceFile, Span } from '../diagnostics/span.ts';
import { parseYamlTree, type YamlValue } from '../text/yaml.ts';
import type { YamlMapping, YamlNode } from '../text/yaml-node.ts';
import { PyFloat, Sealed } from './expression/value.ts';
import type { ReadOptions } from './files-reading.ts';
import { openSourceFile } from './vault/open-source-file.ts';
import { openSealedText } from './vault/sealed-text.ts';

/** Values of YAML as the language has them; strings may hold templates. */
export type YamlRaw = YamlValue<PyFloat | Sealed>;

/** A YAML text of the language: nodes with places, and the values of them. */
export interface YamlSource {
  readonly file: SourceFile;
  /** The one document; an empty text is one that holds nothing. */
  readonly root: YamlNode;
  span(start: number, end?: number): Span;
  value(node: YamlNode): YamlRaw;
  locate(node: YamlNode): Located<YamlRaw>;
  /** Entries with merge keys resolved; keys that are no texts as Python prints them. */
  entries(node: YamlMapping): readonly SourceEntry[];
  /** Reports what making values has found; call it when all that is wanted of the file was read. */
  finish(): void;
}

export interface SourceEntry {
  readonly name: string;
  readonly key: YamlNode;
  readonly value: YamlNode;
}

/** Reads a text of one document, decrypted if it is a vault. Problems are reported; undefined where the text cannot be read at all. */
export function readYaml(written: SourceFile, options: ReadOptions): YamlSource | undefined {
  const file = openSourceFile(written, options);
  if (file === undefined) return undefined;
  const tree = parseYamlTree<PyFloat | Sealed>(file, {
    float: (value) => (Number.isInteger(value) ? new PyFloat(value) : value),
    tagged: (tag, text, span) => {
      if (tag === '!unsafe') return new Sealed(() => text);
      if (tag === '!vault' || tag === '!vault-encrypted')
        return new Sealed(openSealedText(text, span, options.openVault));
      return undefined;
    },
  });
  const { roots, maker, span } = tree;
  let reported = 0;
  const finish = (): void => {
    const problems = tree.problems();
    for (const problem of problems.slice(reported)) {
      options.sink.report(problem.code, file.secret === true ? withoutContent(problem) : problem);
    }
    reported = problems.length;
  };
  const [root, second] = roots;
  if (second !== undefined) {
    options.sink.report('yaml-syntax', {
      detail: 'The file holds several documents, but only one can be read.',
      help: 'Take the line `---` out that begins the second one, or make it a file of its own.',
      span: span(second.start),
    });
  }
  if (root === undefined) {
    finish();
    return undefined;
  }
  return {
    file,
    root,
    span,
    value: (node) => maker.value(node),
    locate: (node) => ({ value: maker.value(node), span: span(node.start, node.end) }),
    entries: (node) => maker.entries(node).map(([key, entry]) => ({ name: keyName(key), ...entry })),
    finish,
  };
}

/** Messages quote the text that they are about; that of a vault is secret. */
export function withoutContent(problem: Diagnostic): Diagnostic {
  return {
    ...problem,
    detail: 'The decrypted text is wrong here.',
    help: 'Edit it with `ansible-vault edit`.',
  };
}

/** A key as a name: Python's text of those that are no strings. */
function keyName(key: YamlRaw): string {
  if (key === null) return 'None';
  if (key === true) return 'True';
  if (key === false) return 'False';
  return typeof key === 'number' || typeof key === 'bigint'
    ? String(key)
    : typeof key === 'string'
      ? key
      : '';
}
