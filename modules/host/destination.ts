import type { Connection } from '../../engine/module.ts';

/** Where a file goes: `dest` itself, or below it under its own name where that is a folder or ends with a slash. */
export async function placeOf(
  dest: string,
  source: string,
  { files }: Connection,
): Promise<{ readonly path: string; readonly folder: string | undefined }> {
  const target = await files.status(dest, { follow: true });
  if (!dest.endsWith('/') && target?.type !== 'directory') return { path: dest, folder: undefined };
  const folder = dest.replace(/\/$/, '');
  const path = `${folder}/${source.split('/').at(-1) ?? ''}`;
  return { path, folder: target === undefined ? folder : undefined };
}
