/** Templates of playbooks as syntax trees, parsed once: they are checked before a run, and compiled when they are needed. */
import { tokenize, tokenizeExpression } from './lexer.ts';
import { parseBareExpression, parseTemplate } from './parse-template.ts';
import { remembered } from './remembered.ts';

const options = { rawStrings: true };

/** A text of a playbook. Throws TemplateSyntaxError. */
export const parsePlaybookText = remembered((source) => parseTemplate(tokenize(source, options), options));

/** A bare expression, as in `when`. Throws TemplateSyntaxError. */
export const parseCondition = remembered((source) => parseBareExpression(tokenizeExpression(source)));
