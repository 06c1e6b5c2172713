import { createInterface, type Interface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { DroverError } from '../diagnostics/drover-error.ts';
import { Interrupted } from './interrupt.ts';

/** Whether there is somebody to ask. */
export function canAsk(): boolean {
  return process.stdin.isTTY;
}

/**
 * Asks a person on the terminal; what is typed for a hidden question is not shown. Ctrl-C throws `Interrupted`: a
 * terminal that is being asked on sends the key, not the signal.
 */
export async function ask(question: string, hidden: boolean): Promise<string> {
  if (!canAsk()) {
    throw new DroverError('bad-usage', {
      detail: `drover would ask “${question.trim()}”, but its standard input is no terminal.`,
      help: 'Give the value on the command line or in a file instead.',
    });
  }
  const reader = createInterface({
    input: process.stdin,
    output: hidden ? silent() : process.stderr,
    terminal: true,
    historySize: 0,
  });
  if (hidden) process.stderr.write(question);
  try {
    return await Promise.race([reader.question(hidden ? '' : question), interruption(reader)]);
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    throw new DroverError('bad-usage', {
      detail: `“${question.trim()}” was not answered: the input ended.`,
      help: 'Type an answer, or give the value on the command line or in a file instead.',
      cause: error,
    });
  } finally {
    reader.close();
    if (hidden) process.stderr.write('\n');
  }
}

/** Commands of several stages ask once. */
const answers = new Map<string, Promise<string>>();

/** Asks for a secret the first time, and knows the answer from then on. */
export function askOnce(question: string): Promise<string> {
  const answer = answers.get(question) ?? ask(question, true);
  answers.set(question, answer);
  return answer;
}

function silent(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

function interruption(reader: Interface): Promise<never> {
  return new Promise((_resolve, reject) => {
    reader.once('SIGINT', () => {
      reject(new Interrupted());
    });
  });
}
