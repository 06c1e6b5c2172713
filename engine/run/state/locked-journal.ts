import type { Journal } from '../../module.ts';
import type { RunLocks } from './run-locks.ts';

/** What is to be done before the first line of a journal is written. */
export type Begin = () => Promise<void>;

/** A journal that takes the locks of what is written to, and begins the run with its first write. */
export function lockedJournal<T extends Journal>(journal: T, locks: RunLocks, begin: Begin): T {
  return {
    ...journal,
    claim: (target) => locks.ofProject(target),
    async intend(entry) {
      const { cloud, project } = entry;
      await locks.ofWrite({
        ...(cloud === undefined ? {} : { cloud }),
        ...(project === undefined ? {} : { project }),
      });
      await begin();
      return journal.intend(entry);
    },
  };
}
