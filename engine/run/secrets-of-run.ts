import { keyText } from '../language/expression/convert.ts';
import { Sealed } from '../language/expression/value.ts';
import type { Raw } from '../language/playbook/ast.ts';
import { isSecretName } from '../language/variables/secret-name.ts';
import type { RunRequest } from './options.ts';

/** A text that is shorter would take letters out of everything that is said. */
const SHORTEST = 8;

/** Variables of the environment that drover takes credentials from: facts of this machine hold them, too. */
const CREDENTIAL = /^(?:DROVER|OS|AWS)_/;
const SOURCE_TOKEN = /^DROVER_TOKEN_/;

/**
 * What no event, journal or file of a run may show: passwords of vaults, what was asked for as a secret, what of `-e`
 * stands in a vault or has a name that says that it is one, and credentials in the environment.
 */
export function secretsOfRun(
  { vaultPasswords, secrets = [] }: Pick<RunRequest, 'vaultPasswords' | 'secrets'>,
  extraVars: ReadonlyMap<string, Raw>,
  environment: Readonly<Record<string, string | undefined>> = {},
): ReadonlySet<string> {
  const found = new Set([...vaultPasswords.map(({ password }) => password), ...secrets]);
  for (const [name, value] of extraVars) collect(name, value, found);
  for (const [name, value = ''] of Object.entries(environment)) {
    if (SOURCE_TOKEN.test(name)) addToken(value, found);
    else if (CREDENTIAL.test(name) && isSecretName(name)) addText(value, found);
  }
  found.delete('');
  return found;
}

function collect(name: string, value: Raw, found: Set<string>): void {
  if (value instanceof Sealed) {
    if (value.isSecret || isSecretName(name)) addText(value.open(), found);
  } else if (value instanceof Map)
    for (const [key, item] of value) collect(isSecretName(name) ? name : keyText(key), item, found);
  else if (Array.isArray(value)) for (const item of value) collect(name, item, found);
  else if (typeof value === 'string' && isSecretName(name) && !value.includes('{{')) addText(value, found);
}

/** A token of a server stands alone, behind its user, or behind the name of its kind; it is shown in no form. */
function addToken(value: string, found: Set<string>): void {
  addText(value, found);
  addText(value.replace(/^(?:\w+ |[^:]*:)/, ''), found);
}

function addText(text: string, found: Set<string>): void {
  // As it is, and as its lines: output is cut into lines.
  for (const part of [text, ...text.split('\n')].map((one) => one.trim()))
    // The word “password” is no secret, even where it is one.
    if (part.length >= SHORTEST && !(/^[a-z]+$/i.test(part) && isSecretName(part))) found.add(part);
}
