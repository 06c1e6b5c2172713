import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { collectDiagnostics } from '../diagnostics/diagnostic.ts';
import { DroverError } from '../diagnostics/drover-error.ts';
import type { TemplateEnvironment } from '../language/expression/environment.ts';
import { evaluateValue, renderFile } from '../language/expression/template.ts';
import type { Value } from '../language/expression/value.ts';
import type { SourceFiles } from '../language/files.ts';
import { parseExtraVariables } from '../language/variables/extra-variables.ts';
import { vaultOpener } from '../language/vault/vault.ts';
import { values } from '../plan/layer.ts';
import { expandPath } from '../run/expand-path.ts';
import { nodePorts } from '../run/node-ports.ts';
import { LayeredScope } from '../run/scope/layered-scope.ts';
import type { VaultPassword } from './vault-passwords.ts';

/** Where runs are kept. */
export interface StatePlace {
  /** `<data directory>/.drover`, or among the user's state where no data directory is named. */
  readonly stateFolder: string;
  readonly dataFolder: string | undefined;
}

/** What decides where runs are kept. */
export interface PlaceSources {
  readonly extraVars: readonly string[];
  readonly vaultPasswords: readonly VaultPassword[];
  readonly files: SourceFiles;
}

/** Where the runs of these extra variables are kept: they name the data directory (`os_migrate_data_dir`), or none. */
export function statePlace(sources: PlaceSources): StatePlace {
  const dataFolder = dataDirectoryOf(sources);
  return dataFolder === undefined
    ? { stateFolder: userState(), dataFolder }
    : { stateFolder: join(dataFolder, '.drover'), dataFolder };
}

/** `$XDG_STATE_HOME/drover`, or `~/.local/state/drover`. */
export function userState(): string {
  const base = process.env['XDG_STATE_HOME'];
  return join(base === undefined || base === '' ? join(homedir(), '.local', 'state') : base, 'drover');
}

function dataDirectoryOf({ extraVars, vaultPasswords, files }: PlaceSources): string | undefined {
  /* Problems of extra variables are reported when the run itself reads them. */
  const openVault = vaultPasswords.length === 0 ? undefined : vaultOpener(vaultPasswords);
  const reading = { files, homeDirectory: homedir(), sink: collectDiagnostics(), openVault };
  try {
    const variables = parseExtraVariables(extraVars, reading);
    const value = rendered(variables.get('os_migrate_data_dir'), variables);
    if (typeof value !== 'string' || value === '') return undefined;
    return resolve(expandPath(value, { environment: process.env, ports: nodePorts(process.env) }));
  } catch (error) {
    if (error instanceof DroverError) return undefined;
    throw error;
  }
}

/** Extra variables may use one another, and lookups. */
function rendered(value: Value | undefined, variables: ReadonlyMap<string, Value>): Value | undefined {
  if (value === undefined) return undefined;
  const scope = new LayeredScope([values(variables)]);
  const environment: TemplateEnvironment = {
    scope,
    ports: nodePorts(process.env),
    renderFile,
    searchPath: () => [process.cwd()],
  };
  scope.environment = environment;
  return evaluateValue(value, environment);
}
