/** What goes wrong while a playbook runs. */
export const run = {
  'task-failed': 'The task failed',
  'unknown-handler': 'No handler has this name',
  'no-hosts': 'No host is left',
  interrupted: 'The run was interrupted',
  'command-not-started': 'A program could not be started',
  'command-timeout': 'A program took too long',
  'unknown-account': 'A user or group does not exist',
  'host-unreachable': 'The host cannot be reached',
  'become-unsupported': 'The task cannot become another user',
  'module-crashed': 'A module has a defect',
  'task-timeout': 'The task took too long',
  'playbook-not-found': 'A playbook is missing',
  'journal-unreadable': 'The journal cannot be read',
  'journal-unwritable': 'The journal cannot be written',
} as const;
