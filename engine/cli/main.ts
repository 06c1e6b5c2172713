#!/usr/bin/env node
/** The command line. Each command is a file of its own, loaded when it is called, so that `--help` stays quick. */
import { Command, CommanderError } from 'commander';
import { exitCodes } from './exit-codes.ts';
import {
  addFlags,
  addRunFlags,
  placeFlags,
  runCommandFlags,
  writeCommandFlags,
  type FlagValues,
  yesFlag,
} from './flags.ts';
import { heedOutputErrors } from './output-errors.ts';
import { addVersionFlag } from './version.ts';

type PlaybookCommand = (playbooks: readonly string[], flags: FlagValues) => Promise<number>;

const playbookCommands: readonly (readonly [string, string, () => Promise<PlaybookCommand>])[] = [
  [
    'plan',
    'show what playbooks would create, update and leave; writes nothing',
    async () => (await import('./plan.ts')).plan,
  ],
  [
    'lint',
    'find the problems of playbooks, roles, export files, or folders of them',
    async () => (await import('./lint.ts')).lint,
  ],
];

const program = new Command('drover')
  .description('Moves tenants, networks and workloads between clouds by running declarative playbooks.')
  .exitOverride()
  .showHelpAfterError('Run `drover --help` for the commands.');
addVersionFlag(program);

addRunFlags(
  program.command('run').description('run playbooks, or go on with a run that was cut off'),
  [...runCommandFlags, ...writeCommandFlags],
  false,
).action(async (playbooks: string[], flags: FlagValues) => {
  process.exitCode = await (await import('./run.ts')).run(playbooks, flags);
});
for (const [name, description, load] of playbookCommands) {
  addRunFlags(program.command(name).description(description), runCommandFlags).action(
    async (playbooks: string[], flags: FlagValues) => {
      process.exitCode = await (await load())(playbooks, flags);
    },
  );
}
addFlags(
  program.command('undo <run>').description('take back what a run wrote: shows the plan, asks, does it'),
  [...runCommandFlags, yesFlag],
).action(async (name: string, flags: FlagValues) => {
  process.exitCode = await (await import('./undo.ts')).undo(name, flags);
});
addFlags(
  program
    .command('runs [run]')
    .description('list the runs of a data directory, or show what one of them did')
    .option('--output <form>', 'text or json', 'text'),
  placeFlags,
).action(async (name: string | undefined, flags: FlagValues) => {
  process.exitCode = await (await import('./runs.ts')).runs(name, flags);
});
program
  .command('doc [module]')
  .description('show what a module, a playbook or an export file is for, or list them')
  .option('--output <form>', 'text or json', 'text')
  .action(async (name: string | undefined, flags: { readonly output: string }) => {
    process.exitCode = await (await import('./doc.ts')).doc(name, flags);
  });
program
  .command('schema [name]')
  .description('print a JSON Schema for editors, or write all of them to a folder')
  .option('--write <folder>', 'write all schemas to this folder')
  .action(async (name: string | undefined, flags: { readonly write?: string }) => {
    process.exitCode = await (await import('./schema.ts')).schema(name, flags);
  });

heedOutputErrors();
try {
  await program.parseAsync();
} catch (error) {
  if (error instanceof CommanderError)
    process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  else process.exitCode = (await import('./crash.ts')).reportCrash(error);
}
