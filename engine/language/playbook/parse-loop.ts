import type { Located } from '../../diagnostics/span.ts';
import { didYouMean } from '../../schema/suggest.ts';
import type { Loop, LoopControl, Raw } from './ast.ts';
import { checkKeyword } from './keyword-values.ts';
import { loopControlKeywords } from './keyword-tables.ts';
import { isNothing, type ParseContext, type SourceEntry } from './parse-context.ts';

/** `loop` or the one `with_<lookup>`; reports a second one, and one without a value. */
export function parseLoop(context: ParseContext, entries: readonly SourceEntry[]): Loop | undefined {
  const loops = entries.filter(
    ({ name, value }) => name.startsWith('with_') || (name === 'loop' && !isNothing(value)),
  );
  const [first, second] = loops;
  if (second !== undefined) {
    context.report(
      'conflicting-actions',
      second.key,
      `duplicate loop in task: ${second.name}`,
      'A task has one loop: take one out, or loop over both with `with_nested` or the filter `product`.',
    );
  }
  if (first === undefined) return undefined;
  if (isNothing(first.value)) {
    context.report(
      'wrong-type',
      first.key,
      `you must specify a value when using ${first.name}`,
      'Give it a list, or a template that gives one.',
    );
    return undefined;
  }
  const value = context.locate(first.value);
  return first.name === 'loop'
    ? { kind: 'loop', value }
    : { kind: 'with', lookup: first.name.slice('with_'.length), value };
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

const properties: Readonly<Record<string, keyof LoopControl>> = {
  extended: 'extended',
  extended_allitems: 'extendedAllItems',
  index_var: 'indexVar',
  label: 'label',
  loop_var: 'loopVar',
  parallel: 'parallel',
  pause: 'pause',
};

export function parseLoopControl(context: ParseContext, entries: readonly SourceEntry[]): LoopControl {
  const control: Mutable<LoopControl> = {};
  const written = entries.find(({ name }) => name === 'loop_control');
  if (written === undefined || isNothing(written.value)) return control;
  if (!checkKeyword(context, 'loop_control', 'mapping', written.value) || written.value.kind !== 'mapping')
    return control;
  for (const { name, key, value } of context.source.entries(written.value)) {
    const kind = loopControlKeywords[name];
    const property = properties[name];
    if (kind === undefined || property === undefined) {
      context.report(
        'unknown-keyword',
        key,
        `'${name}' is not a valid attribute for a LoopControl`,
        didYouMean(name, Object.keys(loopControlKeywords)) ||
          `loop_control takes ${Object.keys(loopControlKeywords).join(', ')}.`,
      );
    } else if (!isNothing(value) && checkKeyword(context, name, kind, value)) {
      control[property] = context.locate(value) satisfies Located<Raw>;
    }
  }
  return control;
}
