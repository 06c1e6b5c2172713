/** Templates as closures, compiled once and remembered by their text. */
import { compileExpression, type Evaluate } from './compile-expression.ts';
import { compileStatements } from './compile-template.ts';
import type { Run } from './frame.ts';
import { tokenize, tokenizeExpression, type LexerOptions } from './lexer.ts';
import type { Statement } from './nodes.ts';
import { parseBareExpression, parseTemplate } from './parse-template.ts';

export interface CompiledTemplate {
  readonly statements: readonly Statement[];
  readonly run: Run;
  /** The one expression that the template is, if it is nothing else. */
  readonly lone: Evaluate | undefined;
  /** It calls methods that change lists or dictionaries. */
  readonly changesValues: boolean;
}

export interface CompiledExpression {
  readonly evaluate: Evaluate;
  readonly changesValues: boolean;
}

const limit = 20_000;

/** `make`, remembering what it made; everything is forgotten when there is too much. */
export function remembered<T>(make: (source: string) => T): (source: string) => T {
  const known = new Map<string, T>();
  return (source) => {
    const found = known.get(source);
    if (found !== undefined) return found;
    const made = make(source);
    if (known.size >= limit) known.clear();
    known.set(source, made);
    return made;
  };
}

/** Compiles a template. Throws TemplateSyntaxError. */
export function compileTemplate(source: string, options: LexerOptions): CompiledTemplate {
  const statements = parseTemplate(tokenize(source, options), { rawStrings: options.rawStrings ?? false });
  const [first] = statements;
  return {
    statements,
    run: compileStatements(statements),
    lone: first?.kind === 'output' && statements.length === 1 ? compileExpression(first.value) : undefined,
    changesValues: changesValues(source),
  };
}

/** A text of a playbook. */
export const compilePlaybookText = remembered((source) => compileTemplate(source, { rawStrings: true }));

/** A template file without options of its own. */
export const compileFile = remembered((source) => compileTemplate(source, {}));

/** A bare expression, as in `when`. */
export const compileBareExpression = remembered((source): CompiledExpression => ({
  evaluate: compileExpression(parseBareExpression(tokenizeExpression(source))),
  changesValues: changesValues(source),
}));

const changing =
  /\.\s*(?:append|extend|insert|pop|popitem|remove|clear|sort|reverse|update|setdefault|add|discard|__setitem__|__delitem__)\b/;

function changesValues(source: string): boolean {
  return changing.test(source);
}
