import type { DiagnosticSink } from '../diagnostics/diagnostic.ts';
import type { Located } from '../diagnostics/span.ts';
import type { Value } from '../language/expression/value.ts';
import type { SourceFiles } from '../language/files.ts';
import type { Node, Playbook, Raw } from '../language/playbook/ast.ts';
import type { ModuleRegistry } from '../module.ts';
import type { NodeContext } from './planned.ts';
import type { TagSelection } from './tags.ts';

/** What planning works with. One for a run: it numbers the nodes and reads each file once. */
export interface Planner {
  readonly files: SourceFiles;
  readonly registry: ModuleRegistry;
  readonly sink: DiagnosticSink;
  readonly selection: TagSelection;
  /** Folders of roles beyond those beside the playbook: configured ones, then those that come with drover. */
  readonly rolePath: readonly string[];
  /**
   * The value of a template in what imports may use: extra variables, the play's and the blocks' own. Reports what
   * fails, and gives undefined then.
   */
  evaluate(raw: Located<Raw>, context: NodeContext): Value | undefined;
  nextId(): number;
  readonly parsedTasks: Map<string, readonly Node[]>;
  readonly parsedPlaybooks: Map<string, Playbook>;
}

export interface PlannerParts {
  readonly files: SourceFiles;
  readonly registry: ModuleRegistry;
  readonly sink: DiagnosticSink;
  readonly selection: TagSelection;
  readonly rolePath: readonly string[];
  readonly evaluate: Planner['evaluate'];
}

export function createPlanner(parts: PlannerParts): Planner {
  let last = 0;
  return {
    ...parts,
    nextId: () => {
      last += 1;
      return last;
    },
    parsedTasks: new Map(),
    parsedPlaybooks: new Map(),
  };
}

/** The same planner reporting elsewhere: for includes while a playbook runs. */
export function reportingTo(planner: Planner, sink: DiagnosticSink): Planner {
  return { ...planner, sink };
}
