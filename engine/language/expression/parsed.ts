/** Templates of playbooks as syntax trees, parsed once: they are checked before a run, and compiled when they are needed. */
import { tokenize, tokenizeExpression } from './lexer.ts';
import { parseBareExpression, parseTemplate } from './parse-template.ts';

const limit = 20_000;

/** `make`, remembering what it made; everything is forgotten when there is too much. */
export function remembered<T>(make: (source: string) => T): (source: string) => T {
  const known = new Map<string, T>();
  return (source) => {
    const found = known.get(source);
    if (found !== undefined) return found;
    const made = make(source);
    if (known.size >= limit) known.clear();
    known.set(source, made);
    return made;
  };
}

const options = { rawStrings: true };

/** A text of a playbook. Throws TemplateSyntaxError. */
export const parsePlaybookText = remembered((source) => parseTemplate(tokenize(source, options), options));

/** A bare expression, as in `when`. Throws TemplateSyntaxError. */
export const parseCondition = remembered((source) => parseBareExpression(tokenizeExpression(source)));
