import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Body } from '../seed/cloud.ts';

/** What the real client says of a cloud, as a person would ask it: `openstack network list`. */
export async function openstack(entry: string, words: readonly string[]): Promise<readonly Body[]> {
  const { stdout } = await promisify(execFile)('openstack', [...words, '-f', 'json'], {
    env: { ...process.env, OS_CLOUD: entry },
    maxBuffer: 64 * 1024 ** 2,
  });
  // Boundary: lists of the client are arrays of rows, and what it shows is one row.
  const answer = JSON.parse(stdout) as Body | Body[];
  return isRows(answer) ? answer : [answer];
}

const isRows = (answer: Body | Body[]): answer is Body[] => Array.isArray(answer);
