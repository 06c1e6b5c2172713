/** The command line itself. */
export const commandLine = {
  'bad-usage': 'The command line is not right',
} as const;
