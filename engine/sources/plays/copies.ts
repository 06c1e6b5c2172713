import { DroverError } from '../../diagnostics/drover-error.ts';
import type { Cache } from '../cache.ts';
import { checkTree } from '../tree/check-tree.ts';
import type { Tree } from '../tree/tree.ts';

/** What was copied in this run: the digest, by the place. */
export type Copies = Map<string, string>;

/** A copy of what stands at a place, made once in a run: as it was when it was first asked for. */
export function copied(
  place: string,
  known: string | undefined,
  cache: Cache,
  copies: Copies,
  read: () => Tree,
): { readonly digest: string; readonly path: string } {
  const before = copies.get(place) ?? known;
  if (before !== undefined) {
    const path = cache.find(before);
    if (path !== undefined) {
      copies.set(place, before);
      return { digest: before, path };
    }
  }
  const tree = read();
  checkTree(tree, place);
  const digest = cache.put(tree);
  if (before !== undefined && before !== digest) {
    throw new DroverError('content-damaged', {
      detail: `${place} is not what the run began with: it had the digest ${before} then, and has ${digest} now. Its copy in the cache is gone.`,
      help: 'Put it back as it was and go on with the run, or begin a new run.',
    });
  }
  copies.set(place, digest);
  return { digest, path: cache.folderOf(digest) };
}
