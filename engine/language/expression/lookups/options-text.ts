/** Options that stand within a term: `name key=value other="with blanks"`. */
export interface TermOptions {
  /** What is no option, joined by blanks. */
  readonly raw: string;
  readonly options: ReadonlyMap<string, string>;
}

const word = /(?:[^\s"']|"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')+|["']/gs;

export function parseTermOptions(term: string): TermOptions {
  const raw: string[] = [];
  const options = new Map<string, string>();
  for (const [part] of term.matchAll(word)) {
    const at = part.indexOf('=');
    if (at > 0 && !/["']/.test(part.slice(0, at)))
      options.set(part.slice(0, at), unquote(part.slice(at + 1)));
    else raw.push(part);
  }
  return { raw: raw.join(' '), options };
}

function unquote(text: string): string {
  return text.length > 1 && /^(["']).*\1$/s.test(text) ? text.slice(1, -1) : text;
}
