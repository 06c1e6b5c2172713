import type { Change, Connection, FileStatus } from '../../engine/module.ts';
import type { Schema } from '../../engine/schema/types.ts';
import { modeText, wantedMode } from './mode.ts';

/** Arguments for a file's permissions and owner, shared by all modules that make files. */
export const attributeArguments = {
  mode: { description: "Permissions: octal in quotes ('0644') or symbolic ('u=rw,go=r')." },
  owner: { type: 'string', description: 'The owner, by name or number.' },
  group: { type: 'string', description: 'The group, by name or number.' },
} as const satisfies Readonly<Record<string, Schema>>;

export interface AttributeArguments {
  readonly mode?: unknown;
  readonly owner?: string;
  readonly group?: string;
}

/** What has to be changed of a file that is there, or set on one that will be made. */
export interface AttributeChange {
  readonly mode?: number;
  readonly owner?: string;
  readonly group?: string;
}

/** What of a file its attributes are compared with. */
export type OwnAttributes = Pick<FileStatus, 'type' | 'mode' | 'owner' | 'uid' | 'group' | 'gid'>;

/** The attributes that differ from what is asked for; `made` is the mode that a new file gets first. */
export function attributeChange(
  asked: AttributeArguments,
  status: OwnAttributes | undefined,
  made: { readonly mode: number; readonly isDirectory: boolean },
): AttributeChange {
  const current =
    status === undefined ? made : { mode: status.mode, isDirectory: status.type === 'directory' };
  const mode = asked.mode === undefined || asked.mode === null ? undefined : wantedMode(asked.mode, current);
  return {
    ...(mode === undefined || mode === status?.mode ? {} : { mode }),
    ...(asked.owner === undefined || matches(asked.owner, status?.owner, status?.uid)
      ? {}
      : { owner: asked.owner }),
    ...(asked.group === undefined || matches(asked.group, status?.group, status?.gid)
      ? {}
      : { group: asked.group }),
  };
}

function matches(asked: string, name: string | undefined, number: number | undefined): boolean {
  return asked === name || (number !== undefined && asked === String(number));
}

/** The change as fields before and after. */
export function attributeChanges(change: AttributeChange, status: FileStatus | undefined): readonly Change[] {
  return [
    ...(change.mode === undefined
      ? []
      : [{ pointer: '/mode', before: status && modeText(status.mode), after: modeText(change.mode) }]),
    ...(change.owner === undefined
      ? []
      : [{ pointer: '/owner', before: status?.owner, after: change.owner }]),
    ...(change.group === undefined
      ? []
      : [{ pointer: '/group', before: status?.group, after: change.group }]),
  ];
}

export async function applyAttributes(
  path: string,
  change: AttributeChange,
  connection: Connection,
  follow = true,
): Promise<void> {
  if (change.owner !== undefined || change.group !== undefined) {
    await connection.files.changeOwner(path, idOrName(change.owner), idOrName(change.group), { follow });
  }
  /* After the owner: a change of owner takes the set-id bits away. */
  if (change.mode !== undefined) await connection.files.changeMode(path, change.mode, { follow });
}

function idOrName(text: string | undefined): string | number | undefined {
  return text !== undefined && /^\d+$/.test(text) ? Number(text) : text;
}

/** What modules return of a file: owner, group, mode, size and the like. */
export function statusResult(status: FileStatus | undefined): Record<string, unknown> {
  if (status === undefined) return { state: 'absent' };
  const states: Readonly<Record<string, string>> = { file: 'file', directory: 'directory', link: 'link' };
  return {
    state: states[status.type] ?? status.type,
    owner: status.owner ?? String(status.uid),
    group: status.group ?? String(status.gid),
    uid: status.uid,
    gid: status.gid,
    mode: modeText(status.mode),
    size: status.size,
  };
}
