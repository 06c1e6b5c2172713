import { spanOf, type Located, type Span } from '../diagnostics/span.ts';
import { findSyntaxProblems, type SyntaxProblem } from '../language/expression/syntax.ts';
import { isTemplate } from '../language/expression/template.ts';
import type { Raw } from '../language/playbook/ast.ts';
import { didYouMean } from '../schema/suggest.ts';
import { writtenOffset } from '../text/written-offset.ts';
import type { Planner } from './planner.ts';

/** Reports what is wrong with the templates in a value, each at its place. A condition is an expression without braces. */
export function checkTemplatesIn(
  written: Located<Raw>,
  kind: 'template' | 'condition',
  planner: Planner,
): void {
  const { span } = written;
  const source = span.file.text.slice(span.start, span.end);
  let from = 0;
  for (const text of textsIn(written.value)) {
    const isExpression = kind === 'condition' && !isTemplate(text);
    if (!isExpression && !isTemplate(text)) continue;
    if (isExpression && text.trim() === '') continue;
    for (const problem of findSyntaxProblems(text, isExpression ? 'expression' : 'template')) {
      planner.sink.report(problem.code, {
        detail: detailOf(problem, kind),
        help: helpOf(problem),
        span: placeIn(span, text, problem.offset, from),
      });
    }
    // The same text may come again.
    from = writtenOffset(source, text, text.length, from) ?? from;
  }
}

function* textsIn(value: Raw): Generator<string> {
  if (typeof value === 'string') yield value;
  else if (Array.isArray(value)) for (const item of value) yield* textsIn(item);
  else if (value instanceof Map) {
    for (const [key, item] of value) {
      yield* textsIn(key);
      yield* textsIn(item);
    }
  }
}

function detailOf(problem: SyntaxProblem, kind: 'template' | 'condition'): string {
  if (problem.code !== 'template-syntax') return problem.message;
  return kind === 'condition'
    ? `The conditional check failed. The error was: template error while templating string: ${problem.message}`
    : `template error while templating string: ${problem.message}`;
}

function helpOf({ unknown, help = '' }: SyntaxProblem): string {
  if (unknown === undefined) return help;
  return didYouMean(unknown.name, unknown.known) || 'Check its name.';
}

/**
 * The place of an offset within a text, in the file that it was written in, from `from` of the value's source on; the
 * whole value where it cannot be told.
 */
export function placeIn(span: Span, text: string, offset: number, from = 0): Span {
  const { file } = span;
  const at = writtenOffset(file.text.slice(span.start, span.end), text, offset, from);
  if (at === undefined) return span;
  const start = span.start + at;
  return spanOf(file, start, Math.min(start + 1, span.end));
}
