import { createRequire } from 'node:module';
import type * as YamlPackage from 'yaml';
import type { Alias, Document, Node, Pair, Scalar, YAMLMap, YAMLSeq } from 'yaml';
import type { SourceFile } from '../diagnostics/span.ts';
import type { YamlEntry, YamlMapping, YamlNode, YamlScalar, YamlSequence } from './yaml-node.ts';
import { explainYamlError } from './yaml-errors.ts';
import { findExcess } from './yaml-size.ts';

/** Something that is wrong with a YAML text, by offsets. */
export interface YamlProblem {
  readonly code: 'yaml-syntax' | 'duplicate-key';
  readonly detail: string;
  readonly help: string;
  readonly start: number;
  readonly end: number;
}

export interface FullYaml {
  readonly roots: readonly YamlNode[];
  readonly problems: readonly YamlProblem[];
}

/** The package is loaded when a text needs it: most texts never do, and it costs more than reading them. */
function yamlPackage(): typeof YamlPackage {
  return createRequire(import.meta.url)('yaml') as typeof YamlPackage;
}

/** Reads any YAML 1.1; an empty text is one document with nothing in it. The first error ends it: what the parser says after that is mostly about the same place. */
export function readFullYaml(file: SourceFile): FullYaml {
  const forbidden = findForbiddenCharacter(file.text);
  if (forbidden !== undefined) return { roots: [], problems: [forbidden] };
  const documents = parseDocuments(file.text);
  if (documents === undefined) return { roots: [], problems: [tooDeep] };
  const problems: YamlProblem[] = [];
  const roots: YamlNode[] = [];
  for (const document of documents) {
    const error = document.errors.find((one) => !isAllowedByPyYaml(one.message));
    if (error !== undefined) problems.push(explainYamlError(file.text, error));
    else roots.push(convert(document, problems));
    if (problems.length > 0) break;
  }
  if (problems.length > 0) return { roots: [], problems };
  return { roots: roots.length === 0 ? [nothingAt(file.text.length)] : roots, problems };
}

/** Undefined where the text is nested beyond the stack. */
function parseDocuments(text: string): readonly Document.Parsed[] | undefined {
  try {
    const parsed = yamlPackage().parseAllDocuments(text, {
      version: '1.1',
      schema: 'failsafe',
      uniqueKeys: false,
      merge: false,
      prettyErrors: false,
      logLevel: 'silent',
    });
    return Array.isArray(parsed) ? parsed : [];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const tooDeep: YamlProblem = {
  code: 'yaml-syntax',
  detail: 'The text is nested too deeply to be read.',
  help: 'Make it flatter; a bracket may have been repeated by mistake.',
  start: 0,
  end: 1,
};

function convert(document: Document.Parsed, problems: YamlProblem[]): YamlNode {
  const root = new Conversion(problems).root(document);
  const excess = problems.length === 0 ? findExcess(root) : undefined;
  if (excess !== undefined) problems.push(excess);
  return root;
}

/** PyYAML reads quoted text and flow collections whatever the indentation of their further lines. */
function isAllowedByPyYaml(message: string): boolean {
  return /^Multi-line .*-quoted string needs to be sufficiently indented$/.test(message);
}

const forbiddenCharacter = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u0084\u0086-\u009f\ufffe\uffff]/;

function findForbiddenCharacter(text: string): YamlProblem | undefined {
  const start = text.search(forbiddenCharacter);
  if (start === -1) return undefined;
  const code = text.charCodeAt(start).toString(16).padStart(4, '0');
  return {
    code: 'yaml-syntax',
    detail: `The character U+${code.toUpperCase()} is not allowed in YAML. The file may not be a text at all.`,
    help: 'Take it out, or write it as an escape inside double quotes.',
    start,
    end: start + 1,
  };
}

/** Turns the package's nodes into ours: aliases become the very node that they stand for. */
class Conversion {
  private readonly anchors = new Map<string, YamlNode | undefined>();
  private readonly problems: YamlProblem[];
  private readonly yaml = yamlPackage();

  constructor(problems: YamlProblem[]) {
    this.problems = problems;
  }

  root(document: Document.Parsed): YamlNode {
    return this.node(document.contents, document.range[1]);
  }

  private node(node: Node | null | undefined, otherwise: number): YamlNode {
    if (node === null || node === undefined) return nothingAt(otherwise);
    if (this.yaml.isAlias(node)) return this.alias(node, otherwise);
    const { anchor } = node;
    if (anchor !== undefined) this.anchors.set(anchor, undefined);
    const converted = this.ownNode(node, otherwise);
    if (anchor !== undefined) this.anchors.set(anchor, converted);
    return converted;
  }

  private ownNode(node: Node, otherwise: number): YamlNode {
    const place = placeOf(node, otherwise);
    if (this.yaml.isMap<Node, Node>(node)) return this.mapping(node, place);
    if (this.yaml.isSeq<Node>(node)) return this.sequence(node, place);
    const scalar = node as Scalar;
    const text = typeof scalar.value === 'string' ? scalar.value : '';
    return {
      kind: 'scalar',
      text,
      plain: scalar.type === 'PLAIN' || scalar.type === undefined,
      ...place,
    } satisfies YamlScalar;
  }

  private mapping(node: YAMLMap<Node, Node | null>, place: Place): YamlMapping {
    const entries = node.items.map((pair: Pair<Node, Node | null>): YamlEntry => {
      const key = this.node(pair.key, place.start);
      return { key, value: this.node(pair.value, key.end) };
    });
    return { kind: 'mapping', entries, ...place };
  }

  private sequence(node: YAMLSeq<Node>, place: Place): YamlSequence {
    return { kind: 'sequence', items: node.items.map((item) => this.node(item, place.start)), ...place };
  }

  private alias(alias: Alias, otherwise: number): YamlNode {
    const place = placeOf(alias, otherwise);
    const target = this.anchors.get(alias.source);
    if (target !== undefined) return target;
    const isInside = this.anchors.has(alias.source);
    this.problems.push({
      code: 'yaml-syntax',
      detail: isInside
        ? `The alias *${alias.source} stands inside the value of its own anchor &${alias.source}.`
        : `The alias *${alias.source} has no anchor &${alias.source} before it.`,
      help: isInside
        ? 'Take the alias out: a value cannot hold itself.'
        : `If a text that begins with a star is meant, put it in quotes: "*${alias.source}".`,
      start: place.start,
      end: place.end,
    });
    return nothingAt(place.start);
  }
}

interface Place {
  readonly start: number;
  readonly end: number;
  readonly tag?: string;
}

function placeOf(node: Node, otherwise: number): Place {
  const [start, end] = node.range ?? [otherwise, otherwise];
  const tag = 'tag' in node && typeof node.tag === 'string' ? node.tag : undefined;
  return tag === undefined ? { start, end } : { start, end, tag };
}

function nothingAt(at: number): YamlScalar {
  return { kind: 'scalar', text: '', plain: true, start: at, end: at };
}
