import { isObject } from '../../http/exchange.ts';
import { formatNetwork, parseCidr } from '../address/cidr.ts';
import { badRequest, invalidInput } from '../errors.ts';
import { ipAddress, missingKeys, subnet, uuid, type Check } from './check.ts';
import { pythonRepr, pythonText } from './python.ts';

const MAC = /^([0-9a-f]{2}[:-]){5}[0-9a-f]{2}$/i;

/** A hardware address that is not all zeros. */
export const macAddress: Check = (value) =>
  typeof value === 'string' && MAC.test(value) && !/^(00[:-]?){6}$/.test(value)
    ? undefined
    : `'${pythonText(value)}' is not a valid MAC address`;

/** Ranges of addresses: `[{start, end}]`. */
export const ipPools: Check = (value) => {
  if (!Array.isArray(value)) return `Invalid data format for IP pool: '${pythonText(value)}'`;
  return firstComplaint(value, (pool) => {
    const wrong = exactKeys(pool, ['start', 'end']);
    if (wrong !== undefined || !isObject(pool)) return wrong;
    return ipAddress(pool['start']) ?? ipAddress(pool['end']);
  });
};

/** Addresses of a port: `[{subnet_id?, ip_address?}]`. */
export const fixedIps: Check = (value) => {
  if (!Array.isArray(value)) return `Invalid data format for fixed IP: '${pythonText(value)}'`;
  const seen: unknown[] = [];
  return firstComplaint(value, (each) => {
    if (!isObject(each)) return `Invalid data format for fixed IP: '${pythonText(each)}'`;
    if ('ip_address' in each) {
      const address = each['ip_address'];
      if (seen.includes(address)) return `Duplicate IP address '${pythonText(address)}'`;
      seen.push(address);
      const wrong = ipAddress(address);
      if (wrong !== undefined) return wrong;
    }
    return 'subnet_id' in each ? uuid(each['subnet_id']) : undefined;
  });
};

/** Addresses of name servers. */
export const nameservers: Check = (value) => {
  if (!Array.isArray(value)) return `Invalid data format for nameserver: '${pythonText(value)}'`;
  const seen: unknown[] = [];
  return firstComplaint(value, (host) => {
    const wrong = ipAddress(host);
    if (wrong !== undefined) return `'${pythonText(host)}' is not a valid nameserver. ${wrong}`;
    if (seen.includes(host)) return `Duplicate nameserver '${pythonText(host)}'`;
    seen.push(host);
    return undefined;
  });
};

/** Routes: `[{destination, nexthop}]`. */
export const hostRoutes: Check = (value) => {
  if (!Array.isArray(value)) return `Invalid data format for hostroute: '${pythonText(value)}'`;
  const seen: string[] = [];
  return firstComplaint(value, (route) => {
    const wrong = exactKeys(route, ['destination', 'nexthop']);
    if (wrong !== undefined || !isObject(route)) return wrong;
    const bad = routeCidr(route['destination']) ?? ipAddress(route['nexthop']);
    if (bad !== undefined) return bad;
    const words = pythonRepr(route);
    if (seen.includes(words)) return `Duplicate hostroute '${words}'`;
    seen.push(words);
    return undefined;
  });
};

/** A prefix without host bits. */
const routeCidr: Check = (value) => {
  const cidr = typeof value === 'string' ? parseCidr(value) : undefined;
  if (typeof value !== 'string' || !cidr) return `'${pythonText(value)}' is not a valid CIDR`;
  if (!value.includes('/') || cidr.ip !== cidr.first) {
    return `'${value}' is not a recognized CIDR, '${formatNetwork(cidr)}' is recommended`;
  }
  if (cidr.version === 4 && cidr.first >> 24n === 127n) return `'${value}' is not a routable CIDR`;
  return undefined;
};

/** What else may send from a port: `[{ip_address, mac_address?}]`, ten at most. */
export const addressPairs: Check = (value) => {
  if (!Array.isArray(value)) throw badRequest('Allowed address pairs must be a list.');
  if (value.length > 10) {
    throw invalidInput(
      'The number of allowed address pair exceeds the maximum 10.',
      'AllowedAddressPairExhausted',
    );
  }
  const seen: string[] = [];
  return firstComplaint(value, (pair) => {
    if (!isObject(pair)) return `'${pythonText(pair)}' is not a dictionary`;
    checkPair(pair);
    const words = pythonRepr([pair['mac_address'], pair['ip_address']]);
    if (seen.includes(words)) throw doublePair(pair);
    seen.push(words);
    const address = pair['ip_address'];
    const wrong = typeof address === 'string' && address.includes('/') ? subnet(address) : ipAddress(address);
    if (wrong !== undefined) throw badRequest(wrong);
    return undefined;
  });
};

function checkPair(pair: Readonly<Record<string, unknown>>): void {
  const wrong = 'mac_address' in pair ? macAddress(pair['mac_address']) : undefined;
  if (wrong !== undefined) throw badRequest(wrong);
  if (!('ip_address' in pair)) {
    throw invalidInput('AllowedAddressPair must contain ip_address', 'AllowedAddressPairsMissingIP');
  }
  const unknown = Object.keys(pair).filter((key) => key !== 'mac_address' && key !== 'ip_address');
  if (unknown.length > 0) throw badRequest(`Unrecognized attribute(s) '${unknown.join(', ')}'`);
}

function doublePair(pair: Readonly<Record<string, unknown>>): Error {
  const mac = pythonText(pair['mac_address'] ?? null);
  const ip = pythonText(pair['ip_address']);
  return invalidInput(
    `Request contains duplicate address pair: mac_address ${mac} ip_address ${ip}.`,
    'DuplicateAddressPairInRequest',
  );
}

function exactKeys(value: unknown, keys: readonly string[]): string | undefined {
  if (!isObject(value)) {
    return `Invalid input. ${pythonRepr(value)} must be a dictionary with keys: ${pythonRepr(keys)}`;
  }
  const given = Object.keys(value);
  const same = given.length === keys.length && keys.every((key) => given.includes(key));
  return same ? undefined : missingKeys(keys, given);
}

function firstComplaint(items: readonly unknown[], check: Check): string | undefined {
  for (const item of items) {
    const wrong = check(item);
    if (wrong !== undefined) return wrong;
  }
  return undefined;
}
