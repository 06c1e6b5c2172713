import { DroverError } from '../diagnostics/drover-error.ts';
import type { RunWorld } from './options.ts';

/** Runs an executable inventory and gives what it prints. */
export function runInventoryScript(
  path: string,
  args: readonly string[],
  world: Pick<RunWorld, 'ports'>,
): string {
  const outcome = world.ports.runShell([path, ...args].map(quote).join(' '));
  if (outcome.rc === 0) return outcome.stdout;
  throw new DroverError('inventory-syntax', {
    detail: `The inventory ${path} is a program, and it failed with ${outcome.rc}: ${outcome.stderr.trim()}`,
    help: 'Run it by hand with --list to see why. If it is a plain file, take its execute permission away.',
  });
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}
