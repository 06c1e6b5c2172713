/** Modules of the core and of hosts. */
export const modules = {
  'module-failed': 'The module failed',
  'command-failed': 'The command failed',
} as const;
