export const DISCOVERY = 'playbooks/vpc_discovery.yml';
export const SWITCH = 'playbooks/vpc_switch_traffic.yml';
export const REVERT = 'playbooks/vpc_revert_traffic.yml';
export const CLEANUP = 'playbooks/vpc_cleanup.yml';
export const STATUS = 'playbooks/vpc_status.yml';
