#!/usr/bin/env node
/** The command line. Each command is a file of its own, loaded when it is called, so that `--help` stays quick. */
import { Command, CommanderError } from 'commander';
import { commands, type CommandEntry } from './commands.ts';
import { exitCodes } from './exit-codes.ts';
import { addFlags, type FlagValues } from './flags.ts';
import { heedOutputErrors } from './output-errors.ts';
import { addVersionFlag } from './version.ts';

const program = new Command('drover')
  .description('Moves tenants, networks and workloads between clouds by running declarative playbooks.')
  .exitOverride()
  .showHelpAfterError('Run `drover --help` for the commands.');
addVersionFlag(program);
for (const { usage, about, flags, run } of commands) {
  addFlags(program.command(usage).description(about), flags).action(async (...given: unknown[]) => {
    // Boundary: commander gives the arguments, then the flags, then the command.
    const [args, values] = [given.slice(0, -2), given.at(-2)] as unknown as Parameters<CommandEntry['run']>;
    process.exitCode = await run(args, await asked(values));
  });
}

/** Variables that are asked for are known from the start. */
async function asked<Flags extends object>(values: Flags & Pick<FlagValues, 'askVars'>): Promise<Flags> {
  if (values.askVars === undefined) return values;
  const { withAskedVariables } = await import('./ask-variables.ts');
  return withAskedVariables(values);
}

heedOutputErrors();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  else process.exitCode = (await import('./crash.ts')).reportCrash(error);
}
