import { hostsOfGroup } from '../../language/inventory/group-tree.ts';
import { omit, type Dict, type Value } from '../../language/expression/value.ts';
import type { Layer } from '../../plan/layer.ts';
import type { RunState } from '../run-state.ts';

/** Magic variables that are the same for all plays, hosts and tasks of a run. */
export const runVariables: Readonly<Record<string, (run: RunState) => Value | undefined>> = {
  omit: () => omit,
  groups,
  ansible_check_mode: ({ request }) => request.checkMode,
  ansible_diff_mode: ({ request }) => request.diffMode,
  ansible_forks: ({ settings }) => settings.forks,
  ansible_verbosity: ({ request }) => request.verbosity,
  ansible_limit: ({ request }) => request.limit,
  ansible_run_tags: ({ request: { tags } }) => (tags.length === 0 ? ['all'] : [...tags]),
  ansible_skip_tags: ({ request }) => [...request.skipTags],
  ansible_version: () => version(),
  ansible_managed: () => 'Ansible managed',
  ansible_inventory_sources: ({ inventory }) => [...inventory.sources],
  ansible_config_file: ({ settings }) => settings.configurationFile ?? null,
  ansible_playbook_python: () => '/usr/bin/python3',
};

/** What a play's own keywords may use of them. */
export function runLayer(run: RunState): Layer {
  return {
    kind: 'lazy',
    map: new Map(Object.entries(runVariables).map(([name, make]) => [name, () => make(run)])),
  };
}

function groups(run: RunState): Value {
  if (run.groups?.stamp === run.inventoryStamp) return run.groups.value;
  const value: Dict = new Map();
  for (const name of run.inventory.groups.keys()) value.set(name, [...hostsOfGroup(name, run.inventory)]);
  run.groups = { stamp: run.inventoryStamp, value };
  return value;
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
