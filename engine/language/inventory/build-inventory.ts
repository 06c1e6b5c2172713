import type { Raw } from '../playbook/ast.ts';
import type { Inventory, InventoryGroup, InventoryHost } from './inventory.ts';

/** An inventory while it is read. Names are made when they are first used. */
export interface InventoryBuilder {
  addGroup(name: string): void;
  /** `group` undefined: the host is known, and belongs to no group of its own. */
  addHost(name: string, group: string | undefined, source?: string): void;
  /** False where the group would stand above itself. */
  addChild(parent: string, child: string): boolean;
  setHostVariable(host: string, name: string, value: Raw): void;
  setGroupVariable(group: string, name: string, value: Raw): void;
  hasHost(name: string): boolean;
  hasGroup(name: string): boolean;
  addSource(path: string): void;
  build(): Inventory;
}

interface GroupDraft {
  readonly hosts: Set<string>;
  readonly children: Set<string>;
  readonly parents: Set<string>;
  readonly variables: Map<string, Raw>;
  priority: number;
}

interface HostDraft {
  readonly groups: Set<string>;
  readonly variables: Map<string, Raw>;
  source: string | undefined;
}

/** A builder, empty or with all that an inventory holds. */
export function inventoryBuilder(from?: Inventory): InventoryBuilder {
  const groups = new Map<string, GroupDraft>();
  const hosts = new Map<string, HostDraft>();
  const sources: string[] = [...(from?.sources ?? [])];

  const group = (name: string): GroupDraft => {
    const known = groups.get(name);
    if (known !== undefined) return known;
    const made: GroupDraft = {
      hosts: new Set(),
      children: new Set(),
      parents: new Set(),
      variables: new Map(),
      priority: 1,
    };
    groups.set(name, made);
    return made;
  };
  const host = (name: string): HostDraft => {
    const known = hosts.get(name);
    if (known !== undefined) return known;
    const made: HostDraft = { groups: new Set(), variables: new Map(), source: undefined };
    hosts.set(name, made);
    return made;
  };
  const isAbove = (name: string, below: string): boolean =>
    name === below || [...group(name).children].some((child) => isAbove(child, below));

  const builder: InventoryBuilder = {
    addGroup: (name) => void group(name),
    addHost: (name, groupName, source) => {
      const draft = host(name);
      draft.source ??= source;
      if (groupName === undefined) return;
      draft.groups.add(groupName);
      group(groupName).hosts.add(name);
    },
    addChild: (parent, child) => {
      if (isAbove(child, parent)) return false;
      group(parent).children.add(child);
      group(child).parents.add(parent);
      return true;
    },
    setHostVariable: (name, variable, value) => void host(name).variables.set(variable, value),
    setGroupVariable: (name, variable, value) => {
      if (variable === 'ansible_group_priority') group(name).priority = priorityOf(value);
      else group(name).variables.set(variable, value);
    },
    hasHost: (name) => hosts.has(name),
    hasGroup: (name) => groups.has(name),
    addSource: (path) => {
      if (!sources.includes(path)) sources.push(path);
    },
    build: () => finish(groups, hosts, sources),
  };
  group('all');
  builder.addChild('all', 'ungrouped');
  if (from !== undefined) copyInto(from, builder, groups);
  return builder;
}

function copyInto(from: Inventory, builder: InventoryBuilder, groups: ReadonlyMap<string, GroupDraft>): void {
  for (const { name, variables, priority } of from.groups.values()) {
    builder.addGroup(name);
    for (const [variable, value] of variables) builder.setGroupVariable(name, variable, value);
    const draft = groups.get(name);
    if (draft !== undefined) draft.priority = priority;
  }
  for (const { name, children, hosts } of from.groups.values()) {
    for (const child of children) builder.addChild(name, child);
    for (const host of hosts) builder.addHost(host, name);
  }
  for (const { name, variables, source } of from.hosts.values()) {
    builder.addHost(name, undefined, source);
    for (const [variable, value] of variables) builder.setHostVariable(name, variable, value);
  }
}

function priorityOf(value: Raw): number {
  const number = Number(value);
  return Number.isInteger(number) ? number : 1;
}

/** Groups without parents come under `all`; hosts without groups into `ungrouped`, and only those. */
function finish(
  groups: ReadonlyMap<string, GroupDraft>,
  hosts: ReadonlyMap<string, HostDraft>,
  sources: readonly string[],
): Inventory {
  const ungrouped = groups.get('ungrouped');
  for (const [name, { groups: own }] of hosts) {
    const others = [...own].filter((one) => one !== 'all' && one !== 'ungrouped');
    if (others.length > 0) {
      own.delete('ungrouped');
      ungrouped?.hosts.delete(name);
    } else {
      own.add('ungrouped');
      ungrouped?.hosts.add(name);
    }
  }
  const all = groups.get('all');
  for (const [name, draft] of groups) {
    if (name === 'all' || draft.parents.size > 0) continue;
    draft.parents.add('all');
    all?.children.add(name);
  }
  const depths = depthsOf(groups);
  return {
    sources: [...sources],
    hosts: new Map([...hosts].map(([name, draft]) => [name, hostOf(name, draft)])),
    groups: new Map([...groups].map(([name, draft]) => [name, groupOf(name, draft, depths.get(name) ?? 0)])),
  };
}

function hostOf(name: string, draft: HostDraft): InventoryHost {
  const { source } = draft;
  return {
    name,
    variables: draft.variables,
    groups: [...draft.groups],
    ...(source === undefined ? {} : { source }),
  };
}

function groupOf(name: string, draft: GroupDraft, depth: number): InventoryGroup {
  return {
    name,
    hosts: [...draft.hosts],
    children: [...draft.children],
    parents: [...draft.parents],
    variables: draft.variables,
    priority: draft.priority,
    depth,
  };
}

/** The longest way down from `all`. There are no cycles. */
function depthsOf(groups: ReadonlyMap<string, GroupDraft>): ReadonlyMap<string, number> {
  const depths = new Map<string, number>();
  const depthOf = (name: string): number => {
    const known = depths.get(name);
    if (known !== undefined) return known;
    const parents = [...(groups.get(name)?.parents ?? [])];
    const depth = parents.length === 0 ? 0 : Math.max(...parents.map(depthOf)) + 1;
    depths.set(name, depth);
    return depth;
  };
  for (const name of groups.keys()) depthOf(name);
  return depths;
}
