/** The command line itself. */
export const commandLine = {
  'bad-usage': 'The command line is not right',
  'file-unwritable': 'A file cannot be written',
} as const;
