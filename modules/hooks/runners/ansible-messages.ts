/** Lines at the end of what was said that stand for a reason where none is marked as one. */
const LAST = 10;

const MARK = /^\[?(WARNING|DEPRECATION WARNING|ERROR)\]?[:!] ?/;

/** The warnings in what Ansible has said, each in one line: it folds them. */
export function warningsIn(lines: readonly string[]): readonly string[] {
  return messagesIn(lines)
    .filter(({ kind }) => kind === 'WARNING')
    .map(({ text }) => text);
}

/** Why it ended: its first message of an error, else the last lines. */
export function errorIn(lines: readonly string[]): string {
  const start = lines.findIndex((line) => MARK.exec(line)?.[1] === 'ERROR');
  const found = start === -1 ? lines.filter((line) => !MARK.test(line)).slice(-LAST) : lines.slice(start);
  const text = found
    .map((line) => line.replace(MARK, '').trimEnd())
    .filter((line) => line !== '')
    .slice(0, 2 * LAST)
    .join('\n');
  return text === '' ? 'it said nothing more' : text;
}

function messagesIn(lines: readonly string[]): readonly { readonly kind: string; readonly text: string }[] {
  const found: { kind: string; text: string }[] = [];
  let open: { kind: string; text: string } | undefined;
  for (const line of lines) {
    const kind = MARK.exec(line)?.[1];
    if (kind !== undefined) {
      open = { kind, text: line.replace(MARK, '').trim() };
      found.push(open);
    } else if (line.trim() === '') open = undefined;
    else if (open !== undefined) open.text += ` ${line.trim()}`;
  }
  return found;
}
