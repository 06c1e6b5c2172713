/** When hooks run, in the order of a migration, and on what. */
export const phases = {
  plan_start: { about: 'plan', server: undefined },
  /** The server runs at the source; nothing was copied yet. */
  pre_migration: { about: 'workload', server: 'source' },
  /** The server still runs; a warm copy has its first part behind it. */
  pre_stop: { about: 'workload', server: 'source' },
  /** The server is off, and its data are about to be copied. */
  post_stop: { about: 'workload', server: undefined },
  /** The server is there at the destination, with its addresses; its checks are to come. */
  post_create: { about: 'workload', server: 'destination' },
  /** The server has passed its checks; nothing was done about the source yet. */
  post_migration: { about: 'workload', server: 'destination' },
  /** The migration of a workload has failed, and its source is as it was. */
  on_failure: { about: 'workload', server: 'source' },
  plan_end: { about: 'plan', server: undefined },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly about: 'plan' | 'workload';
      /** Where the server can be reached then. */
      readonly server: 'source' | 'destination' | undefined;
    }
  >
>;

export type Phase = keyof typeof phases;

export const phaseNames = Object.keys(phases) as readonly Phase[];

export function isPhase(name: unknown): name is Phase {
  return typeof name === 'string' && name in phases;
}

/** The host of a hook that says none. */
export function usualHost(phase: Phase): 'workload' | 'localhost' {
  return phases[phase].about === 'plan' ? 'localhost' : 'workload';
}
