/** A flag of a command, as commander has it. */
export interface Flag {
  readonly flags: string;
  readonly description: string;
  /** May be given several times. */
  readonly many?: true;
  /** Counts how often it is given. */
  readonly counts?: true;
  readonly default?: string;
}

/** Which lock holds, and how strictly: of `roles`, and of what runs playbooks. */
export const sourceFlags: readonly Flag[] = [
  {
    flags: '--lock <file>',
    description: 'the lock (default: requirements.lock.yml beside the requirements)',
  },
  {
    flags: '--frozen',
    description: 'fail where the lock and the requirements disagree (default if CI=true)',
  },
  { flags: '--no-frozen', description: 'not so, even if CI=true' },
];
