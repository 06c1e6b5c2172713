import { basename, dirname, join } from 'node:path';
import type { Files } from '../../../engine/module.ts';
import type { Body } from '../api/session.types.ts';
import { isBody } from '../kind/wire.ts';
import { readText } from './read-export-file.ts';

/**
 * What the source had when it was last exported, by the records' keys: the third side without which an edit by hand
 * and a change at the source look the same.
 */
export type Snapshot = ReadonlyMap<string, Body>;

/** `<folder>/.drover/exports/<file>.json`, beside the export file. */
export function snapshotPath(path: string): string {
  return join(dirname(path), '.drover', 'exports', `${basename(path)}.json`);
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
