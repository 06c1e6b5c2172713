import { environmentOf, type TaskFrame } from '../task/frame.ts';
import { booleanKeyword } from '../task/keywords.ts';

/** What these do concerns the run, not a host: they run once, whatever the task says. */
const speaksForAll: readonly string[] = ['core.add_host', 'core.pause'];

/** Whether a task runs for one host alone. With the free strategy each host is on its own. */
export function isOnce(frame: TaskFrame): boolean {
  return (speaksForAll.includes(frame.task.module) && !frame.play.free) || isForAll(frame);
}

/** Whether it does so in the place of all: what it finds is theirs, too. */
export function isForAll(frame: TaskFrame): boolean {
  const { runOnce } = frame.task.keywords;
  if (runOnce === undefined || frame.play.free) return false;
  try {
    return booleanKeyword(runOnce, 'run_once', environmentOf(frame), false);
  } catch {
    // The same error fails the task on each host, with its place.
    return false;
  }
}
