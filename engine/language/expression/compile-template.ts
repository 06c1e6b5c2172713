/** Statements as closures that put out values. */
import {
  blockText,
  callValue,
  compileArguments,
  compileExpression,
  type Evaluate,
} from './compile-expression.ts';
import { templateError } from './errors.ts';
import { childFrame, resolveName, type Frame } from './frame.ts';
import { iterationOf } from './loop.ts';
import { makeMacro } from './macro.ts';
import type { Expression, Statement, Target } from './nodes.ts';
import { isTruthy, iterate, requireDefined } from './operations.ts';
import { str } from './python-text.ts';
import { Callable, ObjectValue, Undefined, type Value } from './value.ts';

/** Puts its values out in order; the result tells whether a loop is left. */
export type Run = (frame: Frame, out: Value[]) => Signal;
export type Signal = 'break' | 'continue' | undefined;

/** How statements reach other templates: those of `include`, `import` and `extends`. */
export interface TemplateLinks {
  include(
    frame: Frame,
    name: Value,
    options: { readonly ignoreMissing: boolean; readonly withContext: boolean },
    out: Value[],
  ): void;
  module(frame: Frame, name: Value, withContext: boolean): ObjectValue;
  extend(frame: Frame, name: Value): void;
  block(frame: Frame, name: string, out: Value[]): void;
}

type Compilers = {
  readonly [K in Statement['kind']]: (node: Extract<Statement, { kind: K }>, links: TemplateLinks) => Run;
};

/** Statements as one closure. */
export function compileStatements(nodes: readonly Statement[], links: TemplateLinks): Run {
  const steps = nodes.map((node) =>
    (compilers[node.kind] as (node: Statement, links: TemplateLinks) => Run)(node, links),
  );
  const [only] = steps;
  if (steps.length === 1 && only !== undefined) return only;
  return (frame, out) => {
    for (const step of steps) {
      const signal = step(frame, out);
      if (signal !== undefined) return signal;
    }
    return undefined;
  };
}

const compilers: Compilers = {
  text:
    ({ text }) =>
    (_frame, out) => {
      out.push(text);
      return undefined;
    },
  output: ({ value }) => {
    const of = compileExpression(value);
    return (frame, out) => {
      out.push(outputOf(of(frame)));
      return undefined;
    };
  },
  if: ({ branches, otherwise }, links) => {
    const cases = branches.map(({ test, body }) => ({
      test: compileExpression(test),
      run: compileStatements(body, links),
    }));
    const no = compileStatements(otherwise, links);
    return (frame, out) => (cases.find(({ test }) => isTruthy(test(frame)))?.run ?? no)(frame, out);
  },
  for: compileFor,
  set: ({ target, value }) => {
    const [of, assign] = [compileExpression(value), assigner(target)];
    return (frame) => {
      assign(frame, of(frame));
      return undefined;
    };
  },
  'set-block': ({ target, filters, body }, links) => {
    const [run, assign, filter] = [compileStatements(body, links), assigner(target), compileFilters(filters)];
    return (frame) => {
      assign(frame, filter(frame, textOf(run, childFrame(frame))));
      return undefined;
    };
  },
  macro: ({ name, parameters, body }, links) => {
    const make = makeMacro(name, parameters, compileStatements(body, links));
    return (frame) => {
      frame.names.set(name, make(frame));
      return undefined;
    };
  },
  'call-block': ({ call, parameters, body }, links) => {
    const make = makeMacro('caller', parameters, compileStatements(body, links));
    if (call.kind !== 'call') throw templateError('expected call');
    const [callee, given] = [compileExpression(call.callee), compileArguments(call.args)];
    return (frame, out) => {
      const { positional, named } = given(frame);
      out.push(callValue(callee(frame), { positional, named: new Map([...named, ['caller', make(frame)]]) }));
      return undefined;
    };
  },
  'filter-block': ({ filters, body }, links) => {
    const [run, filter] = [compileStatements(body, links), compileFilters(filters)];
    return (frame, out) => {
      out.push(requireDefined(filter(frame, textOf(run, childFrame(frame)))));
      return undefined;
    };
  },
  with: ({ bindings, body }, links) => {
    const set = bindings.map(([target, value]) => [assigner(target), compileExpression(value)] as const);
    const run = compileStatements(body, links);
    return (frame, out) => {
      const inner = childFrame(frame);
      for (const [assign, value] of set) assign(inner, value(frame));
      return run(inner, out);
    };
  },
  scope: ({ body }, links) => compileStatements(body, links),
  do: ({ value }) => {
    const of = compileExpression(value);
    return (frame) => {
      of(frame);
      return undefined;
    };
  },
  break: () => () => 'break',
  continue: () => () => 'continue',
  block:
    ({ name }, links) =>
    (frame, out) => {
      links.block(frame, name, out);
      return undefined;
    },
  extends: ({ template }, links) => {
    const of = compileExpression(template);
    return (frame) => {
      links.extend(frame, of(frame));
      return undefined;
    };
  },
  include: ({ template, ignoreMissing, withContext }, links) => {
    const of = compileExpression(template);
    return (frame, out) => {
      links.include(frame, of(frame), { ignoreMissing, withContext }, out);
      return undefined;
    };
  },
  import: ({ template, alias, withContext }, links) => {
    const of = compileExpression(template);
    return (frame) => {
      frame.names.set(alias, links.module(frame, of(frame), withContext));
      return undefined;
    };
  },
  'from-import': ({ template, names, withContext }, links) => {
    const of = compileExpression(template);
    return (frame) => {
      const module = links.module(frame, of(frame), withContext);
      for (const [name, alias] of names) {
        const value = module.get(name);
        if (value === undefined)
          throw templateError(`the template ${str(of(frame))} does not export the requested name '${name}'`);
        frame.names.set(alias, value);
      }
      return undefined;
    };
  },
};

