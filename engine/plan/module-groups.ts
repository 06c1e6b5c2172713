import type { Located } from '../diagnostics/span.ts';
import type { Raw } from '../language/playbook/ast.ts';
import type { ModuleRegistry } from '../module.ts';
import type { Planner } from './planner.ts';

const prefix = 'group/';

/** Whether an entry of `module_defaults` is for a module: it names the module, or a group that the module is in. */
export function isEntryFor(entry: string, module: string, registry: ModuleRegistry): boolean {
  if (!entry.startsWith(prefix)) return registry.resolve(entry) === module;
  return registry.membersOf?.(entry.slice(prefix.length))?.includes(module) ?? false;
}

/** Reports groups in `module_defaults` that are none. */
export function checkGroups(entries: readonly Located<Raw>[] | undefined, planner: Planner): void {
  for (const { value, span } of entries ?? []) {
    if (!(value instanceof Map)) continue;
    for (const name of value.keys()) {
      if (typeof name !== 'string' || !name.startsWith(prefix)) continue;
      const group = name.slice(prefix.length);
      if (planner.registry.membersOf?.(group) !== undefined) continue;
      planner.sink.report('unknown-module', {
        detail: `Error loading module_defaults: could not resolve the module_defaults group ${group}`,
        help: 'Name a group as its collection does, or give the defaults to each module by name.',
        span,
      });
    }
  }
}
