import type { TaskContext } from '../../engine/module.ts';

/** Only the name of another variable. */
const REFERENCE = /^\{\{\s*([A-Za-z_]\w*)\s*\}\}$/;

/**
 * A variable as it was written. Where it is the name of another one (`"{{ other }}"`), that one as it was written: its
 * templates may be about a workload, and are evaluated where they are used. What is more than a name is evaluated.
 */
export function writtenVariable(name: string, context: Pick<TaskContext, 'written' | 'evaluate'>): unknown {
  const seen = new Set<string>();
  for (let at = name; ;) {
    const value = context.written(at);
    if (typeof value !== 'string') return value;
    const [, other] = REFERENCE.exec(value) ?? [];
    seen.add(at);
    if (other === undefined || seen.has(other) || context.written(other) === undefined)
      return context.evaluate(at);
    at = other;
  }
}
