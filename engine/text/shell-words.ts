/**
 * Splits a command line into words as a POSIX shell reads quotes and backslashes, without expanding anything
 * (what Python's `shlex.split` does). A quote that is not closed gives undefined.
 */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at += 1) {
    const character = line.charAt(at);
    if (quote !== '') {
      if (character === quote) quote = '';
      else if (quote === '"' && character === '\\' && '"\\'.includes(line.charAt(at + 1))) {
        at += 1;
        word = (word ?? '') + line.charAt(at);
      } else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (character === '\\') {
      at += 1;
      if (at >= line.length) return undefined;
      word = (word ?? '') + line.charAt(at);
    } else if (/\s/.test(character)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') return undefined;
  if (word !== undefined) words.push(word);
  return words;
}

/** A word as a shell reads it back (Python's `shlex.quote`). */
export function quoteWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'"'"'`)}'`;
}

const userOf = /^~([\w.-]*)(?=\/|$)/;

/** The users whose folders words begin with: `~anna/x`. */
export function usersIn(words: readonly string[]): readonly string[] {
  return words.map((word) => userOf.exec(word)?.[1] ?? '').filter((user) => user !== '');
}

/**
 * Replaces `$NAME`, `${NAME}` and a leading `~` or `~user` as Python's expandvars and expanduser do: unknown names
 * stay. `homes` are the folders of users.
 */
export function expandVariables(
  word: string,
  environment: Readonly<Record<string, string | undefined>>,
  homes: ReadonlyMap<string, string> = new Map(),
): string {
  const expanded = word.replace(userOf, (written, user: string) => {
    return (user === '' ? environment['HOME'] : homes.get(user)) ?? written;
  });
  return expanded.replace(
    /\$(?:(\w+)|\{(\w+)\})/g,
    (match, bare: string | undefined, braced: string | undefined) => {
      return environment[bare ?? braced ?? ''] ?? match;
    },
  );
}
