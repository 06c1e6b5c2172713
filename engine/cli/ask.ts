import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { DroverError } from '../diagnostics/drover-error.ts';

/** Asks a person on the terminal; what is typed for a hidden question is not shown. */
export async function ask(question: string, hidden: boolean): Promise<string> {
  if (!process.stdin.isTTY) {
    throw new DroverError('bad-usage', {
      detail: `drover would ask “${question.trim()}”, but its standard input is no terminal.`,
      help: 'Give the value on the command line or in a file instead.',
    });
  }
  process.stderr.write(question);
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({
    input: process.stdin,
    output: hidden ? silent : process.stderr,
    terminal: true,
  });
  try {
    return await reader.question('');
  } finally {
    reader.close();
    if (hidden) process.stderr.write('\n');
  }
}
