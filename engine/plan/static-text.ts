import type { Located } from '../diagnostics/span.ts';
import { hasTemplate } from '../language/expression/template.ts';
import type { Value } from '../language/expression/value.ts';
import type { NodeContext } from './planned.ts';
import type { Planner } from './planner.ts';

/** A value that must be known before anything runs, as text; reports, and gives undefined, where it is none. */
export function staticText(
  raw: Located<Value>,
  what: string,
  context: NodeContext,
  planner: Planner,
): string | undefined {
  const value = hasTemplate(raw.value) ? planner.evaluate(raw, context) : raw.value;
  if (value === undefined) return undefined;
  if (typeof value === 'string' && value !== '') return value;
  planner.sink.report('wrong-type', {
    detail: `${what} must be a text that is not empty.`,
    help: 'Write the name itself, or a template that gives one.',
    span: raw.span,
  });
  return undefined;
}
