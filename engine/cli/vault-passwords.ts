import { execFileSync } from 'node:child_process';
import { accessSync, constants, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { collectDiagnostics } from '../diagnostics/diagnostic.ts';
import { DroverError, messageOf } from '../diagnostics/drover-error.ts';
import { loadConfiguration } from '../language/configuration.ts';
import { nodeSourceFiles } from '../run/node-source-files.ts';
import { askOnce } from './ask.ts';
import type { FlagValues } from './flags.ts';

export interface VaultPassword {
  readonly id: string;
  readonly password: string;
}

/** The vault passwords that the flags name, in the order in which they are tried; without any, the configured one. */
export async function readVaultPasswords(flags: FlagValues): Promise<readonly VaultPassword[]> {
  const passwords: VaultPassword[] = [];
  for (const vaultId of flags.vaultId ?? []) passwords.push(await readVaultId(vaultId));
  for (const path of flags.vaultPasswordFile ?? [])
    passwords.push({ id: 'default', password: readPasswordFile(path, 'default') });
  if (flags.askVaultPassword) passwords.push({ id: 'default', password: await askOnce('Vault password: ') });
  if (passwords.length > 0) return passwords;
  const configured = configuredFile();
  return configured === undefined
    ? []
    : [{ id: 'default', password: readPasswordFile(configured, 'default') }];
}

/** What ansible.cfg or the environment names. What is wrong with the configuration is told when the run is prepared. */
function configuredFile(): string | undefined {
  const world = {
    files: nodeSourceFiles(),
    environment: process.env,
    currentDirectory: process.cwd(),
    homeDirectory: homedir(),
  };
  return loadConfiguration(world, { sink: collectDiagnostics(), openVault: undefined }).vaultPasswordFile;
}

async function readVaultId(vaultId: string): Promise<VaultPassword> {
  const at = vaultId.indexOf('@');
  const id = at <= 0 ? 'default' : vaultId.slice(0, at);
  const source = vaultId.slice(at + 1);
  const password =
    source === 'prompt' ? await askOnce(`Vault password (${id}): `) : readPasswordFile(source, id);
  return { id, password };
}

/** A password with lines of its own is one with line ends in it, as Ansible has it; only around it they do not count. */
function readPasswordFile(path: string, id: string): string {
  const file = resolve(path.replace(/^~(?=\/)/, process.env['HOME'] ?? '~'));
  const password = isExecutable(file)
    ? outputOf(file, id).replace(/^[\r\n]+|[\r\n]+$/g, '')
    : contentOf(file).trim();
  if (password !== '') return password;
  throw new DroverError('vault-password', {
    detail: `The vault password file ${path} gives an empty password.`,
    help: 'Write the password into it.',
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

/** Programs whose name ends in -client are told which password is meant. */
function outputOf(file: string, id: string): string {
  const args = /-client(?:\.[^./]*)?$/.test(file) ? ['--vault-id', id] : [];
  try {
    return execFileSync(file, args, { encoding: 'utf8', stdio: ['inherit', 'pipe', 'inherit'] });
  } catch (error) {
    throw new DroverError('vault-password', {
      detail: `The program ${file}, which should print the vault password, failed: ${messageOf(error)}.`,
      help: 'Run it by hand to see why. If it is a plain file with the password, take its execute permission away.',
      cause: error,
    });
  }
}
