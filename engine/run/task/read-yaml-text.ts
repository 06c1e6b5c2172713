import { collectDiagnostics } from '../../diagnostics/diagnostic.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import { readYaml } from '../../language/files-yaml.ts';
import type { OpenVault } from '../../language/files-reading.ts';
import type { Value } from '../../language/expression/value.ts';

/** YAML or JSON as engine values, `!vault` and `!unsafe` heeded; throws for the first thing that is wrong with it. */
export function readYamlText(text: string, path: string, openVault: OpenVault | undefined): Value {
  const sink = collectDiagnostics();
  const source = readYaml({ path, text }, { sink, openVault });
  const value = source?.value(source.root) ?? null;
  source?.finish();
  const error = sink.diagnostics.find(({ severity }) => severity === 'error');
  if (error !== undefined) throw new DroverError(error.code, error);
  return value;
}
