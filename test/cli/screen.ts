/** What a terminal of endless height shows after `raw`: enough of its language for what drover and listr2 write. */
export function screenOf(raw: string): string {
  const lines: string[] = [''];
  let [row, column] = [0, 0];
  const line = (): string => lines[row] ?? '';
  for (const [token] of raw.matchAll(/\u001B\[\??[\d;]*[A-Za-z]|\r|\n|[^\r\n\u001B]+/g)) {
    const [, count = '', command] = /^\u001B\[\??([\d;]*)([A-Za-z])$/.exec(token) ?? [];
    if (token === '\n') {
      row += 1;
      while (lines.length <= row) lines.push('');
    } else if (token === '\r') column = 0;
    else if (command === 'G') column = Math.max(0, Number(count) - 1);
    else if (command === 'C') column += count === '' ? 1 : Number(count);
    else if (command === 'A') row = Math.max(0, row - (count === '' ? 1 : Number(count)));
    else if (command === 'K') lines[row] = count === '2' ? '' : line().slice(0, column);
    else if (command === 'J') lines.splice(row, lines.length, line().slice(0, column));
    else if (command === undefined) {
      lines[row] = line().slice(0, column).padEnd(column) + token + line().slice(column + token.length);
      column += token.length;
    }
  }
  return lines.map((text) => text.trimEnd()).join('\n');
}
