import { block, code, set } from '../hcl/build.ts';
import type { Body, Value } from '../hcl/hcl.types.ts';
import { attachmentRef } from './attachment.ts';
import type { ModuleOptions } from './module-options.ts';

/** Source NAT at each gateway, from the switch on. */
export function snatResources(options: ModuleOptions): Body {
  const { snatPolicies, isGroup } = options;
  if (snatPolicies === undefined) return [];
  return [
    block(
      'resource',
      ['aviatrix_gateway_snat', 'internet'],
      // A resource without a policy is refused.
      set(
        'count',
        code(
          `var.switch_traffic${snatPolicies.length === 0 ? ' && var.enable_spoke_egress' : ''} ? local.gateway_count : 0`,
        ),
      ),
      set('gw_name', code(gatewayName(isGroup))),
      set('snat_mode', 'customized_snat'),
      set('sync_to_ha', false),
      ...snatPolicies.map((policy) =>
        block(
          'snat_policy',
          [],
          set('src_cidr', policy.src_ip),
          set('protocol', policy.protocol),
          set(
            'connection',
            resolved(policy.connection, '$transit_name', `${attachmentRef(options)}.transit_gw_name`),
          ),
          set('snat_ips', resolved(policy.new_src_ip, '$private_ip', privateAddress(isGroup))),
          set('apply_route_entry', policy.apply_route_entry),
        ),
      ),
      block(
        'dynamic',
        ['snat_policy'],
        set('for_each', code('var.enable_spoke_egress ? var.vpc_cidr_for_snat : []')),
        block(
          'content',
          [],
          set('src_cidr', code('snat_policy.value')),
          set('protocol', 'all'),
          set('interface', 'eth0'),
          set('connection', 'None'),
          set('snat_ips', code(privateAddress(isGroup))),
          set('apply_route_entry', true),
        ),
      ),
    ),
  ];
}

/** The addresses of a group's further gateways, in their order. */
export function snatLocals({ isGroup, snatPolicies }: ModuleOptions): Body {
  if (!isGroup || snatPolicies === undefined) return [];
  const followers = [1, 2, 3, 4, 5].map((index) => `aviatrix_spoke_ha_gateway.ha${index}`);
  return [set('followers', code(`concat(${followers.join(', ')})`))];
}

function resolved(text: string, word: string, meant: string): Value {
  return text === word ? code(meant) : text;
}

function gatewayName(isGroup: boolean): string {
  const further = isGroup
    ? 'local.followers[count.index - 1].gw_name'
    : 'aviatrix_spoke_gateway.gw.ha_gw_name';
  return `count.index == 0 ? aviatrix_spoke_gateway.gw.gw_name : ${further}`;
}

function privateAddress(isGroup: boolean): string {
  const further = isGroup
    ? 'local.followers[count.index - 1].private_ip'
    : 'aviatrix_spoke_gateway.gw.ha_private_ip';
  return `count.index == 0 ? aviatrix_spoke_gateway.gw.private_ip : ${further}`;
}
