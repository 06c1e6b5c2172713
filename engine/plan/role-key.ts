import type { Located } from '../diagnostics/span.ts';
import { repr } from '../language/expression/python-text.ts';
import type { Raw, RawVariables } from '../language/playbook/ast.ts';
import type { Role } from '../language/role/role.ts';
import type { RoleCall } from './plan-role.ts';

/** Two calls of a role are the same if role, files, parameters, variables, conditions and tags of their own are. */
export function roleKey(call: RoleCall, role: Role): string {
  const { keywords } = call;
  return [
    role.path,
    call.tasksFrom,
    call.varsFrom,
    call.defaultsFrom,
    variables(call.parameters),
    variables(call.vars),
    list(keywords.when),
    list(keywords.tags),
  ].join('\n');
}

function variables(map: RawVariables): string {
  return [...map]
    .map(([name, { value }]) => `${name}=${repr(value)}`)
    .sort()
    .join(' ');
}

function list(values: readonly Located<Raw>[] | undefined): string {
  return (values ?? []).map(({ value }) => repr(value)).join(' ');
}
