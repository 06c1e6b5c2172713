import { isIP } from 'node:net';
import { networkProblem } from '../networks.ts';
import type { FileScope, Rule } from './rule.ts';

/** A policy of source NAT, with what is around it. */
export interface PolicyScope extends FileScope {
  readonly policy: NonNullable<FileScope['config']['config']['snat_policies']>[number];
}

/** Rules of a policy of source NAT. */
export const policyRules: readonly Rule<PolicyScope>[] = [
  {
    at: ['connection'],
    when: ({ policy }) => isText(policy.connection) && /^\$(?!transit_name$)/.test(policy.connection),
    says: ({ policy }) => `is ${policy.connection}, which nothing puts a name in place of`,
    help: 'Write $transit_name, or the name of a connection.',
  },
  {
    at: ['new_src_ip'],
    when: ({ policy: { new_src_ip: address } }) =>
      isText(address) &&
      address !== '$private_ip' &&
      isIP(address) === 0 &&
      networkProblem(address) !== undefined,
    says: 'is no address',
    help: 'Write an address, or $private_ip for that of the gateway.',
  },
  {
    at: ['src_ip'],
    when: ({ policy: { src_ip: sources } }) =>
      isText(sources) && isIP(sources) === 0 && networkProblem(sources) !== undefined,
    says: ({ policy }) => `is no CIDR: ${networkProblem(policy.src_ip)?.detail ?? ''}`,
    help: 'Write a CIDR such as 100.64.0.0/10.',
  },
];

/** What could not be read is not there. */
function isText(value: unknown): boolean {
  return typeof value === 'string';
}
