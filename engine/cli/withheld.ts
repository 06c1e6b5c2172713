import { statSync } from 'node:fs';
import { homedir } from 'node:os';
import { resolve } from 'node:path';
import { collectDiagnostics } from '../diagnostics/diagnostic.ts';
import { toJson } from '../language/expression/convert.ts';
import { Sealed, type Value } from '../language/expression/value.ts';
import type { SourceFiles } from '../language/files.ts';
import { parseExtraVariables } from '../language/variables/extra-variables.ts';
import { isSecretName } from '../language/variables/secret-name.ts';

/** What of `-e` can be kept on the disk, and what of it cannot. */
export interface KeptVariables {
  readonly kept: readonly string[];
  /** Names of variables, or words for what has none. */
  readonly withheld: readonly string[];
}

/** Takes secrets out of what was given with `-e`. Files are named by their absolute paths, and not looked into. */
export function keepVariables(extraVars: readonly string[], files: SourceFiles): KeptVariables {
  const each = extraVars.map((text) => keepOne(text.trim(), files));
  return { kept: each.flatMap(({ kept }) => kept), withheld: each.flatMap(({ withheld }) => withheld) };
}

function keepOne(text: string, files: SourceFiles): KeptVariables {
  if (text.startsWith('@')) return keepFile(resolve(text.slice(1).replace(/^~(?=\/|$)/, homedir())));
  const variables = [...parseExtraVariables([text], { files, sink: collectDiagnostics() })];
  const withheld = variables.flatMap(([name, value]) => (isSecret(name, value) ? [name] : []));
  if (withheld.length === 0) return { kept: [text], withheld };
  // With secrets taken out, the words are no longer those that were typed.
  const kept = variables.filter(([name, value]) => !withheld.includes(name) && !isSealed(value));
  const json = JSON.stringify(Object.fromEntries(kept.map(([name, value]) => [name, toJson(value)])));
  return { kept: kept.length === 0 ? [] : [json], withheld };
}

function keepFile(path: string): KeptVariables {
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() ?? true;
  return isFile ? { kept: [`@${path}`], withheld: [] } : { kept: [], withheld: [`-e @${path} (a pipe)`] };
}

function isSealed(value: Value): boolean {
  return value instanceof Sealed;
}

/** A password within an address: `https://user:password@host`. */
const IN_ADDRESS = /:\/\/[^/\s:@]*:[^/\s@]+@/;
/** Only where a value comes from. */
const REFERENCE = /^\{\{\s*(?:[\w.]+|lookup\(\s*(['"])env\1\s*,\s*(['"])\w+\2\s*\))\s*\}\}$/;

function isSecret(name: string, value: Value): boolean {
  if (value instanceof Map) {
    // A mapping of passwords has people's names for keys.
    const keysOwn = isSecretName(name) ? () => name : (key: Value) => (typeof key === 'string' ? key : '');
    return [...value].some(([key, item]) => isSecret(keysOwn(key), item));
  }
  if (Array.isArray(value)) return value.some((item) => isSecret(name, item));
  if (typeof value === 'string' && IN_ADDRESS.test(value)) return true;
  return isSecretName(name) && hasContent(value);
}

function hasContent(value: Value): boolean {
  if (typeof value === 'string') return value !== '' && !REFERENCE.test(value);
  return value !== null && typeof value !== 'boolean' && !isSealed(value);
}
