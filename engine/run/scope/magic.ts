import { folderOfPath } from '../../language/files-path.ts';
import { groupsOfHost, hostsOfGroup } from '../../language/inventory/group-tree.ts';
import { omit, type Dict, type Value } from '../../language/expression/value.ts';
import type { Layer, LazyValue } from '../../plan/layer.ts';
import { searchFolders } from '../../plan/find-file.ts';
import type { PlannedTask, RoleInstance } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import type { PlayState } from '../run-state.ts';
import { hostVars } from './host-vars.ts';

interface Place {
  readonly play: PlayState;
  readonly task: PlannedTask | undefined;
  readonly host: HostState;
}

/** Variables that the engine gives, each made when it is asked for. */
const magic: Readonly<Record<string, (place: Place) => Value | undefined>> = {
  omit: () => omit,
  inventory_hostname: ({ host }) => host.name,
  inventory_hostname_short: ({ host }) => host.name.split('.')[0] ?? host.name,
  inventory_file: ({ play }) => firstSource(play),
  inventory_dir: ({ play }) => inventoryFolder(play),
  groups: ({ play }) => groups(play),
  group_names: ({ play, host }) => groupNames(play, host),
  hostvars: ({ play }) => {
    play.hostVars ??= hostVars(play);
    return play.hostVars;
  },
  ansible_facts: ({ host }) => factsOf(host),
  playbook_dir: ({ play }) => play.planned.folder,
  play_hosts: ({ play }) => names(playHosts(play)),
  ansible_play_hosts: ({ play }) => names(playHosts(play)),
  ansible_play_hosts_all: ({ play }) => names(play.allHosts),
  ansible_play_batch: ({ play }) => names(remaining(play, play.batch)),
  ansible_play_name: ({ play }) => play.name,
  ansible_play_role_names: ({ play }) =>
    roleNames(play.publicRoles.filter((role) => role.parents.length === 0)),
  ansible_role_names: ({ play }) => roleNames(play.publicRoles),
  ansible_dependent_role_names: ({ play }) =>
    roleNames(play.publicRoles.filter((role) => role.parents.length > 0)),
  ansible_check_mode: ({ play, task }) => literal(task, 'checkMode') ?? play.run.request.checkMode,
  ansible_diff_mode: ({ play, task }) => literal(task, 'diff') ?? play.run.request.diffMode,
  ansible_forks: ({ play }) => play.run.request.forks,
  ansible_verbosity: ({ play }) => play.run.request.verbosity,
  ansible_limit: ({ play }) => play.run.request.limit,
  ansible_run_tags: ({ play }) => {
    const { tags } = play.run.request;
    return tags.length === 0 ? ['all'] : [...tags];
  },
  ansible_skip_tags: ({ play }) => [...play.run.request.skipTags],
  ansible_version: () => version(),
  ansible_managed: () => 'Ansible managed',
  ansible_inventory_sources: ({ play }) => [...play.run.inventory.sources],
  ansible_config_file: ({ play }) => play.run.settings.configurationFile,
  ansible_playbook_python: () => '/usr/bin/python3',
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

const magicNames = Object.keys(magic);

/** The layer of magic variables of a task on a host. */
export function magicVariables(play: PlayState, task: PlannedTask | undefined, host: HostState): Layer {
  return { kind: 'lazy', map: new LazyMap({ play, task, host }) };
}

/** A map of functions without making one for each variable of each task. */
class LazyMap implements ReadonlyMap<string, LazyValue> {
  private readonly place: Place;
  readonly size = magicNames.length;

  constructor(place: Place) {
    this.place = place;
  }

  get(name: string): LazyValue | undefined {
    const make = Object.hasOwn(magic, name) ? magic[name] : undefined;
    return make === undefined ? undefined : () => make(this.place);
  }

  has(name: string): boolean {
    return Object.hasOwn(magic, name);
  }
  keys(): MapIterator<string> {
    return new Set(magicNames).keys();
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
    return new Map(magicNames.map((name) => [name, () => magic[name]?.(this.place)]));
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

function groups(play: PlayState): Value {
  const { run } = play;
  if (run.groups?.stamp === run.inventoryStamp) return run.groups.value;
  const value: Dict = new Map();
  for (const name of run.inventory.groups.keys()) value.set(name, [...hostsOfGroup(name, run.inventory)]);
  run.groups = { stamp: run.inventoryStamp, value };
  return value;
}

function groupNames(play: PlayState, host: HostState): Value {
  if (host.implicit) return [];
  return [...groupsOfHost(host.name, play.run.inventory)].filter((name) => name !== 'all').sort();
}

function factsOf(host: HostState): Value {
  return host.facts;
}

function roleNames(roles: readonly RoleInstance[]): Value[] {
  return [...new Set(roles.map((role) => role.role.name))];
}

function literal(task: PlannedTask | undefined, keyword: 'checkMode' | 'diff'): boolean | undefined {
  const value = task?.keywords[keyword]?.value;
  return typeof value === 'boolean' ? value : undefined;
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

function firstSource(play: PlayState): string | undefined {
  return play.run.inventory.sources.at(-1);
}

function inventoryFolder(play: PlayState): string | undefined {
  const source = firstSource(play);
  if (source === undefined) return undefined;
  return play.run.world.files.type(source) === 'directory' ? source : folderOfPath(source);
}

/** The Ansible whose language this is: roles compare with it. */
function version(): Dict {
  return new Map<Value, Value>([
    ['full', '2.14.18'],
    ['major', 2],
    ['minor', 14],
    ['revision', 18],
    ['string', '2.14.18'],
  ]);
}
