import type { Body } from '../../api/session.types.ts';
import { bodiesAt } from '../../kind/wire.ts';
import { LEFT_OUT } from '../../compute/server/nested.ts';
import type { WantedPort } from '../workload.types.ts';
import type { ServerRequest } from './server-request.ts';

/**
 * A port as it is to be made: without the MAC address and the addresses that are not to be kept, and in the security
 * groups of the server where the record says none of its own (those of OS-Migrate). Nova takes no port whose DNS name is
 * not that of the server: the name comes later.
 */
export function portToMake(
  port: WantedPort,
  { params, wanted }: Pick<ServerRequest, 'params' | 'wanted'>,
): Body {
  const { source_id: _source, tag: _tag, trunk: _trunk, mac_address: mac, ...whole } = port;
  const { dns_name: _name, [LEFT_OUT]: _left, ...rest } = whole;
  const groups = rest['security_groups'] ?? wanted.security_groups;
  const isSecure = rest['port_security_enabled'] !== false;
  return {
    ...rest,
    ...(params.keepMac && typeof mac === 'string' ? { mac_address: mac.toLowerCase() } : {}),
    ...(params.keepFixedIp ? {} : withoutAddresses(port)),
    ...(isSecure && Array.isArray(groups) ? { security_groups: groups } : {}),
  };
}

/** One address in each of its subnets, whichever the cloud chooses. */
function withoutAddresses(port: WantedPort): Body {
  if (!Array.isArray(port['fixed_ips'])) return {};
  return {
    fixed_ips: bodiesAt(port, 'fixed_ips').flatMap(({ subnet_id: subnet }) =>
      typeof subnet === 'string' ? [{ subnet_id: subnet }] : [],
    ),
  };
}
