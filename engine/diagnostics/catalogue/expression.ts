/** Templates and expressions. */
export const expression = {
  'template-syntax': 'The template cannot be read',
  'undefined-variable': 'A variable is not defined',
  'template-cycle': 'A variable refers to itself',
  'template-failed': 'The template cannot be evaluated',
  'unknown-filter': 'Unknown filter',
  'unknown-test': 'Unknown test',
  'unknown-lookup': 'Unknown lookup',
} as const;
