import type { Body } from '../api/session.types.ts';
import { idOf } from '../kind/wire.ts';

/** What Neutron puts into a group that it makes. */
export function bornRules(body: Body): readonly Body[] {
  return ['IPv4', 'IPv6'].map((ethertype) => ({
    id: `planned ${ethertype} rule of ${idOf(body)}`,
    security_group_id: idOf(body),
    project_id: body['project_id'],
    direction: 'egress',
    ethertype,
    protocol: null,
    port_range_min: null,
    port_range_max: null,
    remote_ip_prefix: null,
    remote_group_id: null,
    description: null,
  }));
}

/** The group that Neutron makes for every project: it lets its own members in, and everything out. */
export function defaultGroup(projectId: string): Body {
  const group = {
    id: `planned default group of ${projectId}`,
    name: 'default',
    project_id: projectId,
    description: 'Default security group',
    stateful: true,
    shared: false,
    tags: [],
  };
  const outward = bornRules(group);
  const inward = outward.map((rule) => ({
    ...rule,
    id: `${idOf(rule)} from within`,
    direction: 'ingress',
    remote_group_id: group.id,
  }));
  return { ...group, security_group_rules: [...outward, ...inward] };
}
