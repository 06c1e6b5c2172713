/** Where roles, collections and playbooks come from, and their lock. */
export const sources = {
  'requirements-invalid': 'The requirements cannot be used',
  'source-unreachable': 'A source cannot be reached',
  'source-credentials': 'A source does not let us in',
  'source-missing': 'A source does not have what is asked for',
  'source-refused': 'A source is not taken',
  'source-conflict': 'Two requirements do not go together',
  'source-cycle': 'Roles or collections need one another in a circle',
  'content-damaged': 'Content is not what the lock says',
  'cache-unwritable': 'The cache of sources cannot be used',
  'lock-unreadable': 'The lock cannot be read',
  'content-not-locked': 'What a hook names stands in no lock',
  'hook-content-differs': 'A hook would not be the same for all workloads',
  'hook-failed': 'A hook has failed',
  'hooks-invalid': 'The hooks cannot be read',
  'lock-stale': 'The lock and the requirements disagree',
} as const;
