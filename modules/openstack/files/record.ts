import type { Body } from '../api/session.types.ts';
import { isBody, textOf } from '../kind/wire.ts';

/** A record of an export file. */
export interface ExportRecord {
  readonly type: string;
  /** Edited, compared and sent. */
  readonly params: Body;
  /** For people and for ids. */
  readonly _info: Body;
  /** How to migrate. */
  readonly _migration_params: Body;
}

/** The id that the resource has at the source; undefined in records that were written by hand. */
export function sourceIdOf({ type, _info: info }: Pick<ExportRecord, 'type' | '_info'>): string | undefined {
  const id = textOf(info, 'id');
  const owner = OWNED_IDS[type];
  const of = owner === undefined ? undefined : textOf(info, owner);
  return id === undefined || of === undefined ? id : idWithin(of, id);
}

/** An id that is one only together with its owner's: the keypairs of a user have names for ids. */
export function idWithin(owner: string, id: string): string {
  return `${owner}:${id}`;
}

/** The key of the owner's id in `_info`, by types whose own ids are no more than names. */
const OWNED_IDS: Readonly<Record<string, string>> = { 'openstack.compute.Keypair': 'user_id' };

/** The parts of what stands in a file as a record, with empty ones for those that old files lack. */
export function toRecord(value: unknown): ExportRecord | undefined {
  if (!isBody(value)) return undefined;
  const { type, params } = value;
  if (typeof type !== 'string' || !isBody(params)) return undefined;
  const info = value['_info'];
  const migration = value['_migration_params'];
  return {
    type,
    params,
    _info: isBody(info) ? info : {},
    _migration_params: isBody(migration) ? migration : {},
  };
}
