import type { TemplateEnvironment } from './environment.ts';
import { globals } from './globals.ts';
import type { Statement } from './nodes.ts';
import type { LexerOptions } from './lexer.ts';
import { orUndefined } from './undefined-variable.ts';
import { PySet, Tuple, Undefined, View, type ObjectValue, type Value } from './value.ts';

/** Statements, compiled: puts its values out in order; the result tells whether a loop is left. */
export type Run = (frame: Frame, out: Value[]) => Signal;
export type Signal = 'break' | 'continue' | undefined;

/** The names that a template has set, inner scopes first, and what it is evaluated in. */
export interface Frame {
  readonly environment: TemplateEnvironment;
  readonly parent: Frame | undefined;
  readonly names: Map<string, Value>;
  readonly template: TemplateState;
  readonly links: TemplateLinks;
  /** A template that was imported without context sees globals only. */
  readonly isolated?: boolean;
}

/** How statements reach other templates and the blocks of their own. */
export interface TemplateLinks {
  include(frame: Frame, name: Value, options: IncludeOptions, out: Value[]): void;
  module(frame: Frame, name: Value, withContext: boolean): ObjectValue;
  /** From here on the template is only a source of blocks for the one with this name; `written` values stay put out. */
  extend(frame: Frame, name: Value, written: number): void;
  block(frame: Frame, node: BlockStatement, out: Value[]): void;
}

export interface IncludeOptions {
  readonly ignoreMissing: boolean;
  readonly withContext: boolean;
}

export type BlockStatement = Extract<Statement, { kind: 'block' }>;

/** What a whole template has: its blocks, and how it treats values. */
export interface TemplateState {
  readonly path: string | undefined;
  /** A template file: what it puts out is text, and None is nothing. */
  readonly isFile: boolean;
  /** Of each name the innermost block first. */
  readonly blocks: Map<string, readonly BlockStatement[]>;
  /** The template calls methods such as `append`: it works on copies of variables, which last as long as its rendering. */
  readonly copies: Map<string, Value> | undefined;
  /** How other templates that it names are read. */
  readonly lexer: LexerOptions | undefined;
  /** Set by `extends`. */
  parent?: { readonly statements: readonly Statement[]; readonly run: Run; readonly written: number };
}

/** What is known of a template before it runs. */
export interface TemplateTraits {
  readonly path?: string | undefined;
  readonly isFile: boolean;
  readonly changesValues: boolean;
  readonly lexer?: LexerOptions | undefined;
}

export function templateState({ path, isFile, changesValues, lexer }: TemplateTraits): TemplateState {
  return { path, isFile, lexer, blocks: new Map(), copies: changesValues ? new Map() : undefined };
}

export function rootFrame(
  environment: TemplateEnvironment,
  traits: TemplateTraits,
  links: TemplateLinks,
): Frame {
  return { environment, parent: undefined, names: new Map(), template: templateState(traits), links };
}

export function childFrame(parent: Frame): Frame {
  const { environment, template, links } = parent;
  return { environment, parent, names: new Map(), template, links };
}

/** The value of a name: set in the template, a variable, or a global function; Undefined where there is none. */
export function resolveName(frame: Frame, name: string): Value {
  let at: Frame | undefined = frame;
  for (; at !== undefined && at.isolated !== true; at = at.parent) {
    const value = at.names.get(name);
    if (value !== undefined) return value;
  }
  const own = at?.names.get(name);
  if (own !== undefined) return own;
  const variable =
    at !== undefined ? undefined : (frame.template.copies?.get(name) ?? variableOf(frame, name));
  if (variable !== undefined) return variable;
  return globals(name, frame.environment) ?? new Undefined(`'${name}' is undefined`, name);
}

function variableOf({ environment, template }: Frame, name: string): Value | undefined {
  const value = orUndefined(name, () => environment.scope.get(name));
  if (value === undefined || template.copies === undefined) return value;
  const copy = copyOf(value);
  template.copies.set(name, copy);
  return copy;
}

function copyOf(value: Value): Value {
  if (value instanceof Tuple || value instanceof View) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, copyOf(item)]));
  return value instanceof PySet ? new PySet(new Map(value.items)) : value;
}
