import { basename, dirname, join } from 'node:path';
import type { Files } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import { isBody, isSame } from '../kind/wire.ts';
import { readText } from './read-export-file.ts';

/**
 * What the source had when it was last exported, by the records' keys: the third side without which an edit by hand
 * and a change at the source look the same, and so do a record that was taken out and one that is new.
 */
export type Snapshot = ReadonlyMap<string, Body>;

/** `<folder>/.drover/exports/<name>`, beside the export file. */
export function memoryPath(path: string, name: string): string {
  return join(dirname(path), '.drover', 'exports', name);
}

/** Where the snapshot of an export file is kept. */
export function snapshotPath(path: string): string {
  return memoryPath(path, `${basename(path)}.json`);
}

/** The snapshot beside an export file; an empty one where there is none, or one that cannot be understood. */
export async function readSnapshot(path: string, files: Pick<Files, 'read'>): Promise<Snapshot> {
  const text = await readText(snapshotPath(path), files);
  const value = text === undefined ? undefined : parsed(text);
  const records = isBody(value) && value['format'] === FORMAT ? value['records'] : undefined;
  if (!isBody(records)) return new Map();
  return new Map(
    Object.entries(records).flatMap(([key, params]) => (isBody(params) ? [[key, params] as const] : [])),
  );
}

const FORMAT = 1;

/** Whether two snapshots hold the same. */
export function isSameSnapshot(one: Snapshot, other: Snapshot): boolean {
  return one.size === other.size && [...one].every(([key, params]) => isSame(params, other.get(key)));
}

export function snapshotText(snapshot: Snapshot): string {
  const records = Object.fromEntries([...snapshot].sort(([one], [other]) => (one < other ? -1 : 1)));
  return `${JSON.stringify({ format: FORMAT, records })}\n`;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
