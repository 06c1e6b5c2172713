/** Templates: compiled once, cached by their text, evaluated in an environment. */
import {
  checkNames,
  compileBareExpression,
  compileFile,
  compilePlaybookText,
  compileTemplate,
} from './compiled.ts';
import type { TemplateEnvironment } from './environment.ts';
import { templateError } from './errors.ts';
import { rootFrame } from './frame.ts';
import type { Delimiters, LexerOptions } from './lexer.ts';
import { isMapping, isSequence, isTruthy } from './operations.ts';
import { concat, outputOf, textOf } from './output.ts';
import { withinStack } from './recursion.ts';
import { render, templateLinks } from './template-links.ts';
import { Omit, PySet, Sealed, View, type Value } from './value.ts';

export interface RenderOptions extends LexerOptions, Partial<Delimiters> {
  readonly path?: string;
  readonly newline?: string;
  readonly variables?: ReadonlyMap<string, Value>;
}

/** Whether a text holds anything to evaluate. */
export function isTemplate(text: string): boolean {
  return text.includes('{') && /\{[{%#]/.test(text);
}

/** A text of a playbook: one lone expression gives its native value, anything else a text, and nothing at all None. */
export function evaluateTemplate(source: string, environment: TemplateEnvironment): Value {
  if (!isTemplate(source)) return source;
  return withinStack(() => {
    const template = compilePlaybookText(source);
    checkNames(template, environment);
    const frame = rootFrame(environment, { isFile: false, ...template }, templateLinks);
    const value = native(
      template.lone === undefined
        ? concat(render(template, frame), false)
        : outputOf(template.lone(frame), false),
    );
    return typeof value === 'string' ? withNewlines(value, source, '\n') : value;
  });
}

/** A text with as many newlines at its end as its template has. */
function withNewlines(text: string, source: string, newline: string): string {
  const missing = newlinesAtEnd(source) - newlinesAtEnd(text);
  return missing > 0 ? text + newline.repeat(missing) : text;
}

function newlinesAtEnd(text: string): number {
  let count = 0;
  while (count < text.length && text[text.length - 1 - count] === '\n') count += 1;
  return count;
}

function native(value: Value): Value {
  return value instanceof PySet ? [...value.items.values()] : value;
}

/** A template file's text, rendered: always a text. */
export function renderFile(
  source: string,
  environment: TemplateEnvironment,
  options: RenderOptions = {},
): string {
  return withinStack(() => {
    const { text, overrides, newline = options.newline } = header(source);
    const lexer = lexerOptions(options, overrides);
    const template = lexer === undefined ? compileFile(text) : compileTemplate(text, lexer);
    checkNames(template, environment);
    const frame = rootFrame(
      environment,
      { path: options.path, isFile: true, lexer, ...template },
      templateLinks,
    );
    for (const [name, value] of options.variables ?? []) frame.names.set(name, value);
    const rendered = withNewlines(render(template, frame).map(textOf).join(''), text, '\n');
    return newline === undefined || newline === '\n' ? rendered : rendered.replaceAll('\n', newline);
  });
}

/** How the file is to be read; undefined where nothing differs from the usual. */
function lexerOptions(options: RenderOptions, overrides: LexerOptions): LexerOptions | undefined {
  const delimiters = { ...delimitersOf(options), ...options.delimiters, ...overrides.delimiters };
  const { trimBlocks = true, lstripBlocks = false } = { ...options, ...overrides };
  const { lineStatementPrefix, lineCommentPrefix } = overrides;
  const prefixes = {
    ...(lineStatementPrefix === undefined ? {} : { lineStatementPrefix }),
    ...(lineCommentPrefix === undefined ? {} : { lineCommentPrefix }),
  };
  const isUsual = Object.keys({ ...delimiters, ...prefixes }).length === 0 && trimBlocks && !lstripBlocks;
  return isUsual ? undefined : { delimiters, trimBlocks, lstripBlocks, ...prefixes };
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

interface Header {
  readonly text: string;
  readonly overrides: LexerOptions;
  readonly newline?: string;
}

/** The `#jinja2:` line at the head of a file: `trim_blocks: False, variable_start_string: '[['`. */
function header(source: string): Header {
  const match = /^#jinja2:([^\n]*)(?:\n|$)/.exec(source);
  if (match === null) return { text: source, overrides: {} };
  const delimiters: Partial<Record<keyof Delimiters, string>> = {};
  const flags: { trimBlocks?: boolean; lstripBlocks?: boolean } = {};
  const prefixes: { lineStatementPrefix?: string; lineCommentPrefix?: string } = {};
  let newline: string | undefined;
  for (const pair of (match[1] ?? '').split(',')) {
    const at = pair.indexOf(':');
    if (at === -1) {
      throw templateError(
        `failed to parse jinja2 override '${pair.trim()}'. Did you use something different from colon as key-value separator?`,
        "The line at the head has options such as #jinja2: trim_blocks: False, block_start_string: '<%'",
      );
    }
    const name = pair.slice(0, at).trim();
    const value = pair
      .slice(at + 1)
      .trim()
      .replace(/^(['"])(.*)\1$/, '$2');
    const delimiter = overrideNames[name];
    if (delimiter !== undefined) delimiters[delimiter] = value;
    if (name === 'trim_blocks') flags.trimBlocks = value === 'True' || value === 'true';
    if (name === 'lstrip_blocks') flags.lstripBlocks = value === 'True' || value === 'true';
    if (name === 'line_statement_prefix') prefixes.lineStatementPrefix = value;
    if (name === 'line_comment_prefix') prefixes.lineCommentPrefix = value;
    if (name === 'newline_sequence') newline = value.replaceAll('\\r', '\r').replaceAll('\\n', '\n');
  }
  return {
    text: source.slice(match[0].length),
    overrides: { ...flags, ...prefixes, delimiters },
    ...(newline === undefined ? {} : { newline }),
  };
}

/** A bare expression, as in `when` and `until`. */
export function evaluateExpression(source: string, environment: TemplateEnvironment): Value {
  return withinStack(() => {
    const expression = compileBareExpression(source);
    checkNames(expression, environment);
    const { evaluate, changesValues } = expression;
    const value = evaluate(rootFrame(environment, { isFile: false, changesValues }, templateLinks));
    return value instanceof View ? [...value] : value;
  });
}

/**
 * The truth of a condition: a text is an expression, a list holds if all of it does, nothing holds. A text with
 * templates in it is templated first; what comes out may not look things up.
 */
export function isTrue(condition: Value, environment: TemplateEnvironment): boolean {
  if (condition === null) return true;
  if (isSequence(condition)) return condition.every((part) => isTrue(part, environment));
  if (typeof condition !== 'string') return isTruthy(condition);
  if (!isTemplate(condition)) return isTrueText(condition, environment);
  const made = evaluateTemplate(condition, environment);
  return typeof made === 'string'
    ? isTrueText(made, { ...environment, refusesLookups: true })
    : isTruthy(made);
}

function isTrueText(text: string, environment: TemplateEnvironment): boolean {
  return text.trim() === '' || isTruthy(evaluateExpression(text, environment));
}

const templated = new WeakMap<object, boolean>();

/** Whether a value from YAML holds a template anywhere but in keys; remembered for lists and dictionaries. */
export function hasTemplate(raw: Value): boolean {
  if (typeof raw === 'string') return isTemplate(raw);
  if (raw instanceof Sealed) return true;
  if (!isSequence(raw) && !isMapping(raw)) return false;
  const known = templated.get(raw);
  if (known !== undefined) return known;
  const found = isSequence(raw) ? raw.some(hasTemplate) : [...raw.values()].some(hasTemplate);
  templated.set(raw, found);
  return found;
}

/**
 * Evaluates every template in a value from YAML. Keys of dictionaries are no templates; entries that are `omit` are
 * left out.
 */
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
    if (!(evaluated instanceof Omit)) made.set(key, evaluated);
  }
  return made;
}
