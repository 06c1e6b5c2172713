/** Gateways, VPNs and peerings of a VPC. */
import { cidrsOfPeer } from '../../discovery/copy/advertised.ts';
import { publicNats } from '../../discovery/copy/gateway-count.ts';
import { isRead } from '../../snapshot/is-read.ts';
import { regionRule, vpcRule, type Rule } from '../rule.types.ts';

export const wayRules = {
  'VPC-NO-INTERNET-GATEWAY': vpcRule({
    severity: 'info',
    letter: 'c',
    when: 'a VPC has no internet gateway',
    help: 'Nothing: Terraform makes one for the gateways, which need it to reach the controller.',
    find: ({ id, internetGateways, seen }) =>
      internetGateways.length > 0 || !isRead(seen, 'DescribeInternetGateways')
        ? []
        : [{ subject: id, log: `${id} has no IGW`, text: `${id} has no internet gateway.` }],
  }),
  'VPC-VPN': vpcRule({
    severity: 'warning',
    letter: 'p',
    when: 'a VPN connection ends at a VPN gateway that is attached to the VPC',
    help: 'Make sure that the transit leads to what is behind the VPN before the switch; the clean-up can detach and delete the gateway (cleanup.resources: [VGW]).',
    find: ({ id, vpnConnections }) =>
      vpnConnections.map(({ VpnConnectionId: vpn = '', VpnGatewayId: gateway = '' }) => ({
        subject: vpn,
        also: [gateway],
        log: `${vpn} associated with ${gateway} attached to ${id}`,
        text: `${vpn} ends at ${gateway}, which is attached to ${id}.`,
      })),
  }),
  'VPC-VPN-GATEWAY-UNATTACHED': regionRule({
    severity: 'info',
    when: 'a VPN gateway of the region is attached to no VPC',
    help: 'Delete it if nothing else needs it: the clean-up deletes only those that it detached itself.',
    find: ({ seen }) =>
      seen.vpnGateways
        .filter(({ VpcAttachments, State }) => {
          const isAttached = VpcAttachments?.some(
            (one) => one.State !== 'detached' && one.State !== 'detaching',
          );
          return isAttached !== true && State !== 'deleted' && State !== 'deleting';
        })
        .map(({ VpnGatewayId: gateway = '' }) => ({
          subject: gateway,
          log: `${gateway} not attached to any VPC`,
          text: `${gateway} is attached to no VPC.`,
        })),
  }),
  'VPC-PEERING': vpcRule({
    severity: 'info',
    when: 'a VPC has a peering that is active',
    help: 'Its routes are copied. Where the other VPC is moved as well, delete them afterwards, or name the peerings that stay in retain_peerings.',
    find: ({ id, peerings }) =>
      peerings
        .filter(({ Status }) => Status?.Code === 'active')
        .map((peering) => {
          const { AccepterVpcInfo: accepter, RequesterVpcInfo: requester } = peering;
          const peer = accepter?.VpcId === id ? requester : accepter;
          const cidrs = cidrsOfPeer(peer).join(', ');
          const pcx = peering.VpcPeeringConnectionId ?? '';
          return {
            subject: pcx,
            also: [peer?.VpcId ?? ''],
            log: `${pcx} - ${peer?.VpcId ?? ''} - ${peer?.OwnerId ?? ''} - ${cidrs}`,
            text: `${id} is peered with ${peer?.VpcId ?? 'a VPC'} of account ${peer?.OwnerId ?? 'unknown'} (${cidrs}) by ${pcx}.`,
          };
        }),
  }),
  'VPC-MIGRATED': vpcRule({
    severity: 'error',
    when: 'a gateway of a controller is in the VPC, and alert.check_gateway_existence is true',
    help: 'Take the VPC out of discovery.yaml if it was moved before. Set alert.check_gateway_existence to false to look at it again after its gateways were built.',
    find: ({ id, gateways, config }) =>
      config.alert.check_gateway_existence
        ? gateways.map(({ InstanceId: instance = '', Tags }) => {
            const name = Tags?.find(({ Key }) => Key === 'Name')?.Value;
            return {
              subject: id,
              also: [instance],
              log: `VPC ${id} already migrated, found an aviatrix gateway ${name === undefined || name === '' ? 'with no Name tag' : name}`,
              text: `${id} has a gateway of a controller already: ${name ?? 'one without a name'} (${instance}).`,
            };
          })
        : [],
  }),
  'VPC-NAT-NONE': vpcRule({
    severity: 'error',
    when: 'config.migrate_natgw_eip is true and the VPC has no public NAT gateway whose address could be moved',
    help: 'Set config.migrate_natgw_eip to false for this VPC: it needs a discovery.yaml of its own then.',
    find: (facts) =>
      facts.config.config.configure_spoke_gw_hs &&
      facts.config.config.migrate_natgw_eip &&
      publicNats(facts).length === 0 &&
      isRead(facts.seen, 'DescribeNatGateways')
        ? [
            {
              subject: facts.id,
              log: `${facts.id} has no NAT gateway to migrate EIP(s) from`,
              text: `${facts.id} has no public NAT gateway, and its gateways are to get the addresses of one.`,
            },
          ]
        : [],
  }),
} satisfies Readonly<Record<string, Rule>>;
