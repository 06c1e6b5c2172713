import { randomBytes } from 'node:crypto';
import { messageOf } from '../../engine/diagnostics/drover-error.ts';
import type { CopyRequest } from './disk.types.ts';
import { checkSize, inspectDisk, type Inspected } from './inspect-disk.ts';
import { isFast, openForward, type Forward } from './open-forward.ts';
import { openFolder } from './open-folder.ts';
import type { Service } from './tool.ts';
import { folderOf, socketIn } from './work-folder.ts';

/** What stands as long as one try of a copy: folders on both machines, and the way between them. */
export interface CopySession {
  readonly destination: Inspected;
  readonly folders: { readonly source: string; readonly destination: string };
  readonly forward: Forward;
  /** Never resolves; rejects when any of it goes away. */
  readonly failed: Promise<never>;
  close(): Promise<void>;
}

/** Looks at both disks, and opens the way between their machines. What was opened is closed when it throws. */
export async function openSession(request: CopyRequest, signal: AbortSignal): Promise<CopySession> {
  const { source, destination, size, link, settings, warn } = request;
  const [read, written] = await Promise.all([
    inspectDisk(source, 'source', signal),
    inspectDisk(destination, 'destination', signal),
  ]);
  checkSize(source, read, size, 'source');
  checkSize(destination, written, size, 'destination');
  const id = randomBytes(9).toString('hex');
  const folders = { source: folderOf(id, 'source'), destination: folderOf(id, 'destination') };
  const folder = openFolder(source.machine, folders.source, link.user, signal);
  const forward = openForward(destination.machine, {
    link,
    source: source.machine.name,
    folder: folders.destination,
    socket: socketIn(folders.source),
    compress: settings.compress,
    signal,
  });
  const services: readonly Service[] = [folder, forward];
  const close = async (): Promise<void> => {
    await Promise.all(services.map((service) => service.stop()));
  };
  try {
    await Promise.all(services.map(({ ready }) => ready));
  } catch (error) {
    await close();
    throw error;
  }
  const cipher = forward.cipher();
  if (cipher !== undefined && !isFast(cipher))
    warn?.(
      `${destination.machine.name} and ${source.machine.name} have no AES-GCM in common: the data go through ${cipher}, which is slower.`,
    );
  const failed = Promise.race(services.map((service) => service.failed));
  failed.catch((error: unknown) => messageOf(error));
  return { destination: written, folders, forward, failed, close };
}
