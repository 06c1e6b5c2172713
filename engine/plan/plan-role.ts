import type { Located } from '../diagnostics/span.ts';
import type { Keywords, Raw, RawVariables, RoleReference } from '../language/playbook/ast.ts';
import { argumentSpecTask } from './argument-spec.ts';
import { expandNodes, type Expansion } from './expand.ts';
import { inheritKeywords } from './inherit.ts';
import type { Layer } from './layer.ts';
import type { NodeContext, PlannedNode, PlannedRole, RoleInstance } from './planned.ts';
import { readRole } from './read-role.ts';
import { roleKey } from './role-key.ts';
import { staticText } from './static-text.ts';

/** One call of a role, from `roles:`, `dependencies:`, `import_role` or `include_role`. */
export interface RoleCall {
  readonly name: string;
  readonly written: Located<Raw>;
  readonly tasksFrom?: string | undefined;
  readonly varsFrom?: string | undefined;
  readonly defaultsFrom?: string | undefined;
  readonly handlersFrom?: string | undefined;
  readonly parameters: RawVariables;
  /** `vars:` of the call; those of an import or include are in the context, too. */
  readonly vars: RawVariables;
  readonly keywords: Keywords;
  readonly loopVariables?: Layer | undefined;
  /** Undefined: what the role's own metadata say. */
  readonly allowDuplicates?: boolean | undefined;
  readonly validate: boolean;
  readonly isDependency: boolean;
  /** Whether all tasks of the play see its defaults and vars from then on. */
  readonly isPublic: boolean;
}

export const noVariables: RawVariables = new Map();

/** A reference under `roles:` or `dependencies:`, its dependencies before it. */
export function planReference(
  reference: RoleReference,
  outer: NodeContext,
  expansion: Expansion,
  caller?: { readonly isPublic: boolean },
): readonly PlannedNode[] {
  const name = staticText(reference.name, 'The name of a role', outer, expansion.planner);
  if (name === undefined) return [];
  const { vars = noVariables, ...keywords } = reference.keywords;
  const call: RoleCall = {
    name,
    written: reference.name,
    tasksFrom: reference.tasksFrom,
    varsFrom: reference.varsFrom,
    defaultsFrom: reference.defaultsFrom,
    handlersFrom: reference.handlersFrom,
    parameters: reference.parameters,
    vars,
    keywords,
    allowDuplicates: reference.allowDuplicates,
    validate: true,
    isDependency: caller !== undefined,
    isPublic: caller?.isPublic ?? true,
  };
  return planRole(call, outer, expansion)?.nodes ?? [];
}

/** The nodes of a role with its dependencies, and the role itself; undefined where it could not be read (reported). */
export function planRole(
  call: RoleCall,
  outer: NodeContext,
  expansion: Expansion,
): { readonly nodes: readonly PlannedRole[]; readonly instance: RoleInstance } | undefined {
  const { planner } = expansion;
  const role = readRole(call, outer, planner);
  if (role === undefined) return undefined;
  const parents = outer.role === undefined ? [] : [...outer.role.parents, outer.role];
  const mark = role.tasksFile ?? role.path;
  if (outer.files.includes(mark)) {
    planner.sink.report('include-cycle', {
      detail: `The role ${call.name} leads back to itself: ${[...parents.map((parent) => parent.role.name), call.name].join(' → ')}.`,
      help: 'Take the role out of its own dependencies, or of those of the roles that it needs.',
      span: call.written.span,
    });
    return undefined;
  }
  const keywords = inheritKeywords(outer.keywords, call.keywords);
  const draft = {
    role,
    parents,
    parameters: call.parameters,
    vars: call.vars,
    isDependency: call.isDependency,
    ...(call.loopVariables === undefined ? {} : { loopVariables: call.loopVariables }),
    key: roleKey(call, role),
    allowDuplicates: call.allowDuplicates ?? role.allowDuplicates,
  };
  const dependencies: RoleInstance[] = [];
  const asParent: RoleInstance = { ...draft, dependencies };
  const context: NodeContext = { ...outer, keywords, role: asParent, files: [...outer.files, mark] };
  const before = role.dependencies.flatMap((dependency) => {
    const nodes = planReference(dependency, context, expansion, call).filter((node) => node.kind === 'role');
    const own = nodes.at(-1);
    if (own !== undefined) dependencies.push(own.instance);
    return nodes;
  });
  return { nodes: [...before, planOwn(call, asParent, context, expansion)], instance: asParent };
}

function planOwn(
  call: RoleCall,
  instance: RoleInstance,
  outer: NodeContext,
  expansion: Expansion,
): PlannedRole {
  const { role } = instance;
  const { planner } = expansion;
  const folder = `${role.path}/tasks`;
  const context: NodeContext = {
    ...outer,
    folders: [folder, ...outer.folders.filter((one) => one !== folder)],
  };
  const handlers: NodeContext = {
    ...context,
    folders: [`${role.path}/handlers`, ...context.folders],
    handler: true,
  };
  if (call.isPublic) expansion.roles.push(instance);
  expansion.handlers.push(...expandNodes(role.handlers, handlers, expansion));
  const validation = call.validate ? argumentSpecTask(instance, context, call, planner) : [];
  return {
    kind: 'role',
    id: planner.nextId(),
    instance,
    nodes: [...validation, ...expandNodes(role.tasks, context, expansion)],
  };
}
