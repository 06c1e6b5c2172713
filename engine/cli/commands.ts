import {
  choiceFlags,
  placeFlags,
  playbookFlags,
  vpcFlag,
  writeFlags,
  yesFlag,
  type Flag,
  type FlagValues,
} from './flags.ts';
import type { ChoiceFlags } from './choice-variables.ts';
import type { MigrateFlags } from './migrate.ts';
import { rolesFlags, type RolesFlags } from './roles/flags.ts';
import type { GraphFlags } from './graph/graph.ts';
import type { VerifyFlags } from './verify.ts';

/** What commander gives for arguments; a flag that a command does not have is not there. */
type Arguments = readonly (string | readonly string[] | undefined)[];

/** A command: how it is called, and what runs it. It is loaded when it is called. */
export interface CommandEntry {
  /** With its arguments, as commander has them: `runs [run]`. */
  readonly usage: string;
  readonly about: string;
  readonly flags: readonly Flag[];
  readonly run: (args: Arguments, flags: never) => Promise<number>;
}

const reportFlag: Flag = {
  flags: '--report <file>',
  description: 'write the whole report to FILE.html or FILE.json',
  many: true,
};
const textOrJson: Flag = { flags: '--output <form>', description: 'text or json', default: 'text' };

/** All commands, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    usage: 'run [playbooks...]',
    about: 'run playbooks, or go on with a run that was cut off',
    flags: [...playbookFlags, vpcFlag, ...writeFlags],
    run: async ([playbooks], flags: FlagValues) => (await import('./run.ts')).run(many(playbooks), flags),
  },
  {
    usage: 'plan <playbooks...>',
    about: 'show what playbooks would create, update and leave; writes nothing',
    flags: [...playbookFlags, vpcFlag],
    run: async ([playbooks], flags: FlagValues) => (await import('./plan.ts')).plan(many(playbooks), flags),
  },
  {
    usage: 'lint <playbooks...>',
    about: 'find the problems of playbooks, roles, export and discovery files, or folders of them',
    flags: playbookFlags,
    run: async ([playbooks], flags: FlagValues) => (await import('./lint.ts')).lint(many(playbooks), flags),
  },
  {
    usage: 'migrate',
    about: 'move a tenant: export, validate, plan, ask, import, verify',
    flags: [...playbookFlags, ...choiceFlags, reportFlag, yesFlag],
    run: async (_args, flags: MigrateFlags) => (await import('./migrate.ts')).migrate(flags),
  },
  {
    usage: 'adopt',
    about: 'note which resources of the destination the records stand for; changes nothing there',
    flags: [...playbookFlags, ...choiceFlags],
    run: async (_args, flags: FlagValues & ChoiceFlags) => (await import('./adopt.ts')).adopt(flags),
  },
  {
    usage: 'status',
    about: 'show where a migration stands',
    flags: [textOrJson, ...placeFlags],
    run: async (_args, flags: FlagValues) => (await import('./status.ts')).status(flags),
  },
  {
    usage: 'verify',
    about: 'compare the destination with the export files and the source, field by field',
    flags: [...playbookFlags, ...choiceFlags, reportFlag],
    run: async (_args, flags: VerifyFlags) => (await import('./verify.ts')).verify(flags),
  },
  {
    usage: 'undo <run>',
    about: 'take back what a run wrote: shows the plan, asks, does it',
    flags: [...playbookFlags, yesFlag],
    run: async ([name], flags: FlagValues) => (await import('./undo.ts')).undo(one(name) ?? '', flags),
  },
  {
    usage: 'runs [run]',
    about: 'list the runs of a data directory, or show what one of them did',
    flags: [textOrJson, ...placeFlags],
    run: async ([name], flags: FlagValues) => (await import('./runs.ts')).runs(one(name), flags),
  },
  {
    usage: 'roles <action> [names...]',
    about: 'lock, verify, outdated, update or vendor: the roles and collections of requirements.yml',
    flags: rolesFlags,
    run: async ([action, names], flags: RolesFlags) =>
      (await import('./roles/roles.ts')).roles(one(action) ?? '', many(names), flags),
  },
  {
    usage: 'graph',
    about: 'show which kinds need which, and the order in which they are imported',
    flags: [
      { flags: '--format <form>', description: 'mermaid, dot, svg or json', default: 'mermaid' },
      { flags: '--output <file>', description: 'write it to this file' },
      { flags: '--kinds <names>', description: 'only these kinds and what they need: networks,ports' },
      { flags: '--all', description: 'also what is to come' },
      ...placeFlags,
    ],
    run: async (_args, flags: GraphFlags) => (await import('./graph/graph.ts')).graph(flags),
  },
  {
    usage: 'doc [module]',
    about: 'show what a module, a playbook or an export file is for, or list them',
    flags: [textOrJson],
    run: async ([name], flags: { readonly output: string }) =>
      (await import('./doc.ts')).doc(one(name), flags),
  },
  {
    usage: 'schema [name]',
    about: 'print a JSON Schema for editors, or write all of them to a folder',
    flags: [{ flags: '--write <folder>', description: 'write all schemas to this folder' }],
    run: async ([name], flags: { readonly write?: string }) =>
      (await import('./schema.ts')).schema(one(name), flags),
  },
];

function one(argument: Arguments[number]): string | undefined {
  return typeof argument === 'string' ? argument : undefined;
}

function many(argument: Arguments[number]): readonly string[] {
  return typeof argument === 'string' || argument === undefined ? [] : argument;
}
