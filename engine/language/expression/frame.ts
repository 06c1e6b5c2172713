import { DroverError } from '../../diagnostics/drover-error.ts';
import type { TemplateEnvironment } from './environment.ts';
import { globals } from './globals.ts';
import type { Statement } from './nodes.ts';
import { Undefined, type Value } from './value.ts';

/** The names that a template has set, inner scopes first, and what it is evaluated in. */
export interface Frame {
  readonly environment: TemplateEnvironment;
  readonly parent: Frame | undefined;
  readonly names: Map<string, Value>;
  readonly template: TemplateState;
  /** A template that was imported without context sees globals only. */
  readonly isolated?: boolean;
}

/** What a whole template has: its blocks, and how it finds others. */
export interface TemplateState {
  readonly path: string | undefined;
  readonly blocks: Map<string, readonly (readonly Statement[])[]>;
  /** The block being rendered and its level, for super(). */
  current?: { readonly name: string; readonly level: number };
  /** Set by `extends`. */
  parent?: readonly Statement[];
}

export function rootFrame(environment: TemplateEnvironment, path?: string): Frame {
  return { environment, parent: undefined, names: new Map(), template: { path, blocks: new Map() } };
}

export function childFrame(parent: Frame): Frame {
  return { environment: parent.environment, parent, names: new Map(), template: parent.template };
}

/** The value of a name: set in the template, a variable, or a global function; Undefined where there is none. */
export function resolveName(frame: Frame, name: string): Value {
  let isolated = false;
  for (let at: Frame | undefined = frame; at !== undefined; at = at.parent) {
    const value = at.names.get(name);
    if (value !== undefined) return value;
    isolated ||= at.isolated === true;
  }
  const variable = isolated ? undefined : variableOf(frame, name);
  if (variable !== undefined) return variable;
  return globals(name, frame.environment) ?? new Undefined(`'${name}' is undefined`, name);
}

/** A variable whose own template uses something undefined is undefined itself, so that `default` and `defined` see it. */
function variableOf(frame: Frame, name: string): Value | undefined {
  try {
    return frame.environment.scope.get(name);
  } catch (error) {
    if (error instanceof DroverError && error.code === 'undefined-variable')
      return new Undefined(error.message, name);
    throw error;
  }
}
