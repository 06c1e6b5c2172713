import { spanOf, type Located, type Span } from '../diagnostics/span.ts';
import { findSyntaxProblems, type SyntaxProblem } from '../language/expression/syntax.ts';
import { isTemplate } from '../language/expression/template.ts';
import type { Raw } from '../language/playbook/ast.ts';
import { didYouMean } from '../schema/suggest.ts';
import type { Planner } from './planner.ts';

/** Reports what is wrong with the templates in a value, each at its place. A condition is an expression without braces. */
export function checkTemplatesIn(
  written: Located<Raw>,
  kind: 'template' | 'condition',
  planner: Planner,
): void {
  for (const text of textsIn(written.value)) {
    const isExpression = kind === 'condition' && !isTemplate(text);
    if (!isExpression && !isTemplate(text)) continue;
    if (isExpression && text.trim() === '') continue;
    for (const problem of findSyntaxProblems(text, isExpression ? 'expression' : 'template')) {
      planner.sink.report(problem.code, {
        detail: detailOf(problem, kind),
        help: helpOf(problem),
        span: placeIn(written.span, text, problem.offset),
      });
    }
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

function helpOf({ unknown }: SyntaxProblem): string {
  if (unknown === undefined)
    return 'Mend the expression; text in it stands in quotes, and each bracket is closed.';
  return didYouMean(unknown.name, unknown.known) || 'Check its name.';
}

/**
 * The place of an offset within a text, in the file that it was written in. Where the text stands there otherwise
 * (escapes, folded lines), the line of the offset is looked for, and at last the whole value is given.
 */
export function placeIn(span: Span, text: string, offset: number): Span {
  const { file } = span;
  const source = file.text.slice(span.start, span.end);
  const lineStart = text.lastIndexOf('\n', offset - 1) + 1;
  const lineEnd = text.indexOf('\n', offset);
  const line = text.slice(lineStart, lineEnd === -1 ? undefined : lineEnd);
  for (const [piece, from] of [
    [text, 0],
    [line, lineStart],
  ] as const) {
    const at = piece === '' ? -1 : source.indexOf(piece);
    if (at === -1) continue;
    const start = span.start + at + (offset - from);
    return spanOf(file, start, Math.min(start + 1, span.end));
  }
  return span;
}
