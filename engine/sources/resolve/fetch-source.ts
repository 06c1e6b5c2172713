import { readFileSync, statSync } from 'node:fs';
import { isAbsolute, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DroverError, messageOf } from '../../diagnostics/drover-error.ts';
import { collectionInArchive, roleInArchive } from '../archive/archive-root.ts';
import { readArchive } from '../archive/read-archive.ts';
import { credentialsFor } from '../http/credentials.ts';
import { httpClient, statusError } from '../http/request.ts';
import type { AssetKind, Requirement, Source } from '../requirements/requirement.ts';
import { safeUrl } from '../safe-url.ts';
import { checkTree, treeLimits } from '../tree/check-tree.ts';
import { sha256 } from '../tree/digest-tree.ts';
import { readTree } from '../tree/folder.ts';
import type { Tree } from '../tree/tree.ts';
import type { SourceContext } from './context.ts';

/** Content as it was fetched, and what says which one it is. */
export interface Fetched {
  readonly tree: Tree;
  readonly commit?: string;
  readonly treeHash?: string;
  /** `sha256:…` of the archive. */
  readonly archive?: string;
  /** The fingerprint of the key that it is signed with. */
  readonly signed?: string;
}

type FetchRequest = Pick<Requirement, 'kind' | 'source' | 'version' | 'folder' | 'signers'>;

/** Fetches what is not a name of Galaxy. The tree was checked. */
export async function fetchSource(
  { kind, source, version, folder, signers }: FetchRequest,
  context: SourceContext,
): Promise<Fetched> {
  switch (source.kind) {
    case 'git': {
      // Of a repository with a playbook all is taken: it uses what stands beside it.
      const path = kind === 'playbook' ? '' : source.path;
      const url = gitAddress(source.url, folder);
      context.say(`Fetching ${safeUrl(source.url)}${version === '' ? '' : ` ${version}`}`);
      const { tree, ...pins } = await context.git.fetch({ url, path, version, signers });
      checkTree(tree, `The repository ${safeUrl(source.url)}`);
      return { tree, ...pins };
    }
    case 'archive': {
      const content = await archiveContent(source.location, folder, context);
      const what = `The archive ${safeUrl(source.location)}`;
      return { tree: await unpackAs(kind, content, what), archive: `sha256:${sha256(content)}` };
    }
    case 'folder':
      return { tree: folderContent(source, folder) };
    case 'galaxy':
      throw new Error('Names of Galaxy are resolved before they are fetched.');
  }
}

/** What an archive holds, as a role or a collection. It was checked. */
export async function unpackAs(kind: AssetKind, content: Uint8Array, what: string): Promise<Tree> {
  const whole = await readArchive(content, what);
  const tree = kind === 'collection' ? collectionInArchive(whole, what) : roleInArchive(whole, what);
  // A link that stays within the archive may lead out of a part of it.
  checkTree(tree, what);
  return tree;
}

/** A path is one from the folder of the requirements; an address stays. */
export function gitAddress(url: string, folder: string): string {
  const isAddress = url.includes('://') || /^[^/]+:/.test(url);
  return isAddress || isAbsolute(url) ? url : resolve(folder, url);
}

async function archiveContent(location: string, folder: string, context: SourceContext): Promise<Buffer> {
  if (!/^https?:\/\//i.test(location)) return readArchiveFile(location, folder);
  context.say(`Fetching ${safeUrl(location)}`);
  const client = httpClient(context.reach, credentialsFor(location, context.reach));
  const answer = await client.call({ method: 'GET', url: location });
  if (answer.status !== 200) throw statusError(answer, `The archive ${safeUrl(location)}`);
  return answer.body;
}

function readArchiveFile(location: string, folder: string): Buffer {
  try {
    const path = location.startsWith('file://') ? fileURLToPath(location) : resolve(folder, location);
    const { size } = statSync(path);
    if (size > treeLimits.bytes) throw new Error(`it has ${size} bytes`);
    return readFileSync(path);
  } catch (error) {
    throw new DroverError('source-missing', {
      detail: `The archive ${location} cannot be read: ${messageOf(error)}`,
      help: 'Check the path: it starts at the folder of the requirements.',
      cause: error,
    });
  }
}

function folderContent(source: Extract<Source, { kind: 'folder' }>, folder: string): Tree {
  const path = resolve(folder, source.path);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) {
    throw new DroverError('source-missing', {
      detail: `There is no folder ${source.path}.`,
      help: 'Check the path: it starts at the folder of the requirements.',
    });
  }
  const tree = readTree(path);
  checkTree(tree, `The folder ${source.path}`);
  return tree;
}
