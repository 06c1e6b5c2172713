import type { YAMLError } from 'yaml';
import type { YamlProblem } from './full-yaml.ts';

type Place = Pick<YamlProblem, 'start' | 'end'>;
type Words = Pick<YamlProblem, 'detail' | 'help'> & Partial<Place>;
type Explanation = (text: string, error: YAMLError) => Words | undefined;

/** The parser's error in words that say what to do. The first explanation that fits is given. */
export function explainYamlError(text: string, error: YAMLError): YamlProblem {
  const [start, end] = error.pos;
  const words = tabIndentation(text, start) ??
    unquotedTemplate(text, start) ??
    explanations[error.code]?.(text, error) ?? {
      detail: `${error.message.replace(/[.:]$/, '')}.`,
      help: 'Check the indentation, and put texts with special characters in quotes.',
    };
  return { code: 'yaml-syntax', start, end, ...words };
}

/** What to do about a value that begins with `{{`, which YAML takes for a mapping; `at` is its first brace. */
export function quoteTemplate(text: string, at: number): Words {
  const written = lineFrom(text, at)
    .replace(/\s+#.*$/, '')
    .trimEnd();
  const quoted = written.includes('"') ? `'${written.replaceAll("'", "''")}'` : `"${written}"`;
  return {
    detail:
      'A value that begins with {{ must be quoted: YAML takes the brace for the beginning of a mapping.',
    help: `Write ${quoted}.`,
    start: at,
    end: at + written.length,
  };
}

function tabIndentation(text: string, at: number): Words | undefined {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const indentation = /^ *\t[ \t]*/.exec(lineFrom(text, start))?.[0];
  if (indentation === undefined) return undefined;
  return {
    detail: 'The line is indented with a tab; YAML allows spaces only.',
    help: 'Replace the tab with spaces.',
    start: start + indentation.indexOf('\t'),
    end: start + indentation.length,
  };
}

function unquotedTemplate(text: string, at: number): Words | undefined {
  const start = text.lastIndexOf('\n', at - 1) + 1;
  const found = /^(?:[^'"#]*?: +|\s*(?:- +)+)(?=\{\{)/.exec(lineFrom(text, start));
  return found === null ? undefined : quoteTemplate(text, start + found[0].length);
}

function lineFrom(text: string, at: number): string {
  const end = text.indexOf('\n', at);
  return text.slice(at, end === -1 ? text.length : end);
}

function lineOf(text: string, at: number): string {
  return lineFrom(text, text.lastIndexOf('\n', at - 1) + 1);
}

const nestedMapping: Explanation = (text, error) => {
  const [at] = error.pos;
  const line = lineFrom(text, at).trimEnd();
  if (/^[^\n]*\n/.test(text.slice(at)) && !line.includes(': ')) return wrongIndentation(text, error);
  return {
    detail: 'The value holds a colon with a space after it, which YAML takes for a further key.',
    help: `Put the value in quotes: ${line.includes('"') ? `'${line.replaceAll("'", "''")}'` : `"${line}"`}.`,
    start: at,
    end: at + line.length,
  };
};

const wrongIndentation: Explanation = (text, error) => {
  const [at] = error.pos;
  const next = text.indexOf('\n', at) + 1;
  return {
    detail: 'The lines below are indented further, but the value has already begun on this line.',
    help: 'Move the next line to the column of this key, or begin the value on a line of its own.',
    start: at,
    end: next === 0 ? text.length : next - 1,
  };
};

const explanations: Partial<Record<YAMLError['code'], Explanation>> = {
  BLOCK_AS_IMPLICIT_KEY: nestedMapping,
  BAD_INDENT: (text, error) =>
    unclosedBracket(text, error) ?? {
      detail: 'This line begins in another column than the ones that it belongs to.',
      help: 'Keys of one mapping and items of one list begin in the same column: check the spaces before it.',
    },
  MISSING_CHAR: (text, error) => missingCharacter(text, error),
  MULTILINE_IMPLICIT_KEY: (text, error) => {
    const [at] = error.pos;
    const line = lineFrom(text, at).trimEnd();
    const tight = /^[\w.]+:\S/.test(line);
    return {
      detail: tight
        ? 'The colon of a key needs a space after it.'
        : 'The line is neither a key with its value nor the continuation of one.',
      help: tight
        ? `Write ${line.replace(':', ': ')}.`
        : 'Write `key: value`; if the line goes on with the text above, put that text in quotes or after `>-`.',
      start: at,
      end: at + line.length,
    };
  },
  UNEXPECTED_TOKEN: (text, error) => unexpectedToken(text, error),
  BAD_SCALAR_START: (text, error) => {
    const written = lineFrom(text, error.pos[0]).trimEnd();
    return {
      detail: `A value cannot begin with ${text.charAt(error.pos[0])} unless it is quoted.`,
      help: `Write "${written}".`,
      end: error.pos[0] + written.length,
    };
  },
  BAD_DQ_ESCAPE: (text, error) => ({
    detail: `${text.slice(error.pos[0], error.pos[0] + 2)} is no escape sequence of double-quoted text.`,
    help: 'Put the text in single quotes, where a backslash is a backslash, or write \\\\.',
    end: error.pos[0] + 2,
  }),
  BAD_ALIAS: (text, error) => ({
    detail: `A value cannot begin with ${text.charAt(error.pos[0])} unless it is quoted.`,
    help: 'Put the value in quotes.',
  }),
  RESOURCE_EXHAUSTION: () => ({
    detail: 'The text is nested too deeply to be read.',
    help: 'Make it flatter; a bracket may have been repeated by mistake.',
  }),
  BAD_DIRECTIVE: () => ({
    detail: 'A line that begins with % is a directive of YAML, and this one is unknown.',
    help: 'If it is text, indent it or put it in quotes.',
  }),
};

/** A flow collection that is not closed: its opening bracket is the place to look at. */
function unclosedBracket(text: string, error: YAMLError): Words | undefined {
  const close = /must .*end with a ([\]}])$/.exec(error.message)?.[1];
  if (close === undefined) return undefined;
  const open = openBracket(text.slice(0, error.pos[0]), close === ']' ? '[' : '{');
  return {
    detail: `A ${close === ']' ? 'list that begins with [' : 'mapping that begins with {'} is not closed.`,
    help: `Close it with ${close} before the next key begins; its further lines must be indented.`,
    ...(open === undefined ? {} : { start: open, end: open + 1 }),
  };
}

/** The last bracket of a kind that nothing closes; those in quotes and comments do not count. */
function openBracket(text: string, bracket: string): number | undefined {
  const open: number[] = [];
  for (const { 0: token, index } of text.matchAll(
    /(?<=^|[\s[{,:])(?:"(?:[^"\\]|\\[\s\S])*"|'[^']*'|#.*)|[[\]{}]/g,
  )) {
    if (token === '[' || token === '{') open.push(index);
    else if (token === ']' || token === '}') open.pop();
  }
  return open.findLast((at) => text[at] === bracket);
}

function missingCharacter(text: string, error: YAMLError): Words | undefined {
  const bracket = unclosedBracket(text, error);
  if (bracket !== undefined) return bracket;
  if (error.message.startsWith('Missing closing')) {
    const quote = error.message.includes('"') ? '"' : "'";
    const start = openingQuote(text, quote);
    return {
      detail: 'The text in quotes is not closed before the file ends.',
      help: `Add the closing ${quote} where the text ends.`,
      start,
      end: start + 1,
    };
  }
  if (error.message.startsWith('Sequence item')) {
    return {
      detail: 'A list stands above in this column, but this line does not begin with a dash.',
      help: 'Indent the line as the other keys of its item, or begin it with `- `.',
    };
  }
  if (error.message.startsWith('Implicit map key')) {
    const line = lineOf(text, error.pos[0]).trim();
    return {
      detail: `The line “${line}” has no colon, but keys with values are expected here.`,
      help: 'Write `key: value`; a text over several lines needs quotes, or `|` or `>` after its key.',
    };
  }
  return undefined;
}

/** The quote that is left open: the first that a key or a list item follows on the next line, else the last one. */
function openingQuote(text: string, quote: string): number {
  const likely = unclosedBefore(text, text.length, quote);
  if (likely !== undefined) return likely;
  const found = [...text.matchAll(new RegExp(`(?:^|[:\\-,[{]\\s+|[[{])(${quote})`, 'gm'))].at(-1);
  return found === undefined ? Math.max(text.lastIndexOf(quote), 0) : found.index + found[0].length - 1;
}

/** The first value in quotes before `limit` that its line does not close, and that something else seems to follow. */
function unclosedBefore(text: string, limit: number, quote: string): number | undefined {
  const opening = new RegExp(`^( *(?:- +)*(?:[^\\s'"#]+ *: +)?)${quote}((?:(?!${quote}).)*)$`, 'gm');
  for (const found of text.slice(0, limit).matchAll(opening)) {
    const next = lineFrom(text, found.index + found[0].length + 1);
    if (/^ *(?:- |[\w.-]+:(?: |$))/.test(next)) return found.index + (found[1]?.length ?? 0);
  }
  return undefined;
}

function unexpectedToken(text: string, error: YAMLError): Words | undefined {
  const [at] = error.pos;
  const line = lineOf(text, at);
  if (error.message.startsWith('Unexpected block-seq-ind')) {
    return {
      detail: 'A list cannot begin on the line of its key.',
      help: 'Begin it on the next line, or put the value in quotes if the dash is text.',
    };
  }
  if (error.message.startsWith('Block scalar header')) {
    return {
      detail: 'Text stands on the line of | or >.',
      help: 'Begin the text on the next line, indented; or quote the value if the sign is text.',
    };
  }
  const before = text.slice(0, at).trimEnd();
  const quote = before.at(-1);
  if (quote === '"' || quote === "'") {
    const open = unclosedBefore(text, at, quote);
    if (open !== undefined) {
      return {
        detail: 'The text in quotes is not closed on its line; it goes on to a quote further down.',
        help: `Add the closing ${quote} where the text ends.`,
        start: open,
        end: open + 1,
      };
    }
    return {
      detail: `More text follows after the closing ${quote}.`,
      help: `Quote the whole value, in other quotes than those inside it: ${quoteWhole(line)}.`,
    };
  }
  return undefined;
}

function quoteWhole(line: string): string {
  const value = line.replace(/^\s*(?:- )*[^'"]*?: +/, '').trimEnd();
  return value.includes("'") ? `"${value.replaceAll('"', '\\"')}"` : `'${value}'`;
}
