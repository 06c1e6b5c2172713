/** Statements as closures that put out values. */
import {
  blockText,
  callValue,
  compileArguments,
  compileExpression,
  type Evaluate,
} from './compile-expression.ts';
import { templateError } from './errors.ts';
import { childFrame, resolveName, type Frame, type Run, type Signal } from './frame.ts';
import { iterationOf } from './loop.ts';
import { makeMacro } from './macro.ts';
import type { Expression, Statement, Target } from './nodes.ts';
import { concat, contentOf, outputOf } from './output.ts';
import { isTruthy, iterate } from './operations.ts';
import { repr } from './python-text.ts';
import { Callable, ObjectValue, Undefined, type Value } from './value.ts';

type Compilers = {
  readonly [K in Statement['kind']]: (node: Extract<Statement, { kind: K }>) => Run;
};

/** Statements as one closure. */
export function compileStatements(nodes: readonly Statement[]): Run {
  const steps = nodes.map((node) => (compilers[node.kind] as (node: Statement) => Run)(node));
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
      /* Behind `extends`, what a template puts out at its top is dropped. */
      if (frame.template.parent !== undefined && frame.parent?.template !== frame.template) return undefined;
      out.push(outputOf(of(frame), frame.template.isFile));
      return undefined;
    };
  },
  if: ({ branches, otherwise }) => {
    const cases = branches.map(({ test, body }) => ({
      test: compileExpression(test),
      run: compileStatements(body),
    }));
    const no = compileStatements(otherwise);
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
  'set-block': ({ target, filters, body }) => {
    const [run, assign, filter] = [compileStatements(body), assigner(target), compileFilters(filters)];
    return (frame) => {
      assign(frame, filter(frame, contentOf(run, childFrame(frame))));
      return undefined;
    };
  },
  macro: ({ name, parameters, body }) => {
    const make = makeMacro(name, parameters, body, compileStatements(body));
    return (frame) => {
      frame.names.set(name, make(frame));
      return undefined;
    };
  },
  'call-block': ({ call, parameters, body }) => {
    const make = makeMacro('caller', parameters, body, compileStatements(body));
    if (call.kind !== 'call') throw templateError('expected call');
    const [callee, given] = [compileExpression(call.callee), compileArguments(call.args)];
    return (frame, out) => {
      const { positional, named } = given(frame);
      const made = callValue(callee(frame), {
        positional,
        named: new Map([...named, ['caller', make(frame)]]),
      });
      out.push(outputOf(made, frame.template.isFile));
      return undefined;
    };
  },
  'filter-block': ({ filters, body }) => {
    const [run, filter] = [compileStatements(body), compileFilters(filters)];
    return (frame, out) => {
      out.push(outputOf(filter(frame, contentOf(run, childFrame(frame))), frame.template.isFile));
      return undefined;
    };
  },
  with: ({ bindings, body }) => {
    const set = bindings.map(([target, value]) => [assigner(target), compileExpression(value)] as const);
    const run = compileStatements(body);
    return (frame, out) => {
      const inner = childFrame(frame);
      for (const [assign, value] of set) assign(inner, value(frame));
      return run(inner, out);
    };
  },
  scope: ({ body }) => compileStatements(body),
  do: ({ value }) => {
    const of = compileExpression(value);
    return (frame) => {
      of(frame);
      return undefined;
    };
  },
  break: () => () => 'break',
  continue: () => () => 'continue',
  block: (node) => (frame, out) => {
    frame.links.block(frame, node, out);
    return undefined;
  },
  extends: ({ template }) => {
    const of = compileExpression(template);
    return (frame, out) => {
      frame.links.extend(frame, of(frame), out.length);
      return undefined;
    };
  },
  include: ({ template, ignoreMissing, withContext }) => {
    const of = compileExpression(template);
    return (frame, out) => {
      frame.links.include(frame, of(frame), { ignoreMissing, withContext }, out);
      return undefined;
    };
  },
  import: ({ template, alias, withContext }) => {
    const of = compileExpression(template);
    return (frame) => {
      frame.names.set(alias, frame.links.module(frame, of(frame), withContext));
      return undefined;
    };
  },
  'from-import': ({ template, names, withContext }) => {
    const of = compileExpression(template);
    return (frame) => {
      const module = frame.links.module(frame, of(frame), withContext);
      for (const [name, alias] of names) {
        const value = module.get(name);
        frame.names.set(alias, value === undefined ? notExported(of(frame), name) : value);
      }
      return undefined;
    };
  },
};

function compileFor(node: Extract<Statement, { kind: 'for' }>): Run {
  const iterable = compileExpression(node.iterable);
  const filter = node.filter === undefined ? undefined : compileExpression(node.filter);
  const [assign, body, otherwise] = [
    assigner(node.target),
    compileStatements(node.body),
    compileStatements(node.otherwise),
  ];
  const walk = (frame: Frame, all: readonly Value[], depth: number, out: Value[]): Signal => {
    const items = filter === undefined ? all : all.filter((item) => keeps(frame, item, assign, filter));
    const again = new Callable('loop', (args) => {
      const inner: Value[] = [];
      walk(frame, iterate(args.positional[0] ?? null), depth + 1, inner);
      return concat(inner, frame.template.isFile);
    });
    const iteration = iterationOf(items, depth, node.recursive ? again : undefined);
    let completed = false;
    for (const item of items) {
      const inner = childFrame(frame);
      inner.names.set('loop', iteration.next());
      assign(inner, item);
      const signal = body(inner, out);
      completed ||= signal === undefined;
      if (signal === 'break') break;
    }
    /* As in Jinja, `else` runs too where no step came to its end. */
    return completed ? undefined : otherwise(childFrame(frame), out);
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

function notExported(template: Value, name: string): Undefined {
  return new Undefined(`the template ${repr(template)} does not export the requested name '${name}'`, name);
}

function setNamespace(frame: Frame, object: string, name: string, value: Value): void {
  const namespace = resolveName(frame, object);
  if (!(namespace instanceof ObjectValue) || namespace.set === undefined)
    throw templateError('cannot assign attribute on non-namespace object');
  namespace.set(name, value);
}

function compileFilters(filters: Expression | undefined): (frame: Frame, content: Value) => Value {
  if (filters === undefined) return (_frame, content) => content;
  const of = compileExpression(filters);
  return (frame, content) => {
    const inner = childFrame(frame);
    inner.names.set(blockText, content);
    return of(inner);
  };
}
