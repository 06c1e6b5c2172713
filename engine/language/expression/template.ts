/** Templates: compiled once, cached by their text, evaluated in an environment. */
import { compileExpression, type Evaluate } from './compile-expression.ts';
import { compileStatements, outputOf, type Run } from './compile-template.ts';
import { render, templateLinks } from './template-links.ts';
import type { TemplateEnvironment } from './environment.ts';
import { rootFrame } from './frame.ts';
import { tokenize, tokenizeExpression, type Delimiters, type LexerOptions } from './lexer.ts';
import type { Statement } from './nodes.ts';
import { isMapping, isSequence, isTruthy, requireDefined } from './operations.ts';
import { parseBareExpression, parseTemplate } from './parse-template.ts';
import { str } from './python-text.ts';
import { Omit, PySet, Sealed, Undefined, type Value } from './value.ts';

export interface RenderOptions extends LexerOptions, Partial<Delimiters> {
  readonly path?: string;
  readonly newline?: string;
  readonly variables?: ReadonlyMap<string, Value>;
}

interface Compiled {
  readonly statements: readonly Statement[];
  readonly run: Run;
  /** The one expression that the template is, if it is nothing else. */
  readonly lone: Evaluate | undefined;
}

const limit = 20_000;

function cached<T>(make: (source: string) => T): (source: string) => T {
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

function compile(source: string, options: LexerOptions & { readonly rawStrings: boolean }): Compiled {
  const statements = parseTemplate(tokenize(source, options), options);
  const [first] = statements;
  const isLone =
    first?.kind === 'output' && (statements.length === 1 || isOnlyNewline(statements[1], statements.length));
  const lone = isLone ? compileExpression(first.value) : undefined;
  return { statements, run: compileStatements(statements, templateLinks), lone };
}

const compilePlaybookText = cached((source) => compile(source, { rawStrings: true }));
const compileBare = cached((source) => compileExpression(parseBareExpression(tokenizeExpression(source))));

/** Whether a text holds anything to evaluate. */
export function isTemplate(text: string): boolean {
  return text.includes('{') && /\{[{%#]/.test(text);
}

/** A text of a playbook: one lone expression gives its native value, anything else a text. */
export function evaluateTemplate(source: string, environment: TemplateEnvironment): Value {
  if (!isTemplate(source)) return source;
  const { statements, run, lone } = compilePlaybookText(source);
  const frame = rootFrame(environment);
  if (lone !== undefined) {
    const value = native(outputOf(lone(frame)));
    return typeof value === 'string' && statements.length > 1 ? `${value}\n` : value;
  }
  const out: Value[] = [];
  run(frame, out);
  const [only] = out;
  if (out.length === 0) return '';
  return out.length === 1 && only !== undefined ? native(only) : out.map(str).join('');
}

/** A newline behind a lone expression does not make a text of its value. */
function isOnlyNewline(second: Statement | undefined, count: number): boolean {
  return count === 2 && second?.kind === 'text' && second.text === '\n';
}

function native(value: Value): Value {
  const result = value instanceof PySet ? [...value.items.values()] : value;
  requireDefinedInside(result);
  return result;
}

const complete = new WeakSet();

/** Throws for something undefined within a list or dictionary; each is looked through once. */
function requireDefinedInside(value: Value): void {
  if (!(isSequence(value) || isMapping(value)) || complete.has(value)) return;
  complete.add(value);
  for (const item of isMapping(value) ? value.values() : value) {
    if (item instanceof Undefined) {
      complete.delete(value);
      requireDefined(item);
    }
    requireDefinedInside(item);
  }
}

/** A template file's text, rendered: always a text. */
export function renderFile(
  source: string,
  environment: TemplateEnvironment,
  options: RenderOptions = {},
): string {
  const { text, overrides } = header(source);
  const delimiters = { ...delimitersOf(options), ...options.delimiters, ...overrides.delimiters };
  const statements = parseTemplate(tokenize(text, { ...options, ...overrides, delimiters }), {
    rawStrings: false,
  });
  const frame = rootFrame(environment, options.path);
  for (const [name, value] of options.variables ?? []) frame.names.set(name, value);
  const rendered = render(statements, frame);
  return options.newline === undefined || options.newline === '\n'
    ? rendered
    : rendered.replaceAll('\n', options.newline);
}

function delimitersOf(options: Partial<Delimiters>): Partial<Delimiters> {
  const names = Object.values(overrideNames).filter((name) => options[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, options[name]]));
}

const overrideNames: Readonly<Record<string, keyof Delimiters>> = {
  variable_start_string: 'variableStart',
  variable_end_string: 'variableEnd',
  block_start_string: 'blockStart',
  block_end_string: 'blockEnd',
  comment_start_string: 'commentStart',
  comment_end_string: 'commentEnd',
};

/** The `#jinja2:` line at the head of a file: `trim_blocks: False, variable_start_string: '[['`. */
function header(source: string): { readonly text: string; readonly overrides: LexerOptions } {
  const match = /^#jinja2:([^\n]*)(?:\n|$)/.exec(source);
  if (match === null) return { text: source, overrides: {} };
  const delimiters: Partial<Record<keyof Delimiters, string>> = {};
  const flags: { trimBlocks?: boolean; lstripBlocks?: boolean } = {};
  for (const pair of (match[1] ?? '').split(',')) {
    const at = pair.indexOf(':');
    const name = pair.slice(0, at).trim();
    const value = pair
      .slice(at + 1)
      .trim()
      .replace(/^(['"])(.*)\1$/, '$2');
    const delimiter = overrideNames[name];
    if (delimiter !== undefined) delimiters[delimiter] = value;
    if (name === 'trim_blocks') flags.trimBlocks = value === 'True' || value === 'true';
    if (name === 'lstrip_blocks') flags.lstripBlocks = value === 'True' || value === 'true';
  }
  return { text: source.slice(match[0].length), overrides: { ...flags, delimiters } };
}

/** A bare expression, as in `when` and `until`. */
export function evaluateExpression(source: string, environment: TemplateEnvironment): Value {
  return compileBare(source)(rootFrame(environment));
}

/** The truth of a condition: a text is an expression, a list holds if all of it does. */
export function isTrue(condition: Value, environment: TemplateEnvironment): boolean {
  if (isSequence(condition)) return condition.every((part) => isTrue(part, environment));
  if (typeof condition !== 'string') return isTruthy(condition);
  const text = isTemplate(condition) ? evaluateTemplate(condition, environment) : condition;
  if (typeof text !== 'string') return isTruthy(text);
  if (text.trim() === '') return true;
  return isTruthy(evaluateExpression(text, environment));
}

const templated = new WeakMap<object, boolean>();

/** Whether a value from YAML holds a template anywhere; remembered for lists and dictionaries. */
export function hasTemplate(raw: Value): boolean {
  if (typeof raw === 'string') return isTemplate(raw);
  if (raw instanceof Sealed) return true;
  if (!isSequence(raw) && !isMapping(raw)) return false;
  const known = templated.get(raw);
  if (known !== undefined) return known;
  const found = isSequence(raw)
    ? raw.some(hasTemplate)
    : [...raw].some(([key, value]) => hasTemplate(key) || hasTemplate(value));
  templated.set(raw, found);
  return found;
}

/** Evaluates every template in a value from YAML; entries of dictionaries that are `omit` are left out. */
export function evaluateValue(raw: Value, environment: TemplateEnvironment): Value {
  if (typeof raw === 'string') return evaluateTemplate(raw, environment);
  if (raw instanceof Sealed) return raw.open();
  if (!hasTemplate(raw)) return raw;
  if (isSequence(raw))
    return raw.map((item) => evaluateValue(item, environment)).filter((item) => !(item instanceof Omit));
  if (!isMapping(raw)) return raw;
  const made = new Map<Value, Value>();
  for (const [key, value] of raw) {
    const evaluated = evaluateValue(value, environment);
    if (!(evaluated instanceof Omit))
      made.set(typeof key === 'string' ? evaluateTemplate(key, environment) : key, evaluated);
  }
  return made;
}
