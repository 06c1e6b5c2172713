import { kindList, allKinds, type KindEntry } from '../../modules/openstack/kind-list.ts';
import type { Kind } from '../../modules/openstack/kind/kind.ts';
import { exportAllRole, importAllRole } from './bulk-roles.ts';
import { exportRole } from './export-role.ts';
import { importRole } from './import-role.ts';
import type { KindContext } from './kind-variables.ts';
import type { Role } from './role.ts';

/** The roles of all kinds, and those that bring all in one run. */
export async function kindRoles(): Promise<readonly Role[]> {
  const kinds = await allKinds();
  const entries = new Map(kindList.map((entry) => [entry.plural, entry]));
  const contextOf = (kind: Kind): KindContext => ({
    kind,
    kinds,
    modules: modulesOf(entryOf(kind, entries)),
  });
  const contexts = kinds.map(contextOf);
  return [
    ...contexts.flatMap((context) => [exportRole(context), importRole(context, contextOf)]),
    exportAllRole(contexts),
    importAllRole(contexts),
  ];
}

function entryOf({ plural }: Kind, entries: ReadonlyMap<string, KindEntry>): KindEntry {
  const entry = entries.get(plural);
  if (entry === undefined) throw new Error(`kind-list.ts calls ${plural} otherwise than its table.`);
  return entry;
}

function modulesOf({ name, plural, exportedByParent }: KindEntry): KindContext['modules'] {
  return {
    export: `openstack.export_${exportedByParent === true ? plural : name}`,
    import: `openstack.import_${name}`,
  };
}
