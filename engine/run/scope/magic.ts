import { folderOfPath } from '../../language/files-path.ts';
import { groupsOfHost } from '../../language/inventory/group-tree.ts';
import type { Value } from '../../language/expression/value.ts';
import type { Layer, LazyValue } from '../../plan/layer.ts';
import { searchFolders } from '../../plan/find-file.ts';
import type { PlannedTask, RoleInstance } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import type { PlayState } from '../run-state.ts';
import { hostVars } from './host-vars.ts';
import { runVariables } from './run-variables.ts';

interface Place {
  readonly play: PlayState;
  readonly task: PlannedTask | undefined;
  readonly host: HostState;
}

type Magic = Readonly<Record<string, (place: Place) => Value | undefined>>;

/** Variables that the engine gives a host, beside those of the run; each is made when it is asked for. */
const ofHost: Magic = {
  inventory_hostname: ({ host }) => host.name,
  inventory_hostname_short: ({ host }) => host.name.split('.')[0] ?? host.name,
  inventory_file: ({ host }) => sourceOf(host),
  inventory_dir: ({ host }) => folderOfSource(host),
  group_names: ({ play, host }) => groupNames(play, host),
  ansible_facts: ({ host }) => factsOf(host),
  playbook_dir: ({ play }) => play.planned.folder,
};

/** Variables of a task on a host, beside those of the host. */
const ofTask: Magic = {
  hostvars: ({ play }) => {
    play.hostVars ??= hostVars(play);
    return play.hostVars;
  },
  play_hosts: ({ play }) => names(remaining(play, play.batch)),
  ansible_current_hosts: ({ play }) => names(remaining(play, play.batch)),
  ansible_failed_hosts: ({ play }) => names(play.batch.filter((host) => play.failed.has(host))),
  ansible_play_hosts: ({ play }) => names(playHosts(play)),
  ansible_play_hosts_all: ({ play }) => names(play.allHosts),
  ansible_play_batch: ({ play }) => names(remaining(play, play.batch)),
  ansible_play_name: ({ play }) => play.name,
  ansible_play_role_names: ({ play }) => calledRoles(play),
  role_names: ({ play }) => calledRoles(play),
  ansible_role_names: ({ play }) => roleNames(play.publicRoles),
  ansible_dependent_role_names: ({ play }) =>
    roleNames(play.publicRoles.filter((role) => role.parents.length > 0)),
  role_name: ({ task }) => task?.context.role?.role.name,
  ansible_role_name: ({ task }) => task?.context.role?.role.name,
  role_path: ({ task }) => task?.context.role?.role.path,
  role_uuid: ({ task }) => task?.context.role?.key,
  ansible_collection_name: ({ task }) => collectionOf(task),
  ansible_parent_role_names: ({ task }) => parents(task)?.map((role) => role.role.name),
  ansible_parent_role_paths: ({ task }) => parents(task)?.map((role) => role.role.path),
  ansible_search_path: ({ task, play }) => [
    ...(task === undefined ? [play.planned.folder] : searchFolders(task.context)),
  ],
};

const hostMagic: Magic = {
  ...Object.fromEntries(
    Object.entries(runVariables).map(([name, make]) => [name, ({ play }: Place) => make(play.run)]),
  ),
  ...ofHost,
};
const taskMagic: Magic = { ...hostMagic, ...ofTask };

/** The layer of magic variables of a task on a host. */
export function magicVariables(play: PlayState, task: PlannedTask | undefined, host: HostState): Layer {
  return { kind: 'lazy', map: new LazyMap({ play, task, host }, taskMagic) };
}

/** The layer of magic variables that a host has by itself. */
export function hostMagicVariables(play: PlayState, host: HostState): Layer {
  return { kind: 'lazy', map: new LazyMap({ play, task: undefined, host }, hostMagic) };
}

/** A map of functions without making one for each variable of each task. */
class LazyMap implements ReadonlyMap<string, LazyValue> {
  private readonly place: Place;
  private readonly magic: Magic;

  constructor(place: Place, magic: Magic) {
    this.place = place;
    this.magic = magic;
  }

  get size(): number {
    return Object.keys(this.magic).length;
  }

  get(name: string): LazyValue | undefined {
    const make = Object.hasOwn(this.magic, name) ? this.magic[name] : undefined;
    return make === undefined ? undefined : () => make(this.place);
  }

  has(name: string): boolean {
    return Object.hasOwn(this.magic, name);
  }
  keys(): MapIterator<string> {
    return new Set(Object.keys(this.magic)).keys();
  }
  values(): MapIterator<LazyValue> {
    return this.copy().values();
  }
  entries(): MapIterator<[string, LazyValue]> {
    return this.copy().entries();
  }
  [Symbol.iterator](): MapIterator<[string, LazyValue]> {
    return this.entries();
  }
  forEach(visit: (value: LazyValue, key: string, map: ReadonlyMap<string, LazyValue>) => void): void {
    this.copy().forEach((value, key) => {
      visit(value, key, this);
    });
  }
  private copy(): Map<string, LazyValue> {
    return new Map(Object.keys(this.magic).map((name) => [name, () => this.magic[name]?.(this.place)]));
  }
}

function names(hosts: readonly HostState[]): Value[] {
  return hosts.map((host) => host.name);
}

function remaining(play: PlayState, hosts: readonly HostState[]): readonly HostState[] {
  return hosts.filter((host) => !play.failed.has(host) && !play.unreachable.has(host));
}

/** All hosts of the play, over its batches, that have not failed. */
function playHosts(play: PlayState): readonly HostState[] {
  const { failedHosts, unreachableHosts } = play.run;
  return remaining(play, play.allHosts).filter(
    (host) => !failedHosts.has(host.name) && !unreachableHosts.has(host.name),
  );
}

function groupNames(play: PlayState, host: HostState): Value {
  if (host.implicit) return [];
  return [...groupsOfHost(host.name, play.run.inventory)].filter((name) => name !== 'all').sort();
}

function factsOf(host: HostState): Value {
  return host.facts;
}

/** The roles that the play itself calls, as often as it does. */
function calledRoles({ publicRoles }: PlayState): Value[] {
  return publicRoles.filter((role) => role.parents.length === 0).map((role) => role.role.name);
}

function roleNames(roles: readonly RoleInstance[]): Value[] {
  return [...new Set(roles.map((role) => role.role.name))];
}

/** The roles whose includes led here, the nearest first; those that only depend on one another are none. */
function parents(task: PlannedTask | undefined): readonly RoleInstance[] | undefined {
  const own = task?.context.role;
  if (own === undefined) return undefined;
  const chain = [...own.parents, own];
  const found = chain.slice(0, -1).filter((_parent, index) => chain[index + 1]?.isDependency === false);
  return found.length === 0 ? undefined : found.reverse();
}

function collectionOf(task: PlannedTask | undefined): string | undefined {
  const parts = task?.context.role?.role.name.split('.') ?? [];
  return parts.length === 3 ? parts.slice(0, 2).join('.') : undefined;
}

/** The file that named a host first; none for those of host lists and `add_host`. */
function sourceOf({ implicit, inventory }: HostState): Value | undefined {
  return implicit ? undefined : (inventory.source ?? null);
}

function folderOfSource(host: HostState): Value | undefined {
  const source = sourceOf(host);
  return typeof source === 'string' ? folderOfPath(source) : source;
}
