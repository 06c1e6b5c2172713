import { diagnostic, type Diagnostic } from '../../../../engine/diagnostics/diagnostic.ts';
import type { SourceFile, Span } from '../../../../engine/diagnostics/span.ts';
import { formatPointer } from '../../../../engine/text/json-pointer.ts';
import { parseYaml, type YamlDocument, type YamlValue } from '../../../../engine/text/yaml.ts';
import { checkDiscovery, type ReadOptions } from './check-discovery.ts';
import type { Discovery } from './discovery.types.ts';
import type { Finding } from './finding.ts';

export interface DiscoveryReading {
  /** Undefined where an error was found. */
  readonly config: Discovery | undefined;
  /** All that is wrong or odd, in the order of the file. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads a discovery.yaml. Nothing is thrown: all that is wrong is given with its line and column. */
export function readDiscovery(file: SourceFile, options: ReadOptions = {}): DiscoveryReading {
  const { documents, problems } = parseYaml(file);
  const [document] = documents;
  if (document === undefined) return { config: undefined, diagnostics: problems };
  const value = plain(document.value);
  if (!isMapping(value) || documents.length > 1)
    return { config: undefined, diagnostics: [...problems, noDiscovery(document, documents.length)] };
  const { config, findings } = checkDiscovery(value, options);
  const diagnostics = [...problems, ...findings.map((finding) => toDiagnostic(finding, document))];
  return {
    config: problems.some(({ severity }) => severity === 'error') ? undefined : config,
    diagnostics: diagnostics.toSorted((one, other) => (one.span?.start ?? 0) - (other.span?.start ?? 0)),
  };
}

function toDiagnostic(
  { code, path, detail, help, isWarning, onKey }: Finding,
  document: YamlDocument,
): Diagnostic {
  return diagnostic(code, {
    detail,
    help,
    span: placeOf(formatPointer(path), onKey === true, document),
    severity: isWarning === true ? 'warning' : 'error',
  });
}

/** For a key that is missing: the place of the mapping it is missing from. */
function placeOf(pointer: string, onKey: boolean, document: YamlDocument): Span {
  const span = onKey ? document.keySpanAt(pointer) : document.spanAt(pointer);
  const { file, start, end } = span;
  const isLong = file.text.slice(start, end).includes('\n');
  // A whole section would be a frame of many lines: its key says enough.
  return isLong ? document.keySpanAt(pointer) : span;
}

function noDiscovery(document: YamlDocument, count: number): Diagnostic {
  return diagnostic('discovery-shape', {
    detail:
      count > 1
        ? `The file holds ${count} YAML documents.`
        : `The file holds ${document.value === null ? 'nothing' : Array.isArray(document.value) ? 'a list' : 'one value'}.`,
    help: 'A discovery.yaml is one mapping with the sections terraform, aviatrix, tgw, account_info and others.',
    span: document.spanAt(''),
  });
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Mappings as plain objects; keys that are numbers to YAML are texts here. */
function plain(value: YamlValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (value instanceof Map)
    return Object.fromEntries([...value].map(([key, one]) => [String(plain(key)), plain(one)]));
  return typeof value === 'bigint' ? value.toString() : value;
}
