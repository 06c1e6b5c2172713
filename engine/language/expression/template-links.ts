/** Other templates: include, import, extends and blocks. */
import { isSequence } from './operations.ts';
import { compileStatements, type TemplateLinks } from './compile-template.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { childFrame, type Frame } from './frame.ts';
import { tokenize } from './lexer.ts';
import type { Statement } from './nodes.ts';
import { parseTemplate } from './parse-template.ts';
import { str } from './python-text.ts';
import { Callable, ObjectValue, type Value } from './value.ts';

/** Finds a template by name (or the first of several) beside the one that names it and on the search path. */
function load(
  frame: Frame,
  name: Value,
): { readonly path: string; readonly statements: readonly Statement[] } | undefined {
  const names = isSequence(name) ? name.map(str) : [str(name)];
  const { ports, searchPath } = frame.environment;
  const own = frame.template.path;
  const folders = [
    ...(own === undefined ? [] : [own.slice(0, own.lastIndexOf('/'))]),
    ...searchPath('templates'),
  ];
  for (const each of names) {
    const candidates = each.startsWith('/') ? [each] : folders.map((folder) => `${folder}/${each}`);
    for (const path of candidates) {
      const content = ports.readFile(path);
      if (content !== undefined)
        return {
          path,
          statements: parseTemplate(tokenize(new TextDecoder().decode(content)), { rawStrings: false }),
        };
    }
  }
  return undefined;
}

function found(
  frame: Frame,
  name: Value,
): { readonly path: string; readonly statements: readonly Statement[] } {
  const template = load(frame, name);
  if (template !== undefined) return template;
  throw new DroverError('template-failed', {
    detail: `The template ${str(name)} is not there.`,
    help: 'Put it beside this template, or into the role’s templates folder.',
  });
}

/** How compiled statements reach other templates. */
export const templateLinks: TemplateLinks = {
  include: (frame, name, { ignoreMissing, withContext }, out) => {
    const template = ignoreMissing ? load(frame, name) : found(frame, name);
    if (template === undefined) return;
    const inner: Frame = {
      ...childFrame(frame),
      isolated: !withContext,
      template: { path: template.path, blocks: new Map() },
    };
    out.push(render(template.statements, inner));
  },
  module: (frame, name, withContext) => {
    const template = found(frame, name);
    const inner: Frame = {
      ...childFrame(frame),
      isolated: !withContext,
      template: { path: template.path, blocks: new Map() },
    };
    const text = render(template.statements, inner);
    return new ObjectValue('TemplateModule', (key) => (key === '__str__' ? text : inner.names.get(key)));
  },
  extend: (frame, name) => {
    frame.template.parent = found(frame, name).statements;
  },
  block: (frame, name, out) => {
    const level = 0;
    renderBlock(frame, name, level, out);
  },
};

function render(statements: readonly Statement[], frame: Frame): string {
  collectBlocks(statements, frame);
  if (frame.template.blocks.size > 0) frame.names.set('self', selfOf(frame));
  const out: Value[] = [];
  compileStatements(statements, templateLinks)(frame, out);
  while (frame.template.parent !== undefined) {
    const parent = frame.template.parent;
    delete frame.template.parent;
    collectBlocks(parent, frame);
    out.length = 0;
    compileStatements(parent, templateLinks)(frame, out);
  }
  return out.map(str).join('');
}

/** Notes a template's blocks: those of the innermost template come first. */
export function collectBlocks(statements: readonly Statement[], frame: Frame): void {
  for (const node of statements) {
    if (node.kind === 'block') {
      frame.template.blocks.set(node.name, [...(frame.template.blocks.get(node.name) ?? []), node.body]);
      collectBlocks(node.body, frame);
    } else if (node.kind === 'if') node.branches.forEach((branch) => collectBlocks(branch.body, frame));
    else if ('body' in node) collectBlocks(node.body, frame);
  }
}

/** `self`: a template's blocks as functions. */
function selfOf(frame: Frame): ObjectValue {
  return new ObjectValue('TemplateReference', (name) => {
    if (!frame.template.blocks.has(name)) return undefined;
    return new Callable(name, () => {
      const out: Value[] = [];
      renderBlock(frame, name, 0, out);
      return out.map(str).join('');
    });
  });
}

function renderBlock(frame: Frame, name: string, level: number, out: Value[]): void {
  const body = frame.template.blocks.get(name)?.[level] ?? [];
  const inner = childFrame(frame);
  inner.names.set(
    'super',
    new Callable('super', () => {
      const above: Value[] = [];
      renderBlock(frame, name, level + 1, above);
      return above.map(str).join('');
    }),
  );
  compileStatements(body, templateLinks)(inner, out);
}

export { render };
