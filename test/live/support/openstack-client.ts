import { spawn } from 'node:child_process';
import type { Body } from '../seed/cloud.ts';

/**
 * What the real client says of a cloud, as a person would ask it: `network list`. One process answers all the commands,
 * as it takes a second to start. Each answer is a list of rows; `show` gives one.
 */
export async function openstack(
  entry: string,
  commands: readonly string[],
): Promise<readonly (readonly Body[])[]> {
  const output = await outputOf(entry, commands.map((command) => `${command} -f json\n`).join(''));
  // Each answer ends with a bracket at the beginning of a line.
  const answers = output.split(/(?<=^(?:\[\]|[\]}])$)/m).filter((text) => text.trim() !== '');
  if (answers.length !== commands.length)
    throw new Error(`openstack gave ${answers.length} answers to ${commands.length} commands:\n${output}`);
  return answers.map((text) => {
    // Boundary: lists of the client are arrays of rows, and what it shows is one row.
    const answer = JSON.parse(text) as Body | Body[];
    return isRows(answer) ? answer : [answer];
  });
}

const isRows = (answer: Body | Body[]): answer is Body[] => Array.isArray(answer);

function outputOf(entry: string, input: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn('openstack', [], {
      env: { ...process.env, OS_CLOUD: entry },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (part: string) => (output += part));
    child.on('error', reject);
    child.on('close', () => resolve(output));
    child.stdin.end(input);
  });
}
