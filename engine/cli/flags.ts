import type { Command } from 'commander';
import { connectionFlags, type ConnectionFlagValues } from './connection-flags.ts';
import { sourceFlags, type Flag } from './source-flags.ts';

export type { Flag } from './source-flags.ts';

/** What commander gives for the flags of `run`, `plan` and `lint`. */
export interface FlagValues extends ConnectionFlagValues {
  readonly extraVars?: readonly string[];
  readonly askVars?: readonly string[];
  /** What was answered to them. */
  readonly askedVars?: Readonly<Record<string, string>>;
  readonly inventory?: readonly string[];
  readonly limit?: string;
  readonly tags?: readonly string[];
  readonly skipTags?: readonly string[];
  readonly check?: true;
  readonly diff?: true;
  readonly forks?: string;
  readonly verbose?: number;
  readonly listTasks?: true;
  readonly listTags?: true;
  readonly listHosts?: true;
  readonly syntaxCheck?: true;
  readonly startAtTask?: string;
  readonly step?: true;
  readonly vaultPasswordFile?: readonly string[];
  readonly vaultId?: readonly string[];
  readonly askVaultPassword?: true;
  readonly user?: string;
  readonly privateKey?: readonly string[];
  readonly connection?: string;
  readonly forceHandlers?: true;
  readonly flushCache?: true;
  readonly refresh?: true;
  readonly dataDir?: string;
  readonly vpc?: readonly string[];
  readonly resume?: string;
  readonly forceUnlock?: true;
  readonly lock?: string;
  readonly frozen?: boolean;
  readonly yes?: true;
  readonly output?: string;
  readonly color: boolean;
}

/** The flags of `ansible-playbook` that drover knows, with their names. */
export const playbookFlags: readonly Flag[] = [
  {
    flags: '-e, --extra-vars <vars>',
    description: 'variables: key=value, YAML or JSON, or @file',
    many: true,
  },
  {
    flags: '--ask-vars <names>',
    description: 'variables that are asked for, and neither shown nor kept: hook_token,db_password',
    many: true,
  },
  {
    flags: '-i, --inventory <source>',
    description: 'an inventory file or folder, or hosts with a comma',
    many: true,
  },
  { flags: '-l, --limit <pattern>', description: 'only hosts of this pattern' },
  { flags: '-t, --tags <tags>', description: 'only tasks with these tags', many: true },
  { flags: '--skip-tags <tags>', description: 'no tasks with these tags', many: true },
  { flags: '-C, --check', description: 'change nothing; show what would change' },
  { flags: '-D, --diff', description: 'show what changes inside files and records' },
  { flags: '-f, --forks <number>', description: 'hosts side by side (default 5)' },
  { flags: '--list-tasks', description: 'list the tasks, run nothing' },
  { flags: '--list-tags', description: 'list the tags, run nothing' },
  { flags: '--list-hosts', description: 'list the hosts, run nothing' },
  { flags: '--syntax-check', description: 'check the playbooks, run nothing' },
  { flags: '--start-at-task <name>', description: 'begin at the task of this name' },
  { flags: '--step', description: 'ask before each task' },
  {
    flags: '--vault-password-file, --vault-pass-file <path>',
    description: 'a file with the vault password, or a program that prints it',
    many: true,
  },
  {
    flags: '--vault-id <id@source>',
    description: 'a vault password with its id: id@file or id@prompt',
    many: true,
  },
  { flags: '-J, --ask-vault-password, --ask-vault-pass', description: 'ask for the vault password' },
  { flags: '-u, --user <name>', description: 'the remote user' },
  {
    flags: '--private-key, --key-file <path>',
    description: 'the key that hosts let in over SSH',
    many: true,
  },
  { flags: '-c, --connection <kind>', description: 'how hosts are reached (ssh, local)' },
  ...connectionFlags,
  { flags: '--force-handlers', description: 'run handlers even after a failure' },
  { flags: '--flush-cache', description: 'forget cached facts' },
  {
    flags: '--refresh',
    description: 'export over hand edits where the source has changed (os_migrate_refresh)',
  },
  {
    flags: '--data-dir <folder>',
    description: 'the data directory (os_migrate_data_dir), where runs are kept, too',
  },
  ...sourceFlags,
  {
    flags: '--output <form>',
    description: 'tree, plain or json (default: tree on a terminal, plain elsewhere)',
  },
  { flags: '--no-color', description: 'no colours (NO_COLOR does the same)' },
  { flags: '-v, --verbose', description: 'say more; -vvv most', counts: true },
];

/** Of commands that run playbooks which work on VPCs. */
export const vpcFlag: Flag = {
  flags: '--vpc <ids>',
  description: 'only these VPCs of the discovery.yaml: vpc-1,vpc-2 (aws_vpcs)',
  many: true,
};

/** Further flags of `run`, which writes. */
export const writeFlags: readonly Flag[] = [
  {
    flags: '--resume <run>',
    description: 'go on with a run that was cut off, interrupted or failed: its name, or last',
  },
  {
    flags: '--force-unlock',
    description: 'take over the locks of a run that is no more, on another machine',
  },
];

/** Of commands that show a plan and ask. */
export const yesFlag: Flag = { flags: '-y, --yes', description: 'do not ask, do what the plan says' };

/** Of commands that can do with some kinds, or with several projects. */
export const choiceFlags: readonly Flag[] = [
  {
    flags: '--kinds <names>',
    description: 'only these kinds: networks,flavors (drover graph shows all)',
  },
  {
    flags: '--projects <names>',
    description: 'as an administrator, these projects of the source: web,shop (os_migrate_src_projects)',
  },
];

/** The flags that say where the runs are kept. */
export const placeFlags: readonly Flag[] = [
  '-e, --extra-vars <vars>',
  '--data-dir <folder>',
  '--vault-password-file, --vault-pass-file <path>',
  '--vault-id <id@source>',
  '-J, --ask-vault-password, --ask-vault-pass',
].flatMap((flags) => playbookFlags.filter((flag) => flag.flags === flags));

/** Adds flags to a command. */
export function addFlags(command: Command, flags: readonly Flag[]): Command {
  for (const flag of flags) {
    const option = withoutSecondLongName(command, flag.flags);
    if (flag.many) command.option(option, flag.description, append);
    else command.option(option, flag.description, flag.default);
    if (flag.counts) count(command, flag);
  }
  return command;
}

/** Makes `-vvv` the number 3. */
function count(command: Command, { flags }: Flag): void {
  const name = flags.replace(/^.*--/, '');
  let times = 0;
  command.on(`option:${name}`, () => {
    times += 1;
    command.setOptionValue(name, times);
  });
}

function append(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/**
 * commander knows one long name a flag; Ansible has two for some. The second is a hidden option that sets the first.
 */
function withoutSecondLongName(command: Command, flags: string): string {
  const names = /^(?:(-\w), )?(--[\w-]+), (--[\w-]+)( <[^>]+>)?$/.exec(flags);
  if (names === null) return flags;
  const [, short, first, second, value = ''] = names;
  const option = command.createOption(`${second ?? ''}${value}`).hideHelp();
  command.addOption(option);
  const target = camelCase((first ?? '').slice(2));
  command.on(`option:${option.name()}`, (given: string | null) => {
    const before = command.getOptionValue(target) as readonly string[] | undefined;
    command.setOptionValue(target, value === '' ? true : append(given ?? '', before));
  });
  return `${short === undefined ? '' : `${short}, `}${first ?? ''}${value}`;
}

function camelCase(words: string): string {
  return words.replace(/-(\w)/g, (_match, letter: string) => letter.toUpperCase());
}
