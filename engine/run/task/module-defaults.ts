import type { TemplateEnvironment } from '../../language/expression/environment.ts';
import type { Value } from '../../language/expression/value.ts';
import { isEntryFor } from '../../plan/module-groups.ts';
import { evaluateAt } from './arguments.ts';
import type { TaskFrame } from './frame.ts';

/** What `module_defaults` say for a task's module, inner entries over outer ones. */
export function moduleDefaults(frame: TaskFrame, environment: TemplateEnvironment): Map<string, Value> {
  const defaults = new Map<string, Value>();
  const { moduleDefaults: entries } = frame.task.keywords;
  if (entries === undefined) return defaults;
  const { registry } = frame.play.run.world;
  for (const entry of entries) {
    const table = evaluateAt(entry, environment);
    if (!(table instanceof Map)) continue;
    for (const [name, args] of table) {
      if (typeof name !== 'string' || !(args instanceof Map)) continue;
      if (!isEntryFor(name, frame.task.module, registry)) continue;
      for (const [key, value] of args) if (typeof key === 'string') defaults.set(key, value);
    }
  }
  return defaults;
}
