/** What is built for a VPC and taken down after it: Terraform files, the transit controller, cleanup. */
export const vpcBuild = {
  'terraform-manifest': 'The list of Terraform files that drover wrote is damaged',
  'controller-settings': 'It is not clear how to reach the transit controller',
  'controller-login': 'The transit controller refused the login',
  'controller-unreachable': 'The transit controller cannot be reached',
  'controller-certificate': 'The transit controller is not the one that is trusted',
  'controller-failed': 'The transit controller refused a call',
  'cleanup-too-early': 'A cleanup would come before its switch is done',
  'cleanup-unconfirmed': 'A cleanup was not confirmed',
  'cleanup-blocked': 'Something that a cleanup would delete is in use',
} as const;
