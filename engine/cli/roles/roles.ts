import { DroverError } from '../../diagnostics/drover-error.ts';
import { staticExitCode } from '../../run/exit-code.ts';
import { didYouMean } from '../../schema/suggest.ts';
import { exitCodes } from '../exit-codes.ts';
import { interruptSignal } from '../interrupt.ts';
import type { RolesFlags } from './flags.ts';
import type { RolesOutcome, RolesWork } from './work.ts';
import { printDiagnostics } from '../terminal.ts';

export type RolesCommand = (
  work: RolesWork,
  flags: RolesFlags,
  names: readonly string[],
) => Promise<RolesOutcome>;

const commands: Readonly<Record<string, () => Promise<RolesCommand>>> = {
  lock: async () => (await import('./lock.ts')).lockRoles,
  verify: async () => (await import('./verify.ts')).verifyRoles,
  outdated: async () => (await import('./outdated.ts')).outdatedRoles,
  update: async () => (await import('./lock.ts')).updateRoles,
  vendor: async () => (await import('./vendor.ts')).vendorRoles,
};

/** `drover roles lock|verify|outdated|update|vendor`: where roles, collections and playbooks come from, and their lock. */
export async function roles(action: string, names: readonly string[], flags: RolesFlags): Promise<number> {
  const load = commands[action];
  if (load === undefined || !Object.hasOwn(commands, action)) throw noSuchAction(action);
  if (action !== 'update' && names.length > 0) {
    throw new DroverError('bad-usage', {
      detail: `roles ${action} takes no names, but there is ${names.join(' ')}.`,
      help: 'Only `roles update` takes names.',
    });
  }
  const isJson = isJsonWanted(flags.output);
  const interrupt = interruptSignal();
  let close: (() => void) | undefined;
  try {
    const { openWork } = await import('./work.ts');
    const say = (line: string): void => void process.stderr.write(`${line}\n`);
    const warn = (message: string): void => {
      say(`warning: ${message}`);
    };
    const work = openWork({
      flags,
      folder: process.cwd(),
      signal: interrupt.signal,
      say: isJson ? () => undefined : say,
      warn,
    });
    close = () => {
      work.context.git.close();
    };
    const errors = work.diagnostics.filter(({ severity }) => severity === 'error');
    printDiagnostics(work.diagnostics);
    if (errors.length > 0) return staticExitCode(errors);
    const outcome = await (await load())(work, flags, names);
    process.stdout.write(isJson ? `${JSON.stringify(outcome.json, null, 2)}\n` : outcome.text);
    return outcome.exitCode;
  } catch (error) {
    if (interrupt.signal.aborted) return exitCodes.interrupted;
    throw error;
  } finally {
    close?.();
    interrupt.release();
  }
}

function noSuchAction(action: string): DroverError {
  const known = Object.keys(commands);
  return new DroverError('bad-usage', {
    detail: `There is no command roles ${action}.`,
    help: didYouMean(action, known) || `There are ${known.join(', ')}.`,
  });
}

function isJsonWanted(output: string | undefined): boolean {
  if (output === undefined || output === 'text' || output === 'json') return output === 'json';
  throw new DroverError('bad-usage', {
    detail: `roles takes --output text or json, not “${output}”.`,
    help: 'Leave it out for text.',
  });
}
