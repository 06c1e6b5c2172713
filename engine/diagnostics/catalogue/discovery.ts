/** discovery.yaml: what VPCs are to be moved, and how. */
export const discovery = {
  'discovery-shape': 'The file is not built like a discovery.yaml',
  'discovery-key': 'The discovery.yaml has a key that nobody reads',
  'discovery-missing': 'The discovery.yaml lacks a key',
  'discovery-value': 'A value of the discovery.yaml is not what it should be',
  'discovery-rule': 'Keys of the discovery.yaml do not go together',
  'discovery-vpc': 'A VPC of the discovery.yaml is not there',
  'discovery-alerts': 'What is said about alerts does not fit',
  'snapshot-altered': 'A snapshot is not as it was written',
  'snapshot-missing': 'There is no snapshot',
  'discovery-former': 'The discovery.yaml has a form of early versions',
} as const;
