import type { Located } from '../diagnostics/span.ts';
import type { Value } from '../language/expression/value.ts';
import type { Raw, Task } from '../language/playbook/ast.ts';
import type { RoleCall } from './plan-role.ts';
import { planTask } from './expand.ts';
import type { NodeContext, PlannedTask, RoleInstance } from './planned.ts';
import type { Planner } from './planner.ts';

/** The task that checks a role's arguments before its first one, where the role says what they are. */
export function argumentSpecTask(
  instance: RoleInstance,
  context: NodeContext,
  call: RoleCall,
  planner: Planner,
): readonly PlannedTask[] {
  const spec = instance.role.argumentSpec;
  if (spec === undefined) return [];
  const entry = (call.tasksFrom ?? 'main').replace(/\.(yml|yaml|json)$/, '');
  const described = textOf(spec.value, 'short_description');
  const name = `Validating arguments against arg spec '${entry}'${described === undefined ? '' : ` - ${described}`}`;
  const called: Value = new Map<Value, Value>([
    ['type', 'role'],
    ['name', instance.role.name],
    ['argument_spec_name', entry],
    ['path', instance.role.path],
  ]);
  const at = <T>(value: T): Located<T> => ({ value, span: spec.span });
  const task: Task = {
    kind: 'task',
    keywords: { name: at(name), tags: [at('always')] },
    action: at('validate_argument_spec'),
    args: new Map<string, Located<Raw>>([
      ['argument_spec', at(spec.value instanceof Map ? (spec.value.get('options') ?? new Map()) : new Map())],
      ['validate_args_context', at(called)],
    ]),
    loopControl: {},
    notify: [],
    listen: [],
    local: false,
    span: spec.span,
  };
  return [planTask(task, 'validate_argument_spec', 'validate_argument_spec', context, planner)];
}

function textOf(spec: Value, key: string): string | undefined {
  const value = spec instanceof Map ? spec.get(key) : undefined;
  return typeof value === 'string' ? value : undefined;
}
