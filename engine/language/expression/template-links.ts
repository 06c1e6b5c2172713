/** Other templates: include, import, extends and blocks. */
import { compileStatements } from './compile-template.ts';
import { checkNames, compileFile, compileTemplate, type CompiledTemplate } from './compiled.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { templateError } from './errors.ts';
import {
  childFrame,
  templateState,
  type BlockStatement,
  type Frame,
  type Run,
  type TemplateLinks,
} from './frame.ts';
import type { Statement } from './nodes.ts';
import { isSequence } from './operations.ts';
import { concat } from './output.ts';
import { repr, str } from './python-text.ts';
import { Callable, ObjectValue, type Value } from './value.ts';

interface Found {
  readonly path: string;
  readonly template: CompiledTemplate;
}

/** Finds a template by name (or the first of several) beside the one that names it and on the search path. */
function find(frame: Frame, name: Value): Found | undefined {
  const { ports, searchPath } = frame.environment;
  const { path: own, lexer } = frame.template;
  const folders = [
    ...(own === undefined ? [] : [own.slice(0, own.lastIndexOf('/'))]),
    ...searchPath('templates'),
  ];
  for (const each of isSequence(name) ? name.map(str) : [str(name)]) {
    for (const path of each.startsWith('/') ? [each] : folders.map((folder) => `${folder}/${each}`)) {
      const content = ports.readFile(path);
      if (content === undefined) continue;
      const text = new TextDecoder().decode(content);
      const template = lexer === undefined ? compileFile(text) : compileTemplate(text, lexer);
      checkNames(template, frame.environment);
      return { path, template };
    }
  }
  return undefined;
}

function require(frame: Frame, name: Value): Found {
  const found = find(frame, name);
  if (found !== undefined) return found;
  throw new DroverError('template-failed', {
    detail: `The template ${isSequence(name) ? repr(name) : str(name)} is not there.`,
    help: 'Put it beside this template, or into the role’s templates folder.',
  });
}

/** A frame for another template, inside the one that names it. */
function frameFor(frame: Frame, { path, template }: Found, withContext: boolean): Frame {
  const { isFile, lexer } = frame.template;
  return {
    ...childFrame(frame),
    isolated: !withContext,
    template: templateState({ path, isFile, lexer, changesValues: template.changesValues }),
  };
}

/** How compiled statements reach other templates. */
export const templateLinks: TemplateLinks = {
  include: (frame, name, { ignoreMissing, withContext }, out) => {
    const found = ignoreMissing ? find(frame, name) : require(frame, name);
    if (found !== undefined) out.push(...render(found.template, frameFor(frame, found, withContext)));
  },
  module: (frame, name, withContext) => {
    const found = require(frame, name);
    const inner = frameFor(frame, found, withContext);
    const text = (): string => str(content);
    const content = concat(render(found.template, inner), inner.template.isFile);
    return new ObjectValue(
      'TemplateModule',
      (key) => (key.startsWith('_') ? undefined : inner.names.get(key)),
      {
        text: { str: text, repr: text },
      },
    );
  },
  extend: (frame, name, written) => {
    if (frame.template.parent !== undefined) throw templateError('extended multiple times');
    frame.template.parent = { ...require(frame, name).template, written };
  },
  block: (frame, node, out) => {
    /* Behind `extends`, a block only stands in for the one of the other template. */
    if (frame.template.parent !== undefined) return;
    const base = node.scoped ? frame : rootOf(frame);
    renderBlock(base, node.name, 0, out);
  },
};

/** The frame of the template as a whole. */
function rootOf(frame: Frame): Frame {
  let at = frame;
  while (at.parent !== undefined && at.parent.template === frame.template) at = at.parent;
  return at;
}

/** What a template puts out, and the ones that it extends. */
export function render(template: CompiledTemplate, frame: Frame): Value[] {
  const out: Value[] = [];
  const state = frame.template;
  let current: { readonly statements: readonly Statement[]; readonly run: Run } | undefined = template;
  while (current !== undefined) {
    collectBlocks(current.statements, frame);
    if (state.blocks.size > 0) frame.names.set('self', selfOf(frame));
    current.run(frame, out);
    const parent: typeof state.parent = state.parent;
    if (parent !== undefined) out.length = parent.written;
    delete state.parent;
    current = parent;
  }
  return out;
}

/** Notes a template's blocks: those of the innermost template come first. */
function collectBlocks(statements: readonly Statement[], frame: Frame): void {
  for (const node of statements) {
    if (node.kind === 'block')
      frame.template.blocks.set(node.name, [...(frame.template.blocks.get(node.name) ?? []), node]);
    if (node.kind === 'if') node.branches.forEach((branch) => collectBlocks(branch.body, frame));
    if ('body' in node) collectBlocks(node.body, frame);
    if ('otherwise' in node) collectBlocks(node.otherwise, frame);
  }
}

/** `self`: a template's blocks as functions. */
function selfOf(frame: Frame): ObjectValue {
  return new ObjectValue('TemplateReference', (name) =>
    frame.template.blocks.has(name) ? blockFunction(frame, name, 0) : undefined,
  );
}

function blockFunction(frame: Frame, name: string, level: number): Callable {
  return new Callable(name, () => {
    const out: Value[] = [];
    renderBlock(frame, name, level, out);
    return concat(out, frame.template.isFile);
  });
}

function renderBlock(frame: Frame, name: string, level: number, out: Value[]): void {
  const levels = frame.template.blocks.get(name) ?? [];
  const node = levels[level];
  if (node === undefined) throw templateError(`there is no parent block called '${name}'.`);
  if (node.required && levels.length === 1) throw templateError(`Required block '${name}' not found`);
  const inner = childFrame(frame);
  inner.names.set('super', blockFunction(frame, name, level + 1));
  runOf(node)(inner, out);
}

const runs = new WeakMap<BlockStatement, Run>();

function runOf(node: BlockStatement): Run {
  const known = runs.get(node) ?? compileStatements(node.body);
  runs.set(node, known);
  return known;
}
