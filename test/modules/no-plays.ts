import type { Plays } from '../../engine/module.ts';

const none = (): never => {
  throw new Error('a module asked for plays inside of its run, and there is no run');
};

/** For modules that are called without a run: they have no plays. */
export const noPlays: Plays = {
  runId: '',
  find: none,
  check: none,
  run: none,
  export: none,
  seal: none,
  follow: none,
  report: none,
};
