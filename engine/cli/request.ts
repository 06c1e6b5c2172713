import { DroverError } from '../diagnostics/drover-error.ts';
import type { Reach, RunRequest } from '../run/options.ts';
import { ask, canAsk } from './ask.ts';
import { extraVarsOf } from './asked.ts';
import { reachOf } from './connection-flags.ts';
import type { FlagValues } from './flags.ts';
import { readVaultPasswords, type VaultPassword } from './vault-passwords.ts';

const answers = { y: 'yes', yes: 'yes', n: 'no', no: 'no', c: 'continue', continue: 'continue' } as const;

/** What a person asked for, from the flags; asks for passwords where a flag says so, unless they are known already. */
export async function requestOf(
  playbooks: readonly string[],
  flags: FlagValues,
  vaultPasswords?: readonly VaultPassword[],
): Promise<RunRequest> {
  const reach = await reachOf(flags);
  return {
    playbooks,
    inventories: flags.inventory ?? [],
    extraVars: extraVarsOf(flags),
    tags: splitNames(flags.tags),
    skipTags: splitNames(flags.skipTags),
    checkMode: flags.check ?? false,
    diffMode: flags.diff ?? false,
    ...(flags.forks === undefined ? {} : { forks: forksOf(flags.forks) }),
    verbosity: flags.verbose ?? 0,
    vaultPasswords: vaultPasswords ?? (await readVaultPasswords(flags)),
    secrets: [...Object.values(flags.askedVars ?? {}), ...passwordsOf(reach)],
    reach,
    forceHandlers: flags.forceHandlers ?? false,
    flushCache: flags.flushCache ?? false,
    ...(canAsk() ? { prompt: ask } : {}),
    ...(flags.limit === undefined ? {} : { limit: flags.limit }),
    ...(flags.startAtTask === undefined ? {} : { startAtTask: flags.startAtTask }),
    ...(flags.step ? { step: askStep } : {}),
    ...(flags.user === undefined ? {} : { remoteUser: flags.user }),
    // As with Ansible: of several, the last one.
    ...keyFileOf(flags.privateKey?.at(-1)),
    ...(flags.connection === undefined ? {} : { connection: flags.connection }),
  };
}

function passwordsOf({ password, becomePassword }: Reach): readonly string[] {
  return [password, becomePassword].filter((text) => text !== undefined && text !== '') as string[];
}

function keyFileOf(path: string | undefined): Pick<RunRequest, 'privateKeyFile'> {
  return path === undefined ? {} : { privateKeyFile: path };
}

/** An empty list (`--tags "$NONE"`) names the tag with no name, as in Ansible: only what is tagged `always` runs. */
function splitNames(lists: readonly string[] | undefined): readonly string[] {
  return (lists ?? []).flatMap((list) => list.split(',').map((name) => name.trim()));
}

function forksOf(text: string): number {
  const forks = Number(text);
  if (Number.isInteger(forks) && forks >= 1) return forks;
  throw new DroverError('bad-usage', {
    detail: `--forks takes a whole number of at least 1, not “${text}”.`,
    help: 'Leave it out for what ansible.cfg says, or 5 hosts side by side.',
  });
}

async function askStep(taskName: string): Promise<'yes' | 'no' | 'continue'> {
  for (;;) {
    const answer = (await ask(`Perform task: ${taskName} (N)o/(y)es/(c)ontinue: `, false))
      .trim()
      .toLowerCase();
    if (answer === '') return 'no';
    if (answer in answers) return answers[answer as keyof typeof answers];
  }
}
