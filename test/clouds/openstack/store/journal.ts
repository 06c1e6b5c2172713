/** Changes of the request under way, so that a request that fails half-way leaves nothing behind. */
export interface Journal {
  /** Runs `work`; if it throws, undoes what was recorded meanwhile, newest first, and throws on. */
  readonly run: <T>(work: () => T) => T;
  /** Says how to undo a change that was just made. */
  readonly record: (undo: () => void) => void;
}

/** A journal with nothing in it. One cloud has one; its requests run one after another. */
export function createJournal(): Journal {
  let undos: (() => void)[] = [];
  let depth = 0;
  return {
    record(undo) {
      if (depth > 0) undos.push(undo);
    },
    run(work) {
      const before = undos.length;
      depth += 1;
      try {
        return work();
      } catch (error) {
        while (undos.length > before) undos.pop()?.();
        throw error;
      } finally {
        depth -= 1;
        if (depth === 0) undos = [];
      }
    },
  };
}
