/** discovery.yaml files: those that are linted, and those that a run gets with -e. */
import { homedir } from 'node:os';
import { basename } from 'node:path';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { collectDiagnostics } from '../diagnostics/diagnostic.ts';
import type { SourceFile } from '../diagnostics/span.ts';
import type { SourceFiles } from '../language/files.ts';
import { parseExtraVariables } from '../language/variables/extra-variables.ts';
import { looksLikeDiscovery } from '../../modules/aws/discovery/config/looks-like-discovery.ts';

/** All that is wrong or odd in discovery files, with line and column. */
export async function checkDiscoveryFiles(
  files: readonly SourceFile[],
  options: { readonly isInventory?: boolean } = {},
): Promise<readonly Diagnostic[]> {
  if (files.length === 0) return [];
  const { readDiscovery } = await import('../../modules/aws/discovery/config/read-discovery.ts');
  return files.flatMap((file) => readDiscovery(file, options).diagnostics);
}

/** What a run is to know of the discovery.yaml files among its extra variables (`-e @file`). */
export interface GivenDiscovery {
  /**
   * Why it cannot begin. Sections are checked by the modules again, but these know no lines. None where only warnings
   * were found: modules give those, too.
   */
  readonly problems: readonly Diagnostic[];
  /** Tells modules what the file is called: some folders of a migration are named after it. */
  readonly extraVars: readonly string[];
}

export async function givenDiscovery(
  extraVars: readonly string[],
  files: SourceFiles,
): Promise<GivenDiscovery> {
  const found = extraVars.flatMap((text) => discoveryIn(text.trim(), files) ?? []);
  const last = found.at(-1);
  if (last === undefined) return { problems: [], extraVars: [] };
  const diagnostics = await checkDiscoveryFiles(found, { isInventory: asksForInventory(extraVars, files) });
  const isBad = diagnostics.some(({ severity }) => severity === 'error');
  return {
    problems: isBad ? diagnostics : [],
    extraVars: [JSON.stringify({ aws_discovery_file: basename(last.path) })],
  };
}

function discoveryIn(text: string, files: SourceFiles): SourceFile | undefined {
  if (!text.startsWith('@')) return undefined;
  const path = text.slice(1).replace(/^~(?=\/|$)/, homedir());
  if (files.type(path) !== 'file') return undefined;
  const content = files.read(path);
  return content !== undefined && looksLikeDiscovery(content) ? { path, text: content } : undefined;
}

/** Problems of the variables themselves are told when the run reads them. */
function asksForInventory(extraVars: readonly string[], files: SourceFiles): boolean {
  const reading = { files, homeDirectory: homedir(), sink: collectDiagnostics() };
  const value = parseExtraVariables(extraVars, reading).get('discovery_only');
  return value === true || (typeof value === 'string' && /^(?:true|yes|on|1)$/i.test(value.trim()));
}
