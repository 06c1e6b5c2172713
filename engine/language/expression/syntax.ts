/** What is wrong with a template, found without evaluating it. */
import { builtInFilters } from './filters/index.ts';
import { tokenize, tokenizeExpression } from './lexer.ts';
import { builtInLookups } from './lookups/index.ts';
import type { Arguments, Expression, Statement } from './nodes.ts';
import { parseBareExpression, parseTemplate } from './parse-template.ts';
import { findFilter, findLookup, findTest } from './services.ts';
import { TemplateSyntaxError } from './syntax-error.ts';
import { isTemplate } from './template.ts';
import { builtInTests } from './tests/index.ts';
import type { Extensions } from './environment.ts';

export interface SyntaxProblem {
  readonly code: 'template-syntax' | 'unknown-filter' | 'unknown-test' | 'unknown-lookup';
  readonly message: string;
  /** Where in the source, in UTF-16 units from 0. */
  readonly offset: number;
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
  const visit = visitor((problem) => problems.push(problem), extensions);
  try {
    if (kind === 'expression') visit.expression(parseBareExpression(tokenizeExpression(source)));
    else parseTemplate(tokenize(source), { rawStrings: kind === 'template' }).forEach(visit.statement);
  } catch (error) {
    if (!(error instanceof TemplateSyntaxError)) throw error;
    problems.push({ code: 'template-syntax', message: error.message, offset: error.offset });
  }
  return problems;
}

interface Visitor {
  readonly expression: (node: Expression) => void;
  readonly statement: (node: Statement) => void;
}

function visitor(report: (problem: SyntaxProblem) => void, extensions: Extensions | undefined): Visitor {
  const names = (
    own: ReadonlyMap<string, unknown> | undefined,
    builtIn: ReadonlyMap<string, unknown>,
  ): readonly string[] => [...(own?.keys() ?? []), ...builtIn.keys()];
  const environment =
    extensions === undefined ? undefined : ({ extensions } as Parameters<typeof findFilter>[1]);
  const checks = {
    filter: (node: Extract<Expression, { kind: 'filter' }>) => {
      if (findFilter(node.name, environment) !== undefined) return;
      report({
        code: 'unknown-filter',
        message: `No filter named '${node.name}'.`,
        offset: node.offset,
        unknown: { name: node.name, known: names(extensions?.filters, builtInFilters) },
      });
    },
    test: (node: Extract<Expression, { kind: 'test' }>) => {
      if (findTest(node.name, environment) !== undefined) return;
      report({
        code: 'unknown-test',
        message: `No test named '${node.name}'.`,
        offset: node.offset,
        unknown: { name: node.name, known: names(extensions?.tests, builtInTests) },
      });
    },
    call: (node: Extract<Expression, { kind: 'call' }>) => {
      const { callee, args } = node;
      const [first] = args.positional;
      if (
        callee.kind !== 'name' ||
        !['lookup', 'query', 'q'].includes(callee.name) ||
        first?.kind !== 'constant' ||
        typeof first.value !== 'string'
      )
        return;
      if (findLookup(first.value, environment) !== undefined) return;
      report({
        code: 'unknown-lookup',
        message: `lookup plugin (${first.value}) not found`,
        offset: first.offset,
        unknown: { name: first.value, known: names(extensions?.lookups, builtInLookups) },
      });
    },
  };
  const expression = (node: Expression): void => {
    if (node.kind === 'filter') checks.filter(node);
    else if (node.kind === 'test') checks.test(node);
    else if (node.kind === 'call') checks.call(node);
    for (const child of childrenOf(node)) expression(child);
  };
  const statement = (node: Statement): void => {
    for (const value of Object.values(node) as unknown[]) walk(value, expression, statement);
  };
  return { expression, statement };
}

function isNode(value: unknown): value is Expression | Statement {
  return typeof value === 'object' && value !== null && 'kind' in value;
}

const statementKinds = new Set([
  'text',
  'output',
  'if',
  'for',
  'set',
  'set-block',
  'macro',
  'call-block',
  'filter-block',
  'with',
  'scope',
  'do',
  'break',
  'continue',
  'block',
  'extends',
  'include',
  'import',
  'from-import',
]);

function walk(
  value: unknown,
  expression: (node: Expression) => void,
  statement: (node: Statement) => void,
): void {
  if (Array.isArray(value)) value.forEach((item: unknown) => walk(item, expression, statement));
  else if (
    isNode(value) &&
    statementKinds.has(value.kind) &&
    !(
      'offset' in value &&
      value.kind !== 'extends' &&
      value.kind !== 'include' &&
      value.kind !== 'import' &&
      value.kind !== 'from-import'
    )
  )
    statement(value);
  else if (isNode(value) && 'offset' in value) expression(value as Expression);
  else if (typeof value === 'object' && value !== null)
    Object.values(value).forEach((item) => walk(item, expression, statement));
}

function argumentsOf(args: Arguments): readonly Expression[] {
  return [
    ...args.positional,
    ...args.named.map(({ value }) => value),
    ...(args.star === undefined ? [] : [args.star]),
    ...(args.doubleStar === undefined ? [] : [args.doubleStar]),
  ];
}

function childrenOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case 'attribute':
      return [node.object];
    case 'item':
      return [node.object, node.key];
    case 'slice':
      return [node.object, node.start, node.stop, node.step].filter((child) => child !== undefined);
    case 'call':
      return [node.callee, ...argumentsOf(node.args)];
    case 'filter':
      return [...(node.value === undefined ? [] : [node.value]), ...argumentsOf(node.args)];
    case 'test':
      return [node.value, ...argumentsOf(node.args)];
    case 'unary':
      return [node.value];
    case 'binary':
      return [node.left, node.right];
    case 'compare':
      return [node.first, ...node.rest.map(({ value }) => value)];
    case 'condition':
      return [node.test, node.then, ...(node.otherwise === undefined ? [] : [node.otherwise])];
    case 'concat':
      return node.parts;
    case 'list':
    case 'tuple':
      return node.items;
    case 'dict':
      return node.entries.flat();
    default:
      return [];
  }
}
