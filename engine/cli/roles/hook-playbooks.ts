import { readFileSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { collectDiagnostics } from '../../diagnostics/diagnostic.ts';
import { parseExtraVariables } from '../../language/variables/extra-variables.ts';
import { vaultOpener } from '../../language/vault/vault.ts';
import { nodeSourceFiles } from '../../run/node-source-files.ts';
import type { RunRequest } from '../../run/options.ts';
import { isRepository } from '../../sources/plays/find-playbook.ts';
import { playbookRequirement } from '../../sources/requirements/playbook-source.ts';
import type { Requirement } from '../../sources/requirements/requirement.ts';

/** The variable that holds the hooks of a plan. */
const VARIABLE = 'hooks';

/**
 * Playbooks of repositories that hooks name which are given with `-e`: they are locked with the requirements. Throws
 * `requirements-invalid` for an address that cannot be one.
 */
export function hookPlaybooks(
  { extraVars, vaultPasswords }: Pick<RunRequest, 'extraVars' | 'vaultPasswords'>,
  folder: string,
): readonly Requirement[] {
  // Each is read again when the run begins, and problems are told then. A pipe can only be read once: hooks of one are
  // locked with `roles lock --playbook`.
  const readable = extraVars.filter((text) => mentionsHooks(text.trim()));
  if (readable.length === 0) return [];
  const variables = parseExtraVariables(readable, {
    files: nodeSourceFiles(),
    homeDirectory: homedir(),
    sink: collectDiagnostics(),
    openVault: vaultPasswords.length === 0 ? undefined : vaultOpener(vaultPasswords),
  });
  const found = new Set<string>();
  collect(variables.get(VARIABLE), found);
  return [...found].map((text) => playbookRequirement(text, VARIABLE, folder));
}

function mentionsHooks(text: string): boolean {
  if (!text.startsWith('@')) return text.includes(VARIABLE);
  try {
    const path = text.slice(1).replace(/^~(?=\/|$)/, homedir());
    // Vaults do not tell what is in them.
    return statSync(path).isFile() && /hooks|^\$ANSIBLE_VAULT/m.test(readFileSync(path, 'utf8'));
  } catch {
    // What is wrong with it is told when the run begins.
    return false;
  }
}

function collect(value: unknown, found: Set<string>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  if (!(value instanceof Map)) return;
  const playbook: unknown = value.get('playbook');
  if (typeof playbook === 'string' && isRepository(playbook) && !playbook.includes('{{')) found.add(playbook);
  for (const item of value.values()) if (Array.isArray(item)) collect(item, found);
}
