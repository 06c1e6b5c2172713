/** Work that a service does after it has answered: it goes on with each request that comes. */
export interface Later {
  /** Does the work at the start of the request that comes as number `requests` from now: 1 is the next one. */
  readonly after: (requests: number, work: () => void) => void;
  /** A request has come: does what is due. */
  readonly tick: () => void;
  /** What waits now; the function puts it back. */
  readonly save: () => () => void;
}

interface Waiting {
  readonly work: () => void;
  readonly requests: number;
}

/** No work at first. */
export function createLater(): Later {
  let waiting: readonly Waiting[] = [];
  return {
    after(requests, work) {
      waiting = [...waiting, { work, requests }];
    },
    tick() {
      if (waiting.length === 0) return;
      const due = waiting.filter((each) => each.requests <= 1);
      waiting = waiting
        .filter((each) => each.requests > 1)
        .map(({ work, requests }) => ({ work, requests: requests - 1 }));
      for (const { work } of due) work();
    },
    save() {
      const kept = waiting;
      return () => {
        waiting = kept;
      };
    },
  };
}
