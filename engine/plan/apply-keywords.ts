import type { Located, Span } from '../diagnostics/span.ts';
import { str } from '../language/expression/python-text.ts';
import type { Keywords, Raw } from '../language/playbook/ast.ts';
import { singleKeywords } from '../language/playbook/single-keywords.ts';
import { didYouMean } from '../schema/suggest.ts';
import type { Planner } from './planner.ts';

const several = ['when', 'tags', 'environment', 'module_defaults', 'vars', 'collections', 'name'];

/** `apply:` of an include: the keywords that it hands to all that it brings in. Unknown ones are reported. */
export function applyKeywords(written: Located<Raw> | undefined, planner: Planner): Keywords {
  if (written === undefined) return {};
  const { value, span } = written;
  if (!(value instanceof Map)) {
    planner.sink.report('wrong-type', {
      detail: "Expected a dict for 'apply'.",
      help: 'Write keywords below it: `apply: {tags: [x]}`.',
      span,
    });
    return {};
  }
  const found: { -readonly [K in keyof Keywords]: Keywords[K] } = {};
  for (const [key, item] of value) {
    const property = typeof key === 'string' ? singleKeywords[key] : undefined;
    if (property !== undefined) found[property] = { value: item, span };
    else if (typeof key === 'string' && several.includes(key)) takeList(key, item, span, found);
    else reportUnknown(str(key), span, planner);
  }
  return found;
}

function takeList(
  key: string,
  value: Raw,
  span: Span,
  found: { -readonly [K in keyof Keywords]: Keywords[K] },
): void {
  const list = (Array.isArray(value) ? value : [value]).map((item) => ({ value: item, span }));
  const texts = list.flatMap(({ value: item }) => (typeof item === 'string' ? item.split(',') : []));
  if (key === 'when') found.when = list;
  else if (key === 'environment') found.environment = list;
  else if (key === 'module_defaults') found.moduleDefaults = list;
  else if (key === 'tags') found.tags = texts.map((text) => ({ value: text.trim(), span }));
  else if (key === 'collections') found.collections = texts;
  else if (key === 'vars' && value instanceof Map) {
    found.vars = new Map([...value].map(([name, item]) => [str(name), { value: item, span }]));
  }
}

function reportUnknown(name: string, span: Span, planner: Planner): void {
  const known = [...Object.keys(singleKeywords), ...several];
  planner.sink.report('unknown-keyword', {
    detail: `'${name}' is not a valid attribute for a Block`,
    help: didYouMean(name, known) || `apply takes ${known.sort().join(', ')}.`,
    span,
  });
}
