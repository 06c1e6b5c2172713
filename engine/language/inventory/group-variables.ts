import type { Located } from '../../diagnostics/span.ts';
import type { SourceFiles } from '../files.ts';
import { joinPath } from '../files-path.ts';
import type { ReadOptions } from '../files-reading.ts';
import type { Raw, RawVariables } from '../playbook/ast.ts';
import { variableFilesIn } from '../role/role-files.ts';
import { parseVariablesFile } from '../variables/variables-file.ts';
import { groupsOfHost } from './group-tree.ts';
import type { Inventory } from './inventory.ts';

export { groupsOfHost } from './group-tree.ts';

/** What `group_vars` and `host_vars` of a folder hold. */
export interface AdjacentVariables {
  group(name: string): RawVariables;
  host(name: string): RawVariables;
}

/** Variables of the inventory, and of files, which know where they were written. */
export type HostLayer =
  | { readonly kind: 'raw'; readonly map: ReadonlyMap<string, Raw> }
  | { readonly kind: 'located'; readonly map: RawVariables };

/** Reads `group_vars` and `host_vars` of a folder when they are asked for, each file once. Problems are reported. */
export function adjacentVariables(
  folder: string,
  options: ReadOptions & { readonly files: SourceFiles },
): AdjacentVariables {
  const known = new Map<string, RawVariables>();
  const read = (kind: 'group_vars' | 'host_vars', name: string): RawVariables => {
    const key = `${kind}/${name}`;
    const found = known.get(key) ?? readVariables(joinPath(folder, kind), name, options);
    known.set(key, found);
    return found;
  };
  return { group: (name) => read('group_vars', name), host: (name) => read('host_vars', name) };
}

const extensions = ['', '.yml', '.yaml', '.json'];
const nothing: RawVariables = new Map();

/** The file or folder of a name without an extension first, then with one; only the first counts. */
function readVariables(
  folder: string,
  name: string,
  options: ReadOptions & { readonly files: SourceFiles },
): RawVariables {
  const { files } = options;
  if (name.startsWith('/') || files.type(folder) !== 'directory') return nothing;
  const path = extensions
    .map((one) => joinPath(folder, name + one))
    .find((one) => files.type(one) !== undefined);
  if (path === undefined) return nothing;
  const variables = new Map<string, Located<Raw>>();
  for (const file of files.type(path) === 'directory' ? variableFilesIn(path, files) : [path]) {
    const parsed = parseVariablesFile({ path: file, text: files.read(file) ?? '' }, options);
    for (const [variable, value] of parsed ?? []) variables.set(variable, value);
  }
  return variables;
}

/**
 * The levels 3 to 10 of a host, the highest first: host_vars of the playbook, of the inventories (the last first), the
 * inventory's own variables of the host; then group_vars of the playbook and of the inventories for all groups but
 * `all`, those of `all`, and the inventory's own of the groups. A host that the inventory does not have gets what `all`
 * has, and its own host_vars.
 */
export function hostLayers(
  host: string,
  inventory: Inventory,
  besideInventories: readonly AdjacentVariables[],
  besidePlaybook: AdjacentVariables | undefined,
): readonly HostLayer[] {
  const folders = [
    ...(besidePlaybook === undefined ? [] : [besidePlaybook]),
    ...besideInventories.toReversed(),
  ];
  const groups = groupsOfHost(host, inventory).toReversed();
  const others = groups.filter((name) => name !== 'all');
  const layers: HostLayer[] = [
    ...folders.map((folder) => located(folder.host(host))),
    raw(inventory.hosts.get(host)?.variables),
    ...folders.flatMap((folder) => others.map((name) => located(folder.group(name)))),
    ...folders.map((folder) => located(folder.group('all'))),
    ...groups.map((name) => raw(inventory.groups.get(name)?.variables)),
  ];
  return layers.filter(({ map }) => map.size > 0);
}

function located(map: RawVariables): HostLayer {
  return { kind: 'located', map };
}

function raw(map: ReadonlyMap<string, Raw> | undefined): HostLayer {
  return { kind: 'raw', map: map ?? new Map() };
}
