import type { Located } from '../../diagnostics/span.ts';
import type { Raw, Task } from '../../language/playbook/ast.ts';
import { inheritKeywords } from '../../plan/inherit.ts';
import { tagsOf } from '../../plan/task-tags.ts';
import { isSelected } from '../../plan/tags.ts';
import type { PlannedTask } from '../../plan/planned.ts';
import type { HostState } from '../host-state.ts';
import type { PlayState } from '../run-state.ts';
import { environmentOver } from '../task/frame.ts';
import { booleanKeyword } from '../task/keywords.ts';
import { runTask } from '../walk/run-task.ts';
import type { Walk, Walked } from '../walk/walk.ts';

/** The implicit first task of a play, where the play or the configuration wants facts. */
export async function gatherFacts(play: PlayState, hosts: readonly HostState[], walk: Walk): Promise<Walked> {
  const { run } = play;
  const asking = hosts.filter((host) => wantsFacts(play, host));
  const module = run.world.registry.resolve('ansible.builtin.setup');
  if (asking.length === 0 || module === undefined || !isAskedFor(play)) {
    return { going: hosts, failed: [], fatal: false };
  }
  const walked = await runTask(setupTask(play, module), asking, walk);
  for (const host of walked.going) host.gathered = true;
  for (const host of walked.failed) play.failed.add(host);
  const others = hosts.filter((host) => !asking.includes(host));
  const going = new Set([...others, ...walked.going]);
  return { ...walked, going: hosts.filter((host) => going.has(host)) };
}

/** Facts are gathered whatever tags are asked for, but in a play that has tags of its own: there these count. */
function isAskedFor({ planned, run: { planner } }: PlayState): boolean {
  const tags = tagsOf(planned.keywords, planned.context, planner);
  return isSelected(tags.length === 0 ? ['always'] : tags, planner.selection);
}

function wantsFacts(play: PlayState, host: HostState): boolean {
  const { gatherFacts: written } = play.planned.play;
  const { gathering } = play.run.settings;
  if (written !== undefined) {
    const environment = environmentOver(play, play.playLayers(host), undefined);
    if (!booleanKeyword(written, 'gather_facts', environment, true)) return false;
    return gathering !== 'smart' || !host.gathered;
  }
  if (gathering === 'explicit') return false;
  return gathering === 'implicit' || !host.gathered;
}

function setupTask(play: PlayState, module: string): PlannedTask {
  const { planned } = play;
  const { span, gatherSubset, gatherTimeout, factPath } = planned.play;
  const at = <T>(value: T): Located<T> => ({ value, span });
  const args = new Map<string, Located<Raw>>();
  if (gatherSubset !== undefined) args.set('gather_subset', gatherSubset);
  if (gatherTimeout !== undefined) args.set('gather_timeout', gatherTimeout);
  if (factPath !== undefined) args.set('fact_path', factPath);
  const task: Task = {
    kind: 'task',
    keywords: { name: at('Gathering Facts'), tags: [at('always')] },
    action: at('gather_facts'),
    args,
    loopControl: {},
    notify: [],
    listen: [],
    local: false,
    span,
  };
  return {
    kind: 'task',
    id: play.run.nextId(),
    task,
    action: 'module',
    module,
    keywords: inheritKeywords(planned.keywords, task.keywords),
    vars: [],
    context: planned.context,
  };
}
