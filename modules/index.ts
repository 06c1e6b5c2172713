/** Every module by name, loaded when it is first used. This is the only list. */
import type { Module, ModuleRegistry } from '../engine/module.ts';
import { openstackModules } from './openstack/module-list.ts';

export interface ModuleEntry {
  /** The canonical name, which the module itself gives too (a test compares them). */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly load: () => Promise<Module>;
}

function builtIn(name: string, ...more: readonly string[]): readonly string[] {
  return [name, `ansible.builtin.${name}`, `ansible.legacy.${name}`, ...more];
}

const core: readonly ModuleEntry[] = [
  { name: 'core.add_host', aliases: builtIn('add_host'), load: async () => (await import('./core/add-host.ts')).addHost },
  { name: 'core.assert', aliases: builtIn('assert'), load: async () => (await import('./core/assert.ts')).assert },
  { name: 'core.command', aliases: builtIn('command'), load: async () => (await import('./core/command.ts')).command },
  { name: 'core.debug', aliases: builtIn('debug'), load: async () => (await import('./core/debug.ts')).debug },
  { name: 'core.fail', aliases: builtIn('fail'), load: async () => (await import('./core/fail.ts')).fail },
  { name: 'core.group_by', aliases: builtIn('group_by'), load: async () => (await import('./core/group-by.ts')).groupBy },
  { name: 'core.include_vars', aliases: builtIn('include_vars'), load: async () => (await import('./core/include-vars.ts')).includeVars },
  { name: 'core.pause', aliases: builtIn('pause'), load: async () => (await import('./core/pause.ts')).pause },
  { name: 'core.ping', aliases: builtIn('ping'), load: async () => (await import('./core/ping.ts')).ping },
  { name: 'core.script', aliases: builtIn('script'), load: async () => (await import('./core/script.ts')).script },
  { name: 'core.set_fact', aliases: builtIn('set_fact'), load: async () => (await import('./core/set-fact.ts')).setFact },
  { name: 'core.shell', aliases: builtIn('shell'), load: async () => (await import('./core/shell.ts')).shell },
];

const host: readonly ModuleEntry[] = [
  { name: 'host.copy', aliases: builtIn('copy'), load: async () => (await import('./host/copy.ts')).copy },
  { name: 'host.file', aliases: builtIn('file'), load: async () => (await import('./host/file.ts')).file },
  { name: 'host.find', aliases: builtIn('find'), load: async () => (await import('./host/find.ts')).find },
  { name: 'host.get_url', aliases: builtIn('get_url'), load: async () => (await import('./host/get-url.ts')).getUrl },
  { name: 'host.lineinfile', aliases: builtIn('lineinfile'), load: async () => (await import('./host/lineinfile.ts')).lineinfile },
  { name: 'host.replace', aliases: builtIn('replace'), load: async () => (await import('./host/replace.ts')).replace },
  { name: 'host.setup', aliases: builtIn('setup', 'gather_facts', 'ansible.builtin.gather_facts'), load: async () => (await import('./host/setup.ts')).setup },
  { name: 'host.slurp', aliases: builtIn('slurp'), load: async () => (await import('./host/slurp.ts')).slurp },
  { name: 'host.stat', aliases: builtIn('stat'), load: async () => (await import('./host/stat.ts')).stat },
  { name: 'host.tempfile', aliases: builtIn('tempfile'), load: async () => (await import('./host/tempfile.ts')).tempfile },
  { name: 'host.template', aliases: builtIn('template'), load: async () => (await import('./host/template.ts')).template },
  { name: 'host.uri', aliases: builtIn('uri'), load: async () => (await import('./host/uri.ts')).uri },
  { name: 'host.wait_for', aliases: builtIn('wait_for'), load: async () => (await import('./host/wait-for.ts')).waitFor },
];

export const moduleEntries: readonly ModuleEntry[] = [...core, ...host, ...openstackModules];

/** The registry of all modules that come with drover. */
export function createRegistry(entries: readonly ModuleEntry[] = moduleEntries): ModuleRegistry {
  const byName = new Map<string, ModuleEntry>();
  for (const entry of entries) for (const name of [entry.name, ...entry.aliases]) byName.set(name, entry);
  return {
    resolve: (name) => byName.get(name)?.name,
    load: (canonical) => {
      const entry = byName.get(canonical);
      return entry === undefined ? Promise.reject(new Error(`There is no module ${canonical}.`)) : entry.load();
    },
    names: entries.map((entry) => entry.name).sort(),
    allNames: [...byName.keys()].sort(),
  };
}
