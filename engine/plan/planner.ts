import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { Located } from '../diagnostics/span.ts';
import type { Value } from '../language/expression/value.ts';
import type { SourceFiles } from '../language/files.ts';
import type { OpenVault } from '../language/files-reading.ts';
import type { Node, Raw } from '../language/playbook/ast.ts';
import type { RoleOptions } from '../language/role/load-role.ts';
import type { Role } from '../language/role/role.ts';
import type { ModuleRegistry } from '../module.ts';
import type { NodeContext } from './planned.ts';
import { engineActionNames, isEngineAction } from './resolve-module.ts';
import type { TagSelection } from './tags.ts';

/** What planning works with. One for a run: it numbers the nodes and reads each file once. */
export interface Planner extends PlannerParts {
  nextId(): number;
  /** How files are parsed: with the modules that are known. */
  readonly reading: RoleOptions;
  readonly parsedTasks: Map<string, readonly Node[] | undefined>;
  readonly loadedRoles: Map<string, Role | undefined>;
}

export interface PlannerParts {
  readonly files: SourceFiles;
  readonly registry: ModuleRegistry;
  readonly sink: DiagnosticSink;
  readonly selection: TagSelection;
  readonly roles: RolePaths;
  readonly openVault: OpenVault | undefined;
  /**
   * The value of a template in what imports may use: extra variables, the play's and the blocks' own. Reports what
   * fails, and gives undefined then.
   */
  evaluate(raw: Located<Raw>, context: NodeContext): Value | undefined;
}

/** Where roles are looked for beyond the folders beside the playbook. */
export interface RolePaths {
  /** Those of a lock: first of all. */
  readonly locked?: readonly string[];
  readonly configured: readonly string[];
  readonly collections: readonly string[];
  /** Those that come with drover: last of all. */
  readonly packaged: readonly string[];
}

export function createPlanner(parts: PlannerParts): Planner {
  let last = 0;
  return {
    ...parts,
    reading: readingOptions(parts, parts.sink),
    nextId: () => {
      last += 1;
      return last;
    },
    parsedTasks: new Map(),
    loadedRoles: new Map(),
  };
}

/** The same planner reporting elsewhere: for includes while a playbook runs. */
export function reportingTo(planner: Planner, sink: DiagnosticSink): Planner {
  return { ...planner, sink, reading: readingOptions(planner, sink) };
}

function readingOptions(parts: PlannerParts, sink: DiagnosticSink): RoleOptions {
  const { registry, files, openVault } = parts;
  return {
    sink,
    files,
    openVault,
    isKnownModule: (name) => isEngineAction(name) || registry.resolve(name) !== undefined,
    moduleNames: () => [...registry.allNames, ...engineActionNames],
  };
}
