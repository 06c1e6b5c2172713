#!/usr/bin/env node
/** The command line. Each command is a file of its own, loaded when it is called, so that `--help` stays quick. */
import { Command, CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import { addRunFlags, runCommandFlags, type FlagValues } from './flags.ts';

const program = new Command('drover')
  .description('Moves tenants, networks and workloads between clouds by running declarative playbooks.')
  .exitOverride()
  .showHelpAfterError('Run `drover --help` for the commands.');

addRunFlags(program.command('run').description('run playbooks'), runCommandFlags).action(
  async (playbooks: string[], flags: FlagValues) => {
    const { run } = await import('./run.ts');
    process.exitCode = await run(playbooks, flags);
  },
);
addRunFlags(
  program.command('plan').description('show what playbooks would create, update and leave; writes nothing'),
  runCommandFlags,
).action(async (playbooks: string[], flags: FlagValues) => {
  const { plan } = await import('./plan.ts');
  process.exitCode = await plan(playbooks, flags);
});
addRunFlags(
  program.command('lint').description('find the problems of playbooks without running them'),
  runCommandFlags,
).action(async (playbooks: string[], flags: FlagValues) => {
  const { lint } = await import('./lint.ts');
  process.exitCode = await lint(playbooks, flags);
});
program
  .command('doc')
  .description('show what a module does, or the list of modules')
  .argument('[module]', 'a module, by any of its names')
  .option('--output <form>', 'text or json', 'text')
  .action(async (name: string | undefined, flags: { readonly output: string }) => {
    const { doc } = await import('./doc.ts');
    process.exitCode = await doc(name, flags);
  });
program
  .command('schema')
  .description('print a JSON Schema for editors, or write all of them to a folder')
  .argument('[name]', 'playbook, tasks, inventory, or an export file such as networks')
  .option('--write <folder>', 'write all schemas to this folder')
  .action(async (name: string | undefined, flags: { readonly write?: string }) => {
    const { schema } = await import('./schema.ts');
    process.exitCode = await schema(name, flags);
  });

// Nobody reads any more (`drover doc | head`). A run has its own way to end then.
process.stdout.on('error', () => {
  if (process.stdout.listenerCount('error') === 1) process.exit(exitCodes.ok);
});

try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  else {
    const { reportCrash } = await import('./crash.ts');
    process.exitCode = reportCrash(error);
  }
}
