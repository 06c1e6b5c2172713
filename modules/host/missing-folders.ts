import type { Connection } from '../../engine/module.ts';

/** Folders above a path that are not there, the nearest first. */
export async function missingFolders(path: string, { files }: Connection): Promise<readonly string[]> {
  const missing: string[] = [];
  for (let at = path.lastIndexOf('/'); at > 0; at = path.lastIndexOf('/', at - 1)) {
    const folder = path.slice(0, at);
    if ((await files.status(folder, { follow: true })) !== undefined) break;
    missing.push(folder);
  }
  return missing;
}
