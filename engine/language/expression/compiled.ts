/** Templates as closures, compiled once and remembered by their text. */
import { compileExpression, type Evaluate } from './compile-expression.ts';
import { compileStatements } from './compile-template.ts';
import { eachNode, type Node } from './each-node.ts';
import type { TemplateEnvironment } from './environment.ts';
import type { Run } from './frame.ts';
import { tokenize, type LexerOptions } from './lexer.ts';
import type { Statement } from './nodes.ts';
import { parseTemplate } from './parse-template.ts';
import { parseCondition, parsePlaybookText } from './parsed.ts';
import { remembered } from './remembered.ts';
import { findFilter, findTest, requireFilter, requireTest } from './services.ts';

export interface CompiledTemplate {
  readonly statements: readonly Statement[];
  readonly run: Run;
  /** The one expression that the template is, if it is nothing else. */
  readonly lone: Evaluate | undefined;
  /** It calls methods that change lists or dictionaries. */
  readonly changesValues: boolean;
  readonly foreign: readonly ForeignName[];
}

export interface CompiledExpression {
  readonly evaluate: Evaluate;
  readonly changesValues: boolean;
  readonly foreign: readonly ForeignName[];
}

/** A filter or test that is not built in: the environment has to have it. */
interface ForeignName {
  readonly kind: 'filter' | 'test';
  readonly name: string;
}

/** Compiles a template. Throws TemplateSyntaxError. */
export function compileTemplate(source: string, options: LexerOptions): CompiledTemplate {
  return compiled(
    source,
    parseTemplate(tokenize(source, options), { rawStrings: options.rawStrings ?? false }),
  );
}

function compiled(source: string, statements: readonly Statement[]): CompiledTemplate {
  const [first] = statements;
  return {
    statements,
    run: compileStatements(statements),
    lone: first?.kind === 'output' && statements.length === 1 ? compileExpression(first.value) : undefined,
    changesValues: changesValues(source),
    foreign: foreignNames(statements),
  };
}

function foreignNames(nodes: Node | readonly Node[]): readonly ForeignName[] {
  const found: ForeignName[] = [];
  eachNode(nodes, (node) => {
    if (node.kind !== 'filter' && node.kind !== 'test') return;
    const { kind, name } = node;
    if ((kind === 'filter' ? findFilter(name) : findTest(name)) === undefined) found.push({ kind, name });
  });
  return found;
}

/** Throws for a filter or test that nobody has, in a branch that is not taken too. */
export function checkNames(
  { foreign }: { readonly foreign: readonly ForeignName[] },
  environment: TemplateEnvironment,
): void {
  for (const { kind, name } of foreign) {
    if (kind === 'filter') requireFilter(name, environment);
    else requireTest(name, environment);
  }
}

/** A text of a playbook. */
export const compilePlaybookText = remembered((source) => compiled(source, parsePlaybookText(source)));

/** A template file without options of its own. */
export const compileFile = remembered((source) => compileTemplate(source, {}));

/** A bare expression, as in `when`. */
export const compileBareExpression = remembered((source): CompiledExpression => {
  const node = parseCondition(source);
  return {
    evaluate: compileExpression(node),
    changesValues: changesValues(source),
    foreign: foreignNames(node),
  };
});

const changing =
  /(?:\.\s*|['"])(?:append|extend|insert|pop|popitem|remove|clear|sort|reverse|update|setdefault|add|discard|__setitem__|__delitem__)\b/;

function changesValues(source: string): boolean {
  return changing.test(source);
}
