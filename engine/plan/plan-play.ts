import { innerContext } from './context.ts';
import { expandNodes, type Expansion } from './expand.ts';
import { inheritKeywords } from './inherit.ts';
import type { FoundPlay } from './load-playbooks.ts';
import { planReference } from './plan-role.ts';
import type { NodeContext, PlannedPlay } from './planned.ts';
import type { Planner } from './planner.ts';

/** One play with its sections: roles resolved, imports followed, handlers of roles before its own. */
export function planPlay(found: FoundPlay, planner: Planner): PlannedPlay {
  const { play, folder } = found;
  const keywords = { ...inheritKeywords(found.importKeywords, play.keywords), name: play.keywords.name };
  const { name: _name, ...inherited } = keywords;
  const context: NodeContext = {
    play,
    playFolder: folder,
    keywords: inherited,
    importVars: found.importVars,
    vars: [],
    includeVars: [],
    folders: [folder],
    files: [],
    handler: false,
  };
  const expansion: Expansion = { planner, roles: [], handlers: [] };
  // Roles come first: their defaults and handlers are there for all sections.
  const roles = play.roles.flatMap((reference) => planReference(reference, context, expansion));
  const preTasks = expandNodes(play.preTasks, context, expansion);
  const tasks = expandNodes(play.tasks, context, expansion);
  const postTasks = expandNodes(play.postTasks, context, expansion);
  const own = expandNodes(play.handlers, { ...innerContext(context, {}), handler: true }, expansion);
  return {
    play,
    playbook: found.playbook,
    folder,
    keywords: inherited,
    importVars: found.importVars,
    preTasks,
    roles,
    tasks,
    postTasks,
    handlers: [...expansion.handlers, ...own],
    publicRoles: expansion.roles,
    context,
  };
}
