import type { Journal } from '../../module.ts';
import { redact } from '../redact.ts';

/** The journal as a task sees it: what it writes there is without the task's secrets. */
export function redactedJournal(journal: Journal, secrets: ReadonlySet<string>): Journal {
  if (secrets.size === 0) return journal;
  return {
    intend: (entry) => journal.intend(redact(entry, secrets)),
    done: (number, made) => journal.done(number, redact(made, secrets)),
    earlier: () => journal.earlier(),
    run: (id) => journal.run(id),
    unfinished: () => journal.unfinished(),
    claim: (target) => journal.claim(target),
    failed: (number, message) => journal.failed(number, redact(message, secrets)),
  };
}
