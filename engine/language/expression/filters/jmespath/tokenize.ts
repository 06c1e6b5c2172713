import { templateError } from '../../errors.ts';
import type { Value } from '../../value.ts';
import { parseJsonText } from '../json/parse-json.ts';

export interface Token {
  /** `name`, `quoted`, `literal`, `number`, `end`, or the operator itself. */
  readonly type: string;
  readonly value: Value;
  readonly start: number;
}

const rules: readonly (readonly [RegExp, (text: string) => Omit<Token, 'start'> | undefined])[] = [
  [/[ \t\r\n]+/y, () => undefined],
  [/[a-zA-Z_][a-zA-Z0-9_]*/y, (text) => ({ type: 'name', value: text })],
  [/"(?:[^"\\]|\\[^])*"/y, (text) => ({ type: 'quoted', value: parseJsonText(text) })],
  [/'(?:[^'\\]|\\[^])*'/y, (text) => ({ type: 'literal', value: text.slice(1, -1).replaceAll("\\'", "'") })],
  [/`(?:[^`\\]|\\[^])*`/y, (text) => ({ type: 'literal', value: literal(text.slice(1, -1)) })],
  [/-?\d+/y, (text) => ({ type: 'number', value: Number(text) })],
  [/\[\?|\[\]|\|\||&&|==|!=|<=|>=|[.*@&|[\](){},:<>!]/y, (text) => ({ type: text, value: text })],
];

/** JSON between backticks; what is none stands for a text. */
function literal(text: string): Value {
  const json = text.replaceAll('\\`', '`').trimStart();
  try {
    return parseJsonText(json);
  } catch {
    return parseJsonText(`"${json}"`);
  }
}

export function tokenizeQuery(query: string): Token[] {
  const tokens: Token[] = [];
  for (let at = 0; at < query.length;) {
    const end = takeToken(query, at, tokens);
    if (end === undefined) {
      throw templateError(
        `JMESPathError in json_query filter plugin:\nBad jmespath expression: unknown character '${query.charAt(at)}' at column ${at}, in "${query}"`,
        'Quote the query with one kind of quotes and the texts within it with the other, or with backticks.',
      );
    }
    at = end;
  }
  return [...tokens, { type: 'end', value: '', start: query.length }];
}

function takeToken(query: string, at: number, tokens: Token[]): number | undefined {
  for (const [form, read] of rules) {
    form.lastIndex = at;
    const match = form.exec(query);
    if (match === null) continue;
    const token = read(match[0]);
    if (token !== undefined) tokens.push({ ...token, start: at });
    return at + match[0].length;
  }
  return undefined;
}
