import { compileExpression, type Evaluate } from './compile-expression.ts';
import { eachNode } from './each-node.ts';
import { templateError } from './errors.ts';
import { childFrame, type Frame, type Run } from './frame.ts';
import type { Parameter, Statement } from './nodes.ts';
import { contentOf } from './output.ts';
import { Callable, makeTuple, ObjectValue, Undefined, type CallArguments, type Value } from './value.ts';

type Extra = 'varargs' | 'kwargs' | 'caller';

interface Signature {
  readonly name: string;
  readonly parameters: readonly { readonly name: string; readonly fallback: Evaluate | undefined }[];
  /** The special names that the body uses: only then may a call bring more than the parameters. */
  readonly uses: ReadonlySet<Extra>;
}

/** A macro as a function of the names around its definition. */
export function makeMacro(
  name: string,
  parameters: readonly Parameter[],
  body: readonly Statement[],
  run: Run,
): (frame: Frame) => Callable {
  const signature: Signature = {
    name,
    parameters: parameters.map((parameter) => ({
      name: parameter.name,
      fallback: parameter.fallback === undefined ? undefined : compileExpression(parameter.fallback),
    })),
    uses: extrasIn(body),
  };
  const fields = fieldsOf(signature);
  return (frame) =>
    new Callable(
      name,
      (args) => {
        const inner = childFrame(frame);
        bind(signature, args, inner);
        return contentOf(run, inner);
      },
      fields,
    );
}

function fieldsOf({ name, parameters, uses }: Signature): ObjectValue {
  const fields = new Map<string, Value>([
    ['name', name],
    ['arguments', makeTuple(parameters.map((parameter) => parameter.name))],
    ['catch_kwargs', uses.has('kwargs')],
    ['catch_varargs', uses.has('varargs')],
    ['caller', uses.has('caller')],
  ]);
  return new ObjectValue('Macro', (field) => fields.get(field));
}

/** Sets the parameters' names. Throws Jinja's TypeErrors for arguments that the macro does not take. */
function bind(
  { name, parameters, uses }: Signature,
  { positional, named }: CallArguments,
  inner: Frame,
): void {
  const rest = new Map(named);
  parameters.forEach((parameter, index) => {
    let value = positional[index];
    if (index >= positional.length) {
      value = rest.get(parameter.name);
      rest.delete(parameter.name);
    }
    inner.names.set(parameter.name, value === undefined ? fallbackOf(parameter, inner) : value);
  });
  if (uses.has('caller') && !parameters.some((parameter) => parameter.name === 'caller')) {
    inner.names.set('caller', rest.get('caller') ?? new Undefined('No caller defined', 'caller'));
    rest.delete('caller');
  }
  const [unknown] = rest.keys();
  if (uses.has('kwargs')) inner.names.set('kwargs', new Map<Value, Value>(rest));
  else if (unknown !== undefined) throw unexpected(name, unknown);
  if (uses.has('varargs')) inner.names.set('varargs', makeTuple(positional.slice(parameters.length)));
  else if (positional.length > parameters.length)
    throw templateError(`macro '${name}' takes not more than ${parameters.length} argument(s)`);
}

function fallbackOf({ name, fallback }: Signature['parameters'][number], inner: Frame): Value {
  return fallback === undefined
    ? new Undefined(`parameter '${name}' was not provided`, name)
    : fallback(inner);
}

function unexpected(name: string, argument: string): Error {
  return argument === 'caller'
    ? templateError(`macro '${name}' does not use caller(), but was called with a call block`)
    : templateError(`macro '${name}' takes no keyword argument '${argument}'`);
}

const extras: readonly Extra[] = ['varargs', 'kwargs', 'caller'];

/** Which of the special names stand anywhere in some statements. */
function extrasIn(body: readonly Statement[]): ReadonlySet<Extra> {
  const found = new Set<Extra>();
  eachNode(body, (node) => {
    const extra = node.kind === 'name' ? extras.find((each) => each === node.name) : undefined;
    if (extra !== undefined) found.add(extra);
  });
  return found;
}
