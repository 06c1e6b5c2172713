import type { Body } from '../api/session.types.ts';
import { assignmentPath } from '../identity/assignment.ts';
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
  const id = IDS[type];
  return id === undefined ? textOf(info, 'id') : id(info);
}

/** An id that is one only together with its owner's: the keypairs of a user have names for ids. */
export function idWithin(owner: string, id: string): string {
  return `${owner}:${id}`;
}

/** Ids of types that have none in `_info`, or one that is no more than a name. */
const IDS: Readonly<Record<string, (info: Body) => string | undefined>> = {
  'openstack.compute.Keypair': (info) => {
    const id = textOf(info, 'id');
    const user = textOf(info, 'user_id');
    return id === undefined || user === undefined ? id : idWithin(user, id);
  },
  'openstack.identity.UserProjectRoleAssignment': (info) => {
    const project = textOf(info, 'project_id');
    const user = textOf(info, 'user_id');
    const role = textOf(info, 'role_id');
    if (project === undefined || user === undefined || role === undefined) return undefined;
    return assignmentPath({
      assignee: { type: 'user', id: user },
      scope: { type: 'project', id: project },
      role,
      isInherited: false,
    });
  },
};

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
