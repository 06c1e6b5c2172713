import { formatPlace, type Span } from '../../diagnostics/span.ts';

/** Where content comes from. URLs are as written, with what secrets they have: `safeUrl` before they are shown. */
export type Source =
  | { readonly kind: 'git'; readonly url: string; readonly path: string }
  /** A tar archive, by URL or by path. */
  | { readonly kind: 'archive'; readonly location: string }
  /** A name of a Galaxy server; `server` is an address or a name of ansible.cfg, undefined the usual one. */
  | { readonly kind: 'galaxy'; readonly name: string; readonly server: string | undefined }
  /** A folder on this machine. */
  | { readonly kind: 'folder'; readonly path: string };

export type AssetKind = 'role' | 'collection' | 'playbook';

/** What is asked for: by requirements.yml, by a role's or a collection's own metadata, or by a plan. */
export interface Requirement {
  readonly kind: AssetKind;
  /** Undefined where only the content tells: a collection in a repository, an archive or a folder. */
  readonly name: string | undefined;
  readonly source: Source;
  /** Of Git: branch, tag or commit, empty for the default branch. Of Galaxy: a version, or a range (`>=1.0.0,<2.0.0`). */
  readonly version: string;
  /** Public keys, with one of which the commit or its tag has to be signed. */
  readonly signers?: readonly string[] | undefined;
  /** The file, or the role or collection, that asks for it. */
  readonly by: string;
  readonly span?: Span | undefined;
  /** The folder that relative paths start from. */
  readonly folder: string;
}

/** Where a requirement stands, for messages. */
export function placeOf({ by, span }: Pick<Requirement, 'by' | 'span'>): string {
  return span === undefined ? by : formatPlace(span);
}

/** The address of a source as it is written in requirements and, without secrets, in locks. */
export function sourceText(source: Source): string {
  switch (source.kind) {
    case 'git':
      return source.path === '' ? source.url : `${source.url}//${source.path}`;
    case 'archive':
      return source.location;
    case 'folder':
      return source.path;
    case 'galaxy':
      return source.name;
  }
}
