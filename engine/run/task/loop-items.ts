import { DroverError } from '../../diagnostics/drover-error.ts';
import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import { runLookup } from '../../language/expression/lookups/run-lookup.ts';
import { str } from '../../language/expression/python-text.ts';
import { Tuple, type Value } from '../../language/expression/value.ts';
import type { Loop } from '../../language/playbook/ast.ts';
import { evaluateAt } from './arguments.ts';

/** The items of `loop` (a list) or of `with_<lookup>` (what the lookup makes of its terms). */
export function loopItems(loop: Loop, environment: TemplateEnvironment, action: string): readonly Value[] {
  const value = evaluateLoop(loop, environment);
  if (loop.kind === 'with') {
    const lookup = loop.lookup ?? 'items';
    const items = runLookup(lookup, termsOf(value), new Map(), placeOf(lookup, environment, action));
    // Ansible hands items on as lists, also where the lookup makes tuples.
    return items.map((item) => (item instanceof Tuple ? Array.from(item) : item));
  }
  if (Array.isArray(value)) return value;
  throw new DroverError('wrong-type', {
    detail: `Invalid data passed to 'loop', it requires a list, got this instead: ${str(value)}. Hint: If you passed a list/dict of just one element, try adding wantlist=True to your lookup invocation or use q/query instead of lookup.`,
    help: 'Give loop a list; dict2items makes one of a dictionary, and [x] one of a single value.',
    span: loop.value.span,
  });
}

function evaluateLoop(loop: Loop, environment: TemplateEnvironment): Value {
  try {
    return evaluateAt(loop.value, environment);
  } catch (error) {
    if (!(error instanceof DroverError) || error.code !== 'undefined-variable') throw error;
    const cause = error.cause instanceof DroverError ? error.cause : error;
    throw new DroverError('undefined-variable', {
      detail: cause.diagnostic.detail,
      help: cause.diagnostic.help,
      span: loop.value.span,
      cause,
    });
  }
}

/** `with_first_found` looks where the action of its task has its files: roles find vars/Debian.yml for include_vars by that. */
function placeOf(lookup: string, environment: TemplateEnvironment, action: string): TemplateEnvironment {
  if (!/(?:^|\.)first_found$/.test(lookup)) return environment;
  const kind = ['template', 'var'].find((word) => action.includes(word));
  if (kind === undefined) return environment;
  return {
    ...environment,
    searchPath: (folder) => environment.searchPath(folder === 'files' ? `${kind}s` : folder),
  };
}

function termsOf(value: Value): readonly Value[] {
  return Array.isArray(value) ? value : [value];
}
