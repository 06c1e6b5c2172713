import { compileExpression } from './compile-expression.ts';
import { templateError } from './errors.ts';
import { childFrame, type Frame, type Run } from './frame.ts';
import type { Parameter } from './nodes.ts';
import { contentOf } from './output.ts';
import { Callable, makeTuple, Undefined, type Value } from './value.ts';

/** A macro as a function of the names around its definition. */
export function makeMacro(
  name: string,
  parameters: readonly Parameter[],
  body: Run,
): (frame: Frame) => Callable {
  const fallbacks = parameters.map(({ fallback }) =>
    fallback === undefined ? undefined : compileExpression(fallback),
  );
  return (frame) =>
    new Callable(name, ({ positional, named }) => {
      const inner = childFrame(frame);
      const rest = new Map(named);
      parameters.forEach((parameter, index) => {
        const given = index < positional.length ? positional[index] : rest.get(parameter.name);
        const fallback = fallbacks[index];
        if (positional[index] !== undefined && rest.has(parameter.name))
          throw templateError(`macro '${name}' got multiple values for argument '${parameter.name}'`);
        rest.delete(parameter.name);
        inner.names.set(
          parameter.name,
          given !== undefined
            ? given
            : fallback !== undefined
              ? fallback(inner)
              : new Undefined(`parameter '${parameter.name}' was not provided`),
        );
      });
      const caller = rest.get('caller');
      rest.delete('caller');
      inner.names.set('caller', caller ?? new Undefined("'caller' is undefined"));
      inner.names.set('varargs', makeTuple(positional.slice(parameters.length)));
      inner.names.set('kwargs', new Map<Value, Value>(rest));
      return contentOf(body, inner);
    });
}
