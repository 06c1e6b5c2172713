/** VPC routing that is moved to a transit, and back. */
export const vpcSwitch = {
  'switch-refused': 'The switch cannot begin',
  'switch-drift': 'The routing is not as it was left',
  'switch-failed': 'An operation on the routing failed',
  'switch-unseen': 'A change of the routing is not seen',
  'switch-journal': 'The journal of a VPC cannot be used',
  'probe-failed': 'A probe found no way through',
  'kit-revert-file': 'The revert.json of the kit cannot be used',
} as const;
