import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const program = join(import.meta.dirname, 'bound-to-drover.ts');

/** Starts a drover with a program that ends with it, kills it hard, and sees that nothing of the program stays behind. */
export async function killsDrover(order: Readonly<Record<string, unknown>>, nap: string): Promise<void> {
  const line = `${nap} & echo begun; ${nap}; true`;
  const drover = spawn(process.execPath, ['--import', 'tsx', program, JSON.stringify({ ...order, line })], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(drover.stdout, 'data');
  for (let tries = 0; tries < 50 && running(nap) < 2; tries += 1) await sleep(20);
  assert.equal(running(nap), 2);
  drover.kill('SIGKILL');
  await gone(nap);
}

/** How many processes there are of a program, with its arguments. */
export function running(words: string): number {
  const all = execFileSync('ps', ['-eo', 'args='], { encoding: 'utf8' });
  return all.split('\n').filter((line) => line.trim() === words).length;
}

/** Waits until there is no process of a program any more. */
export async function gone(words: string): Promise<void> {
  for (let tries = 0; tries < 50 && running(words) > 0; tries += 1) await sleep(100);
  assert.equal(running(words), 0, `${words} has stayed behind`);
}
