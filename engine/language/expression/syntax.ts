/** What is wrong with a template, found without evaluating it. */
import { DroverError } from '../../diagnostics/drover-error.ts';
import { eachNode, type Node } from './each-node.ts';
import type { Extensions, FilterFunction, LookupFunction } from './environment.ts';
import { builtInFilters } from './filters/index.ts';
import { tokenize } from './lexer.ts';
import { builtInLookups } from './lookups/index.ts';
import { parseTemplate } from './parse-template.ts';
import { parseCondition, parsePlaybookText } from './parsed.ts';
import { withinStack } from './recursion.ts';
import { findByName } from './filters/find-by-name.ts';
import { TemplateSyntaxError } from './syntax-error.ts';
import { isTemplate } from './template.ts';
import { builtInTests } from './tests/index.ts';

export interface SyntaxProblem {
  readonly code: 'template-syntax' | 'unknown-filter' | 'unknown-test' | 'unknown-lookup';
  readonly message: string;
  /** Where in the source, in UTF-16 units from 0. */
  readonly offset: number;
  /** What to do about a syntax error. */
  readonly help?: string | undefined;
  /** The name that is not known, and the names that are. */
  readonly unknown?: { readonly name: string; readonly known: readonly string[] };
}

/** Syntax errors, and filters, tests and lookups that are not known. `expression`: a bare one, as in `when`. */
export function findSyntaxProblems(
  source: string,
  kind: 'template' | 'expression' | 'file',
  extensions?: Extensions,
): readonly SyntaxProblem[] {
  if (kind !== 'expression' && !isTemplate(source)) return [];
  const problems: SyntaxProblem[] = [];
  try {
    const nodes = withinStack(() => nodesOf(source, kind));
    eachNode(nodes, (node) => {
      const problem = problemOf(node, extensions);
      if (problem !== undefined) problems.push(problem);
    });
  } catch (error) {
    if (!(error instanceof DroverError)) throw error;
    const offset = error instanceof TemplateSyntaxError ? error.offset : 0;
    problems.push({ code: 'template-syntax', message: error.message, offset, help: error.diagnostic.help });
  }
  return problems.map((problem) => ({ ...problem, offset: writtenOffset(source, problem.offset) }));
}

function nodesOf(source: string, kind: 'template' | 'expression' | 'file'): Node | readonly Node[] {
  if (kind === 'expression') return parseCondition(source);
  return kind === 'template'
    ? parsePlaybookText(source)
    : parseTemplate(tokenize(source), { rawStrings: false });
}

/** The offset in the source as it is written: the lexer takes `\r\n` for one character. */
function writtenOffset(source: string, offset: number): number {
  if (!source.includes('\r\n')) return offset;
  let [at, read] = [0, 0];
  while (read < offset) {
    at += source.startsWith('\r\n', at) ? 2 : 1;
    read += 1;
  }
  return at;
}

function problemOf(node: Node, extensions: Extensions | undefined): SyntaxProblem | undefined {
  if (node.kind === 'filter')
    return unknown<FilterFunction>('unknown-filter', node, extensions?.filters, builtInFilters);
  if (node.kind === 'test')
    return unknown<FilterFunction>('unknown-test', node, extensions?.tests, builtInTests);
  if (node.kind !== 'call' || node.callee.kind !== 'name') return undefined;
  const [first] = node.args.positional;
  if (!['lookup', 'query', 'q'].includes(node.callee.name) || first?.kind !== 'constant') return undefined;
  const { value: name, offset } = first;
  if (typeof name !== 'string') return undefined;
  return unknown<LookupFunction>('unknown-lookup', { name, offset }, extensions?.lookups, builtInLookups);
}

const messages = {
  'unknown-filter': (name: string) => `No filter named '${name}'.`,
  'unknown-test': (name: string) => `No test named '${name}'.`,
  'unknown-lookup': (name: string) => `lookup plugin (${name}) not found`,
};

function unknown<T>(
  code: keyof typeof messages,
  { name, offset }: { readonly name: string; readonly offset: number },
  own: ReadonlyMap<string, T> | undefined,
  builtIn: ReadonlyMap<string, T>,
): SyntaxProblem | undefined {
  if (findByName(name, own, builtIn) !== undefined) return undefined;
  const known = [...(own?.keys() ?? []), ...builtIn.keys()];
  return { code, message: messages[code](name), offset, unknown: { name, known } };
}
