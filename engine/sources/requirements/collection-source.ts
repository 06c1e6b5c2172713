import { gitSource, isProblem, type SourceProblem } from './role-source.ts';
import type { Source } from './requirement.ts';
import { isCollectionName } from './split-source.ts';

/** A collection under `collections:`, or a dependency of one. */
export interface CollectionSpec {
  readonly name: string | undefined;
  readonly version: string;
  readonly type: string | undefined;
  readonly source: string | undefined;
}

export interface CollectionSource {
  readonly name: string | undefined;
  readonly source: Source;
  readonly version: string;
}

export type TypeOfPath = (path: string) => 'file' | 'directory' | undefined;

export const collectionTypes = ['file', 'galaxy', 'git', 'url', 'dir', 'subdirs'] as const;

/** The source of a collection, by its `type`, or by what its name looks like, as `ansible-galaxy` tells. */
export function collectionSource(spec: CollectionSpec, typeOf: TypeOfPath): CollectionSource | SourceProblem {
  const { name, version } = spec;
  const type = spec.type ?? (name === undefined ? undefined : guessType(name, typeOf));
  if (type === 'galaxy') {
    if (name === undefined || !isCollectionName(name)) return badName(name);
    return { name, version, source: { kind: 'galaxy', name, server: spec.source } };
  }
  // Without `source` the name is the address.
  const address = spec.source ?? name ?? '';
  const known = spec.source === undefined ? undefined : name;
  const made = sourceOf(type, address, version);
  if (made === undefined) return badName(name);
  return isProblem(made.source) ? made.source : { name: known, version: made.version, source: made.source };
}

function sourceOf(
  type: string | undefined,
  address: string,
  version: string,
): { readonly source: Source | SourceProblem; readonly version: string } | undefined {
  switch (type) {
    case 'git':
      return gitPointer(address, version);
    case 'url':
    case 'file':
      return { source: { kind: 'archive', location: address }, version };
    case 'dir':
    case 'subdirs':
      return { source: { kind: 'folder', path: address }, version };
    default:
      return undefined;
  }
}

function guessType(name: string, typeOf: TypeOfPath): string | undefined {
  if (isCollectionName(name)) return 'galaxy';
  if (name.startsWith('git+') || name.startsWith('git@')) return 'git';
  if (/^https?:\/\//i.test(name)) return 'url';
  const type = typeOf(name);
  if (type === 'file') return 'file';
  return type === 'directory' ? 'dir' : undefined;
}

/** `git+https://host/repo.git#/folder/,version`. */
function gitPointer(
  address: string,
  declared: string,
): { readonly source: Source | SourceProblem; readonly version: string } {
  const comma = address.indexOf(',');
  const pointer = comma === -1 ? address : address.slice(0, comma);
  const version = comma === -1 ? (declared === '*' ? '' : declared) : address.slice(comma + 1);
  const [place = '', fragment = ''] = pointer.replace(/^git\+/, '').split('#');
  const folder = fragment.replace(/^\/+|\/+$/g, '');
  return { source: gitSource(folder === '' ? place : `${place}//${folder}`), version };
}

function badName(name: string | undefined): SourceProblem {
  return {
    detail:
      name === undefined || name === ''
        ? 'The collection has no name.'
        : `“${name}” is neither namespace.collection nor an address of one.`,
    help: 'Write `name: namespace.collection`, a Git address (`git+https://…`), or the path or URL of an archive.',
  };
}
