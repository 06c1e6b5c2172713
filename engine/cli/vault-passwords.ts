import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { DroverError, messageOf } from '../diagnostics/drover-error.ts';
import { ask } from './ask.ts';
import type { FlagValues } from './flags.ts';

export interface VaultPassword {
  readonly id: string;
  readonly password: string;
}

/** The vault passwords that the flags and `ANSIBLE_VAULT_PASSWORD_FILE` name, in the order in which they are tried. */
export async function readVaultPasswords(flags: FlagValues): Promise<readonly VaultPassword[]> {
  const passwords: VaultPassword[] = [];
  for (const vaultId of flags.vaultId ?? []) passwords.push(await readVaultId(vaultId));
  for (const path of flags.vaultPasswordFile ?? [])
    passwords.push({ id: 'default', password: readPasswordFile(path) });
  if (flags.askVaultPassword)
    passwords.push({ id: 'default', password: await ask('Vault password: ', true) });
  const fromEnvironment = process.env['ANSIBLE_VAULT_PASSWORD_FILE'];
  if (passwords.length === 0 && fromEnvironment)
    passwords.push({ id: 'default', password: readPasswordFile(fromEnvironment) });
  return passwords;
}

async function readVaultId(vaultId: string): Promise<VaultPassword> {
  const at = vaultId.lastIndexOf('@');
  const id = at <= 0 ? 'default' : vaultId.slice(0, at);
  const source = vaultId.slice(at + 1);
  const password =
    source === 'prompt' ? await ask(`Vault password (${id}): `, true) : readPasswordFile(source);
  return { id, password };
}

function readPasswordFile(path: string): string {
  const file = resolve(path.replace(/^~(?=\/)/, process.env['HOME'] ?? '~'));
  const password = (isExecutable(file) ? outputOf(file) : contentOf(file)).replace(/\r?\n[\s\S]*$|\s+$/, '');
  if (password !== '') return password;
  throw new DroverError('vault-password', {
    detail: `The vault password file ${path} gives an empty password.`,
    help: 'Write the password on its first line.',
  });
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new DroverError('vault-password', {
      detail: `The vault password file cannot be read: ${messageOf(error)}.`,
      help: 'Give its path with --vault-password-file, or use --ask-vault-pass.',
      cause: error,
    });
  }
}

function outputOf(file: string): string {
  try {
    return execFileSync(file, [], { encoding: 'utf8', stdio: ['inherit', 'pipe', 'inherit'] });
  } catch (error) {
    throw new DroverError('vault-password', {
      detail: `The program ${file}, which should print the vault password, failed: ${messageOf(error)}.`,
      help: 'Run it by hand to see why. If it is a plain file with the password, take its execute permission away.',
      cause: error,
    });
  }
}
