import type { StateLines } from '../../module.ts';
import { redact } from '../redact.ts';

/** The state as a task sees it: what it writes there is without the task's secrets. */
export function redactedState(state: StateLines, secrets: ReadonlySet<string>): StateLines {
  if (secrets.size === 0) return state;
  // A line is JSON more often than not: there a secret stands as JSON writes it.
  const written = new Set([...secrets].flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]));
  return {
    read: (name) => state.read(name),
    names: (folder) => state.names(folder),
    append: (name, line) => state.append(name, redact(line, written)),
  };
}
