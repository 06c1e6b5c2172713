import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ExportedPlay, PlayReach, PlayRequest, Plays } from '../../../engine/module.ts';
import { ansibleYaml, inventoryYaml } from './ansible-yaml.ts';
import { CALLBACK_NAME, callbackPlugin } from './callback-plugin.ts';
import { knownHostScript, withHostKeys } from './host-keys.ts';

/** What `ansible-playbook` is started with: words without a secret, and what it reads. */
export interface AnsibleCall {
  readonly words: readonly string[];
  /** Passwords of vaults, a line each: nowhere else do they stand. */
  readonly input: string;
}

/**
 * Writes what Ansible is given into a folder of ours, with inventory and variables in vaults: their password is made for
 * this call alone, and goes through standard input, which `cat` hands on to Ansible. So no value stands on a disk, in
 * the process list or in the environment, and Ansible may read it as often as it likes (it reads `-e @file` twice).
 */
export async function writeAnsibleFiles(
  folder: string,
  request: PlayRequest,
  plays: Pick<Plays, 'export' | 'seal'>,
): Promise<AnsibleCall> {
  const script = join(folder, 'known-host');
  const exported = plays.export(request);
  const { inventory, extraVariables } = withHostKeys(exported, script);
  const { limit, reach, vaultPasswords } = exported;
  const password = randomBytes(32).toString('hex');
  const own = { mode: 0o600 };
  await mkdir(join(folder, 'plugins'), { mode: 0o700 });
  await writeFile(join(folder, 'ansible.cfg'), '', own);
  await writeFile(join(folder, 'plugins', `${CALLBACK_NAME}.py`), callbackPlugin, own);
  await writeFile(script, knownHostScript, own);
  await writeFile(join(folder, 'limit'), `${limit.join('\n')}\n`, own);
  await writeFile(
    join(folder, 'inventory.yml'),
    plays.seal(inventoryYaml(withPasswords(inventory, reach)), password),
    own,
  );
  await writeFile(join(folder, 'variables.yml'), plays.seal(ansibleYaml(extraVariables), password), own);
  const vaults = await vaultWords(folder, vaultPasswords);
  return {
    words: [
      ...['--inventory', join(folder, 'inventory.yml'), '--extra-vars', `@${join(folder, 'variables.yml')}`],
      ...['--limit', `@${join(folder, 'limit')}`],
      ...vaults,
      ...reachWords(reach),
    ],
    input: [password, ...vaultPasswords.map((one) => one.password)].map((one) => `${one}\n`).join(''),
  };
}

/**
 * A program that is named as the source of a password is started with our standard input. `cat` gives all of it; where
 * people have passwords of their own, a script gives a line each time, in the order of the words.
 */
async function vaultWords(
  folder: string,
  passwords: ExportedPlay['vaultPasswords'],
): Promise<readonly string[]> {
  if (passwords.length === 0) return ['--vault-id', 'drover@/bin/cat'];
  const script = join(folder, 'next-password');
  await writeFile(script, '#!/bin/sh\nIFS= read -r password && printf \'%s\\n\' "$password"\n', {
    mode: 0o700,
  });
  return ['drover', ...passwords.map(({ id }) => id)].flatMap((id) => ['--vault-id', `${id}@${script}`]);
}

const WORDS = {
  user: '--user',
  privateKeyFile: '--private-key',
  connection: '--connection',
  timeout: '--timeout',
  commonArguments: '--ssh-common-args',
  becomeUser: '--become-user',
  becomeMethod: '--become-method',
} as const satisfies Partial<Record<keyof PlayReach, string>>;

function reachWords(reach: PlayReach): readonly string[] {
  const said = Object.entries(WORDS).flatMap(([key, word]) => {
    const value = reach[key as keyof typeof WORDS];
    // One word: the words for ssh begin with a dash.
    return value === undefined ? [] : [`${word}=${value}`];
  });
  return reach.become === true ? ['--become', ...said] : said;
}

/** Passwords of the command line hold for hosts that have none: beneath all that stands in the inventory. */
function withPasswords(inventory: ExportedPlay['inventory'], reach: PlayReach): ExportedPlay['inventory'] {
  const passwords = {
    ...(reach.password === undefined ? {} : { ansible_password: unsafe(reach.password) }),
    ...(reach.becomePassword === undefined ? {} : { ansible_become_password: unsafe(reach.becomePassword) }),
  };
  // Boundary: the form is that of `ExportedPlay`.
  const groups = inventory as Readonly<Record<string, Record<string, ExportedPlay['inventory']>>>;
  const vars = (groups['all']?.['vars'] ?? {}) as Record<string, ExportedPlay['inventory']>;
  return { ...groups, all: { ...groups['all'], vars: { ...passwords, ...vars } } };
}

function unsafe(text: string): { readonly __ansible_unsafe: string } {
  return { __ansible_unsafe: text };
}
