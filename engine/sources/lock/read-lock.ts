import { collectDiagnostics, type DiagnosticSink } from '../../diagnostics/diagnostic.ts';
import { DroverError } from '../../diagnostics/drover-error.ts';
import type { SourceFile, Span } from '../../diagnostics/span.ts';
import { didYouMean } from '../../schema/suggest.ts';
import { parseYaml, type YamlDocument, type YamlValue } from '../../text/yaml.ts';
import { isCollectionName, isRoleName } from '../requirements/split-source.ts';
import { assetSchema, lockedLists, type Lock, type LockedAsset, type LockedList } from './lock.ts';

/** Reads a lock, as far as it can be: all that is wrong is reported with its place. */
export function readLock(file: SourceFile, sink: DiagnosticSink): Lock | undefined {
  const { documents, problems } = parseYaml(file);
  for (const problem of problems) sink.report(problem.code, problem);
  const [document] = documents;
  if (document === undefined) return undefined;
  const reader = readerOf(document, sink);
  const lock = reader.lock();
  return problems.length > 0 || reader.isBad() ? undefined : lock;
}

/** The same, where the first problem ends it. Throws `lock-unreadable` and `yaml-syntax`. */
export function parseLock(file: SourceFile): Lock {
  const sink = collectDiagnostics();
  const lock = readLock(file, sink);
  const [problem] = sink.diagnostics;
  if (lock !== undefined) return lock;
  throw new DroverError(
    problem?.code ?? 'lock-unreadable',
    problem ?? { detail: `${file.path} cannot be read.` },
  );
}

interface Reader {
  lock(): Lock;
  isBad(): boolean;
}

const help =
  'The lock is written by `drover roles lock`: run it again, or take the file from version control.';

function readerOf(document: YamlDocument, sink: DiagnosticSink): Reader {
  let bad = false;
  const report = (detail: string, span: Span, better = help): void => {
    bad = true;
    sink.report('lock-unreadable', { detail, help: better, span });
  };
  return {
    isBad: () => bad,
    lock() {
      const { value } = document;
      if (!(value instanceof Map)) {
        report('A lock is a mapping with `lock: 1` in it.', document.spanAt(''));
        return { roles: [], collections: [], playbooks: [] };
      }
      checkForm(value);
      return {
        roles: list(value, 'roles'),
        collections: list(value, 'collections'),
        playbooks: list(value, 'playbooks'),
      };
    },
  };

  function checkForm(root: ReadonlyMap<YamlValue, YamlValue>): void {
    const form = root.get('lock');
    if (form !== 1) {
      const isNewer = typeof form === 'number' && form > 1;
      report(
        isNewer
          ? `The lock has form ${form}; this drover knows form 1.`
          : 'The lock does not say its form, which is 1.',
        document.spanAt('/lock'),
        isNewer ? 'Use the newer drover that has written it.' : help,
      );
    }
    for (const key of root.keys()) {
      const known: readonly string[] = ['lock', ...lockedLists];
      const name = keyText(key);
      if (!known.includes(name))
        report(
          `A lock has no key “${name}”.`,
          document.keySpanAt(`/${name}`),
          didYouMean(name, known) || help,
        );
    }
  }

  function list(root: ReadonlyMap<YamlValue, YamlValue>, name: LockedList): readonly LockedAsset[] {
    const value = root.get(name);
    if (value === undefined || value === null) return [];
    if (!Array.isArray(value)) {
      report(`${name} has to be a list.`, document.spanAt(`/${name}`));
      return [];
    }
    const assets = value.flatMap((item, index) => asset(item, `/${name}/${index}`) ?? []);
    const seen = new Set<string>();
    for (const [index, one] of assets.entries()) {
      const key = name === 'playbooks' ? [one.src, one.path, one.version, one.name].join('\n') : one.name;
      if (seen.has(key)) report(`${one.name} is there twice.`, document.spanAt(`/${name}/${index}`));
      seen.add(key);
      if (!isSafe(one, name))
        report(`“${one.name}” can be no name in a lock.`, document.spanAt(`/${name}/${index}`));
    }
    return assets;
  }

  function asset(item: YamlValue, pointer: string): LockedAsset | undefined {
    if (!(item instanceof Map)) {
      report('An entry of a lock is a mapping.', document.spanAt(pointer));
      return undefined;
    }
    const flaws: string[] = [];
    const complain: typeof report = (...parts) => {
      flaws.push(parts[0]);
      report(...parts);
    };
    const fields: Record<string, unknown> = {};
    for (const [key, value] of item) {
      const name = keyText(key);
      const schema = Object.entries<FieldSchema>(assetSchema.properties).find(([one]) => one === name)?.[1];
      const at = `${pointer}/${name}`;
      if (schema === undefined)
        complain(
          `An entry of a lock has no key “${name}”.`,
          document.keySpanAt(at),
          didYouMean(name, Object.keys(assetSchema.properties)) || help,
        );
      else if (!fits(value, schema)) complain(`${name} cannot be this.`, document.spanAt(at));
      else fields[name] = value;
    }
    for (const name of assetSchema.required)
      if (!item.has(name)) complain(`An entry of a lock has to have “${name}”.`, document.spanAt(pointer));
    // Boundary: every field was held against its schema, and what is required is there.
    return flaws.length === 0 ? (fields as unknown as LockedAsset) : undefined;
  }
}

/** Names and paths become folders: none may lead elsewhere. */
function isSafe({ name, path = '' }: LockedAsset, list: LockedList): boolean {
  const isInside = (one: string): boolean =>
    !one.startsWith('/') && !one.split('/').includes('..') && !one.includes('\0');
  if (!isInside(path)) return false;
  if (list === 'roles') return isRoleName(name);
  return list === 'collections' ? isCollectionName(name) : isInside(name) && name !== '';
}

/** A key as it is shown; none of ours is anything but a text. */
function keyText(key: YamlValue): string {
  return typeof key === 'string'
    ? key
    : JSON.stringify(key, (_name, value: unknown) => (typeof value === 'bigint' ? String(value) : value));
}

interface FieldSchema {
  readonly type: string;
  readonly enum?: readonly string[];
  readonly pattern?: string;
}

function fits(value: YamlValue, schema: FieldSchema): boolean {
  if (schema.type === 'array') return Array.isArray(value) && value.every((item) => typeof item === 'string');
  if (typeof value !== 'string' || value === '') return false;
  if (schema.enum !== undefined && !schema.enum.includes(value)) return false;
  return schema.pattern === undefined || new RegExp(schema.pattern).test(value);
}
