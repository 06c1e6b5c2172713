import { diagnostic } from '../../diagnostics/diagnostic.ts';
import type { FollowedPlay, PlayRequest, PlayTask } from '../../module.ts';
import type { TaskIdentity } from '../events.ts';
import { redact } from '../redact.ts';
import type { RunState } from '../run-state.ts';
import { watch } from './watch.ts';

/** What a program tells of plays goes where that of drover's own plays goes, and comes to the same. */
export function followPlay(
  request: PlayRequest,
  run: Pick<RunState, 'emit' | 'nextId' | 'secrets'>,
): FollowedPlay {
  const watched = watch(request, run.emit);
  const identify = identities(() => run.nextId());
  return {
    tell(told) {
      // Failures are kept for the outcome: they are to be without secrets there, too.
      const event = redact(told, run.secrets);
      watched.sink('task' in event ? { ...event, task: identify(event.task) } : event);
    },
    outcome({ exitCode, problems }) {
      const diagnostics = redact(problems, run.secrets).map((detail) =>
        diagnostic('hook-failed', { detail }),
      );
      return watched.outcome({ stats: [], left: [], exitCode, diagnostics });
    },
  };
}

/** The tasks of a program have numbers of the run. */
function identities(nextId: () => number): (task: PlayTask) => TaskIdentity {
  const ids = new Map<string, number>();
  return ({ key, ...task }) => {
    const id = ids.get(key) ?? nextId();
    ids.set(key, id);
    return { id, ...task };
  };
}
