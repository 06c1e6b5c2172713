import { asText, type JsonObject } from '../../http/exchange.ts';
import type { Context } from '../context.ts';
import { isSharedWith } from './visible.ts';

/** Whether the caller may do something to the target. */
export type Rule = (context: Context, target: JsonObject) => boolean;

export const admin: Rule = ({ who }) => who.isAdmin;
export const anyone: Rule = () => true;
export const nobody: Rule = () => false;
export const owner: Rule = ({ who }, target) => target['tenant_id'] === who.projectId;
export const adminOrOwner: Rule = or(admin, owner);

const networkOwner: Rule = ({ who, state }, target) =>
  state.networks.get(asText(target['network_id']))?.tenant_id === who.projectId;
const groupOwner: Rule = ({ who, state }, target) =>
  state.securityGroups.get(asText(target['security_group_id']))?.tenant_id === who.projectId;
const shared: Rule = (_context, target) => target['shared'] === true;
const onSharedNetwork: Rule = (context, target) => isSharedWith(context, asText(target['network_id']));
const memberOwner: Rule = (context, target) => context.who.roles.has('member') && owner(context, target);
const external: Rule = (_context, target) => target['router:external'] === true;
const notOfNetwork: Rule = (_context, target) => !asText(target['device_owner']).startsWith('network:');
const oneProject: Rule = (_context, target) => target['target_tenant'] !== '*';

function or(...rules: readonly Rule[]): Rule {
  return (context, target) => rules.some((rule) => rule(context, target));
}

const adminOrNetworkOwner = or(admin, networkOwner);

/**
 * Neutron's policy of the Zed release as it is without a policy file: the newer rules or the older ones, whichever
 * allow more. What is not here is for administrators and owners.
 */
export const USUAL_RULES: Readonly<Record<string, Rule>> = {
  create_network: anyone,
  'create_network:shared': admin,
  'create_network:router:external': admin,
  'create_network:is_default': admin,
  'create_network:port_security_enabled': anyone,
  'create_network:segments': admin,
  'create_network:provider:network_type': admin,
  'create_network:provider:physical_network': admin,
  'create_network:provider:segmentation_id': admin,
  get_network: or(adminOrOwner, shared, external),
  'get_network:router:external': anyone,
  'get_network:segments': admin,
  'get_network:provider:network_type': admin,
  'get_network:provider:physical_network': admin,
  'get_network:provider:segmentation_id': admin,
  'update_network:segments': admin,
  'update_network:shared': admin,
  'update_network:provider:network_type': admin,
  'update_network:provider:physical_network': admin,
  'update_network:provider:segmentation_id': admin,
  'update_network:router:external': admin,
  'update_network:is_default': admin,
  get_network_ip_availability: admin,

  create_subnet: or(adminOrNetworkOwner, memberOwner),
  'create_subnet:segment_id': admin,
  'create_subnet:service_types': admin,
  get_subnet: or(adminOrOwner, shared),
  'get_subnet:segment_id': admin,
  update_subnet: or(adminOrNetworkOwner, memberOwner),
  'update_subnet:segment_id': admin,
  'update_subnet:service_types': admin,
  delete_subnet: or(adminOrNetworkOwner, memberOwner),

  create_port: anyone,
  'create_port:device_owner': or(notOfNetwork, adminOrNetworkOwner),
  'create_port:mac_address': adminOrNetworkOwner,
  'create_port:fixed_ips': or(adminOrNetworkOwner, onSharedNetwork),
  'create_port:fixed_ips:ip_address': adminOrNetworkOwner,
  'create_port:fixed_ips:subnet_id': or(adminOrNetworkOwner, onSharedNetwork),
  'create_port:port_security_enabled': adminOrNetworkOwner,
  'create_port:binding:host_id': admin,
  'create_port:binding:profile': admin,
  'create_port:binding:vnic_type': anyone,
  'create_port:allowed_address_pairs': adminOrNetworkOwner,
  'create_port:allowed_address_pairs:mac_address': adminOrNetworkOwner,
  'create_port:allowed_address_pairs:ip_address': adminOrNetworkOwner,
  get_port: or(owner, adminOrNetworkOwner),
  'get_port:binding:vif_type': admin,
  'get_port:binding:vif_details': admin,
  'get_port:binding:host_id': admin,
  'get_port:binding:profile': admin,
  'get_port:resource_request': admin,
  'update_port:device_owner': or(notOfNetwork, adminOrNetworkOwner),
  'update_port:mac_address': admin,
  'update_port:fixed_ips': adminOrNetworkOwner,
  'update_port:fixed_ips:ip_address': adminOrNetworkOwner,
  'update_port:fixed_ips:subnet_id': or(adminOrNetworkOwner, onSharedNetwork),
  'update_port:port_security_enabled': adminOrNetworkOwner,
  'update_port:binding:host_id': admin,
  'update_port:binding:profile': admin,
  'update_port:allowed_address_pairs': adminOrNetworkOwner,
  'update_port:allowed_address_pairs:mac_address': adminOrNetworkOwner,
  'update_port:allowed_address_pairs:ip_address': adminOrNetworkOwner,
  delete_port: or(owner, adminOrNetworkOwner),

  create_router: anyone,
  'create_router:distributed': admin,
  'create_router:ha': admin,
  'create_router:external_gateway_info:enable_snat': admin,
  'create_router:external_gateway_info:external_fixed_ips': admin,
  'get_router:distributed': admin,
  'get_router:ha': admin,
  'update_router:distributed': admin,
  'update_router:ha': admin,
  'update_router:external_gateway_info:enable_snat': admin,
  'update_router:external_gateway_info:external_fixed_ips': admin,

  create_floatingip: anyone,
  'create_floatingip:floating_ip_address': admin,

  get_security_group: anyone,
  get_security_group_rule: or(adminOrOwner, groupOwner),

  create_rbac_policy: anyone,
  'create_rbac_policy:target_tenant': or(admin, oneProject),
  'update_rbac_policy:target_tenant': or(admin, oneProject),

  create_subnetpool: anyone,
  'create_subnetpool:shared': admin,
  'create_subnetpool:is_default': admin,
  get_subnetpool: or(adminOrOwner, shared),
  'update_subnetpool:is_default': admin,
  create_address_scope: anyone,
  'create_address_scope:shared': admin,
  get_address_scope: or(adminOrOwner, shared),
  'update_address_scope:shared': admin,
  get_address_group: or(adminOrOwner, shared),

  get_policy: anyone,
  create_policy: admin,
  update_policy: admin,
  delete_policy: admin,
  create_segment: admin,
  get_segment: admin,
  update_segment: admin,
  delete_segment: admin,
  get_agent: admin,
  update_agent: admin,
  delete_agent: admin,
  create_trunk: anyone,
  get_flavor: anyone,
};
