import { collectDiagnostics } from '../../diagnostics/diagnostic.ts';
import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import { collectionSource } from '../requirements/collection-source.ts';
import type { Requirement } from '../requirements/requirement.ts';
import { isCollectionName } from '../requirements/split-source.ts';
import { openYaml } from '../requirements/yaml-fields.ts';
import { rangeProblem } from '../galaxy/version-range.ts';
import { textIn, type Tree } from '../tree/tree.ts';

/** What a collection says of itself. */
export interface CollectionMetadata {
  readonly name: string;
  readonly version: string;
  /** Ranges by name, or by address. */
  readonly dependencies: Readonly<Record<string, string>>;
}

/** Reads MANIFEST.json of a collection that was built, or galaxy.yml of one in a repository. Throws `source-refused`. */
export function collectionMetadata(tree: Tree, what: string): CollectionMetadata {
  const manifest = textIn(tree, 'MANIFEST.json');
  const fields = manifest === undefined ? fromGalaxyYml(tree, what) : fromManifest(manifest, what);
  const { namespace, name, version, dependencies } = fields;
  const full = `${String(namespace)}.${String(name)}`;
  if (!isCollectionName(full)) throw broken(what, 'it does not say its namespace and name');
  return {
    name: full,
    version: typeof version === 'string' ? version : '*',
    dependencies: rangesOf(dependencies, what),
  };
}

type Fields = Readonly<Partial<Record<'namespace' | 'name' | 'version' | 'dependencies', unknown>>>;

function fromManifest(text: string, what: string): Fields {
  try {
    // Boundary: what is not there is undefined, and is looked at as such.
    const manifest = JSON.parse(text) as { readonly collection_info?: Fields } | null;
    return manifest?.collection_info ?? {};
  } catch (error) {
    throw broken(what, `its MANIFEST.json cannot be read (${messageOf(error)})`);
  }
}

function fromGalaxyYml(tree: Tree, what: string): Fields {
  const text = textIn(tree, 'galaxy.yml');
  if (text === undefined) throw broken(what, 'there is neither MANIFEST.json nor galaxy.yml');
  const sink = collectDiagnostics();
  const yaml = openYaml({ path: `${what}: galaxy.yml`, text }, sink);
  if (yaml?.root.kind !== 'mapping')
    throw broken(
      what,
      `its galaxy.yml cannot be read (${sink.diagnostics[0]?.detail ?? 'it is no mapping'})`,
    );
  const fields = yaml.fields(yaml.root);
  const textOf = (name: string): string | undefined => {
    const field = fields.find((one) => one.name === name);
    return field === undefined ? undefined : yaml.text(field.node, name);
  };
  const list = fields.find(({ name }) => name === 'dependencies')?.node;
  const dependencies =
    list?.kind === 'mapping'
      ? Object.fromEntries(yaml.fields(list).map(({ name, node }) => [name, yaml.text(node, name) ?? '*']))
      : {};
  return { namespace: textOf('namespace'), name: textOf('name'), version: textOf('version'), dependencies };
}

function rangesOf(value: unknown, what: string): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  if (typeof value !== 'object') throw broken(what, 'its dependencies are no mapping');
  return Object.fromEntries(
    Object.entries(value).map(([name, range]) => [name, range === null ? '*' : String(range)]),
  );
}

/** The dependencies of a collection as requirements. */
export function collectionDependencies(metadata: CollectionMetadata, by: string): readonly Requirement[] {
  return Object.entries(metadata.dependencies).map(([name, range]) => {
    const made = collectionSource(
      { name, version: range, type: undefined, source: undefined },
      () => undefined,
    );
    if ('detail' in made) throw broken(by, `it needs “${name}”: ${made.detail}`);
    if (made.source.kind === 'galaxy' && rangeProblem(range) !== undefined)
      throw broken(by, `it needs ${name} ${range}: ${rangeProblem(range) ?? ''}`);
    return { kind: 'collection', ...made, by, folder: '' };
  });
}

function broken(what: string, why: string): DroverError {
  return new DroverError('source-refused', {
    detail: `${what} is no collection that can be used: ${why.replace(/\.$/, '')}.`,
    help: 'Name the folder that has galaxy.yml in it (`#/folder` behind the address), or an archive of `ansible-galaxy collection build`.',
  });
}
