import { isTemplate } from '../../language/expression/template.ts';
import type { Value } from '../../language/expression/value.ts';
import type { Located } from '../../diagnostics/span.ts';
import type { Raw } from '../../language/playbook/ast.ts';
import type { Layer, LazyValue } from '../../plan/layer.ts';
import type { PlannedTask } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import type { RunState } from '../run-state.ts';

/** How a task reaches its host where no variable says it: what tasks find in `ansible_host` and its like then. */
export function connectionVariables(run: RunState, task: PlannedTask, host: HostState): Layer {
  const { connection, remoteUser, port } = task.keywords;
  const { request } = run;
  const variables: (readonly [string, Value | undefined])[] = [
    ['ansible_host', host.implicit ? '127.0.0.1' : host.name],
    ['ansible_connection', connectionKind(connection, request.connection)],
    ['ansible_user', plain(remoteUser) ?? request.remoteUser],
    ['ansible_port', plain(port)],
  ];
  return {
    kind: 'lazy',
    map: new Map<string, LazyValue>(
      variables.flatMap(([name, value]) => (value === undefined ? [] : [[name, () => value] as const])),
    ),
  };
}

/** Undefined where a template says it: it may use these variables. */
function connectionKind(written: Located<Raw> | undefined, asked: string | undefined): Value | undefined {
  if (written !== undefined && isTemplated(written.value)) return undefined;
  const kind = plain(written);
  return kind === undefined || kind === 'smart' ? (asked ?? 'ssh') : kind;
}

function plain(written: Located<Raw> | undefined): Value | undefined {
  const value = written?.value ?? undefined;
  return value === undefined || isTemplated(value) ? undefined : value;
}

function isTemplated(value: Raw): boolean {
  return typeof value === 'string' && isTemplate(value);
}
