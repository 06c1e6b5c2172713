import { ipAddress, oneOf, range, text, uuid, type Check } from '../values/check.ts';
import { asInteger, toInteger } from '../values/convert.ts';
import { identifier, required, settable } from './common.ts';
import type { Attribute, Attributes } from './types.ts';

const PROTOCOLS = ['tcp', 'udp', 'icmp', 'icmp6', 'ipv6-icmp', 'sctp', 'dccp'];
const changeable = (attribute: Attribute): Attribute => ({ ...attribute, put: true });
const port: Attribute = {
  post: true,
  put: true,
  fallback: undefined,
  convert: orNothing(toInteger),
  check: orNothing(range(1, 65535)),
};
const ports: Attribute = {
  post: true,
  put: true,
  fallback: undefined,
  check: orNothing(portRange),
  extension: 'floating-ip-port-forwarding-port-ranges',
};

/** The attributes of a port forwarding. */
export const portForwardingAttributes: Attributes = {
  id: identifier,
  external_port: port,
  internal_port: port,
  internal_ip_address: changeable(required({ check: ipAddress })),
  protocol: changeable(required({ check: oneOf(PROTOCOLS), filter: true })),
  internal_port_id: changeable(required({ check: uuid, filter: true })),
  external_port_range: ports,
  internal_port_range: ports,
  description: settable('', { check: text(255), extension: 'floating-ip-port-forwarding-description' }),
  project_id: required({ check: text(255) }),
  tenant_id: required({ check: text(255) }),
};

/** What is not said is not looked at. */
function orNothing<T>(look: (value: unknown) => T): (value: unknown) => T | undefined {
  return (value) => (value === undefined || value === null ? undefined : look(value));
}

function portRange(value: unknown): ReturnType<Check> {
  const numbers = String(value).split(':');
  const wrong = numbers.find((one) => {
    const number = asInteger(one);
    return number === undefined || number < 1 || number > 65535;
  });
  return wrong === undefined ? undefined : `Invalid port: ${wrong}`;
}
