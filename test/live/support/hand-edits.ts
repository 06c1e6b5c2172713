import { readFile, writeFile } from 'node:fs/promises';
import type { Body } from '../seed/cloud.ts';
import { editRecord, named, removeRecord, type Match } from './edit-record.ts';
import type { TenantModel } from './tenant-model.ts';
import type { KindName, Workspace } from './workspace.ts';

/** One thing that somebody changes in a file, and what the destination shall have for it. */
interface HandEdit {
  readonly kind: KindName;
  readonly match: Match;
  readonly replace: readonly [RegExp, string];
  /** Which of the model's resources has these fields then. */
  readonly resource: Match;
  readonly fields: Body;
}

/** Edits of a record that the model knows by name, too. */
const byName = (kind: KindName, name: string, replace: HandEdit['replace'], fields: Body): HandEdit => ({
  kind,
  match: named(name),
  replace,
  resource: named(name),
  fields,
});

const describedAs =
  (text: string): Match =>
  ({ description }) =>
    description === text;
const REDIRECT = 'Redirects to HTTPS; "permanent"';

const EDITS: readonly HandEdit[] = [
  byName('networks', 'app-frontend', [/^( *)mtu: 1400$/m, '$1# The tunnel takes fifty.\n$1mtu: 1350'], {
    mtu: 1350,
  }),
  byName(
    'networks',
    'app-backend',
    [/^( *)description: .*$/m, "$1description: 'Edited: by hand'  # was too short"],
    { description: 'Edited: by hand' },
  ),
  byName('networks', 'storage', [/^( *)- jumbo$/m, '$&\n$1- by hand'], { tags: ['by hand', 'jumbo'] }),
  byName(
    'subnets',
    'app-backend-blue',
    [/^( *)dns_nameservers: \[\]$/m, '$1dns_nameservers: [9.9.9.9]  # ours'],
    {
      dns_nameservers: ['9.9.9.9'],
    },
  ),
  byName('routers', 'unconnected', [/^( *)is_admin_state_up: true$/m, '$1is_admin_state_up: false'], {
    admin_state_up: false,
  }),
  byName('security_groups', 'app', [/^( *)description: .*$/m, '$1description: Edited'], {
    description: 'Edited',
  }),
  {
    kind: 'security_group_rules',
    match: describedAs(REDIRECT),
    replace: [/^( *)description: .*$/m, '$1description: Edited'],
    resource: describedAs(REDIRECT),
    fields: { description: 'Edited' },
  },
];

/** A network that nothing else needs: its record is taken out. */
const REMOVED = 'bare';

/** What stands in the files after the edits and says nothing to a machine. */
export const COMMENTS = [
  '# Moved in spring.',
  '# The tunnel takes fifty.',
  '# was too short',
  '# ours',
] as const;

/** Opens the files of a workspace in an editor, so to speak. */
export async function editByHand(workspace: Workspace): Promise<void> {
  const kinds = new Set(EDITS.map(({ kind }) => kind));
  for (const kind of kinds) {
    const path = workspace.file(kind);
    let text = await readFile(path, 'utf8');
    for (const { match, replace } of EDITS.filter((edit) => edit.kind === kind))
      text = editRecord(text, match, (lines) => lines.replace(...replace));
    if (kind === 'networks') text = `${COMMENTS[0]}\n${removeRecord(text, named(REMOVED))}`;
    await writeFile(path, text);
  }
}

/** The most that the bed's networks of a tenant can carry; the administrator's VLAN carries more. */
export const TENANT_MTU = 1450;

/** Lowers the MTU of the one network that a tenant cannot have as it is. */
export async function lowerMtu(workspace: Workspace): Promise<void> {
  const path = workspace.file('networks');
  const change = (lines: string): string => lines.replace(/^( *)mtu: 1500$/m, `$1mtu: ${TENANT_MTU}`);
  await writeFile(path, editRecord(await readFile(path, 'utf8'), named('vlan-105'), change));
}

/** A tenant as it shall be after the edits. */
export function withEdits(model: TenantModel): TenantModel {
  const edited = new Map(
    (Object.keys(model) as KindName[]).map((kind) => [
      kind,
      new Map([...model[kind]].map(([key, body]) => [key, { ...body, ...fieldsFor(kind, body) }])),
    ]),
  );
  edited.get('networks')?.delete(REMOVED);
  return { ...model, ...Object.fromEntries(edited) };
}

const fieldsFor = (kind: KindName, body: Body): Body =>
  Object.assign(
    {},
    ...EDITS.filter((edit) => edit.kind === kind && edit.resource(body)).map(({ fields }) => fields),
  ) as Body;