function compileFor(node: Extract<Statement, { kind: 'for' }>, links: TemplateLinks): Run {
  const iterable = compileExpression(node.iterable);
  const filter = node.filter === undefined ? undefined : compileExpression(node.filter);
  const [assign, body, otherwise] = [
    assigner(node.target),
    compileStatements(node.body, links),
    compileStatements(node.otherwise, links),
  ];
  const walk = (frame: Frame, all: readonly Value[], depth: number, out: Value[]): Signal => {
    const items = filter === undefined ? all : all.filter((item) => keeps(frame, item, assign, filter));
    if (items.length === 0) return otherwise(childFrame(frame), out);
    const again = new Callable('loop', (args) => {
      const inner: Value[] = [];
      walk(frame, iterate(args.positional[0] ?? null), depth + 1, inner);
      return inner.map(str).join('');
    });
    const iteration = iterationOf(items, depth, node.recursive ? again : undefined);
    for (const item of items) {
      const inner = childFrame(frame);
      inner.names.set('loop', iteration.next());
      assign(inner, item);
      const signal = body(inner, out);
      if (signal === 'break') break;
    }
    return undefined;
  };
  return (frame, out) => walk(frame, iterate(iterable(frame)), 0, out);
}

function keeps(frame: Frame, item: Value, assign: Assign, filter: Evaluate): boolean {
  const inner = childFrame(frame);
  assign(inner, item);
  return isTruthy(filter(inner));
}

type Assign = (frame: Frame, value: Value) => void;

function assigner(target: Target): Assign {
  if (target.kind === 'name') return (frame, value) => void frame.names.set(target.name, value);
  if (target.kind === 'namespace')
    return (frame, value) => setNamespace(frame, target.object, target.name, value);
  const parts = target.items.map(assigner);
  return (frame, value) => {
    const items = iterate(value);
    if (items.length < parts.length)
      throw templateError(`not enough values to unpack (expected ${parts.length}, got ${items.length})`);
    if (items.length > parts.length)
      throw templateError(`too many values to unpack (expected ${parts.length})`);
    parts.forEach((assign, index) => assign(frame, items[index] ?? null));
  };
}

function setNamespace(frame: Frame, object: string, name: string, value: Value): void {
  const namespace = resolveName(frame, object);
  if (!(namespace instanceof ObjectValue) || namespace.set === undefined)
    throw templateError('cannot assign attribute on non-namespace object');
  namespace.set(name, value);
}

function compileFilters(filters: Expression | undefined): (frame: Frame, text: string) => Value {
  if (filters === undefined) return (_frame, text) => text;
  const of = compileExpression(filters);
  return (frame, text) => {
    const inner = childFrame(frame);
    inner.names.set(blockText, text);
    return of(inner);
  };
}

/** A value as it may be put out. */
export function outputOf(value: Value): Value {
  return value instanceof Undefined && value.silent ? '' : requireDefined(value);
}

/** What statements put out, as one text. */
export function textOf(run: Run, frame: Frame): string {
  const out: Value[] = [];
  run(frame, out);
  return out.map(str).join('');
}
