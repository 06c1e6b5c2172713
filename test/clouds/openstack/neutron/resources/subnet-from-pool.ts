import { covers, formatNetwork, makeCidr, overlaps, parseCidr, type Cidr } from '../address/cidr.ts';
import { bitsOf } from '../address/ip.ts';
import type { Context } from '../context.ts';
import { refuse } from '../errors.ts';
import { isSharedWith } from '../policy/visible.ts';
import type { SubnetPool } from '../rows.ts';
import { isSet } from '../values/unset.ts';
import type { SubnetInput } from './subnet.ts';

/** The pool that a subnet is taken from, if any; refuses a subnet with neither pool nor prefix. */
export function choosePool(values: SubnetInput, context: Context): SubnetPool | undefined {
  if (isSet(values.cidr) && isSet(values.prefixlen)) {
    throw bad('cidr and prefixlen must not be supplied together');
  }
  const pool = isSet(values.subnetpool_id)
    ? findPool(values.subnetpool_id, context)
    : values.use_default_subnetpool === true
      ? defaultPool(values.ip_version, context)
      : undefined;
  if (!pool && !isSet(values.cidr)) throw bad('a subnetpool must be specified in the absence of a cidr');
  if (pool && isSet(values.allocation_pools) && !isSet(values.cidr)) {
    throw bad('allocation_pools allowed only for specific subnet requests.');
  }
  checkAffinity(pool, values, context);
  if (pool && isSet(values.cidr)) checkInside(pool, values.cidr, context);
  return pool;
}

function findPool(id: string, context: Context): SubnetPool {
  const pool = context.state.subnetPools.get(id);
  const isUsable =
    pool &&
    (context.who.isAdmin || pool.tenant_id === context.who.projectId || isSharedWith(context, pool.id));
  if (!isUsable) throw refuse(404, 'SubnetPoolNotFound', `Subnet pool ${id} could not be found.`);
  return pool;
}

function defaultPool(version: 4 | 6, { state }: Context): SubnetPool {
  const found = state.subnetPools.all().find((pool) => pool.is_default && pool.ip_version === version);
  if (!found) throw bad(`No default subnetpool found for IPv${version}`);
  return found;
}

/** Subnets of one version on one network come from one pool, or all from none. */
function checkAffinity(pool: SubnetPool | undefined, values: SubnetInput, { state }: Context): void {
  const others = state.subnets
    .by('network', values.network_id)
    .filter((subnet) => subnet.ip_version === values.ip_version);
  if (others.every((subnet) => subnet.subnetpool_id === (pool?.id ?? null))) return;
  throw refuse(
    400,
    'NetworkSubnetPoolAffinityError',
    'Subnets hosted on the same network must be allocated from the same subnet pool.',
  );
}

function checkInside(pool: SubnetPool, text: string, context: Context): void {
  const cidr = parseCidr(text)!;
  const isInside = pool.prefixes.some((prefix) => covers(parseCidr(prefix)!, cidr));
  if (isInside && !usedOf(pool, context).some((used) => overlaps(used, cidr))) return;
  throw allocationError('Cannot allocate requested subnet from the available set of prefixes');
}

/** The first free prefix of the length that was asked for. */
export function prefixFromPool(
  pool: SubnetPool | undefined,
  values: SubnetInput,
  context: Context,
): { readonly cidr: Cidr; readonly written: string } {
  if (!pool) throw bad('a subnetpool must be specified in the absence of a cidr');
  if (pool.ip_version !== values.ip_version) {
    throw bad(`Cannot allocate IPv${values.ip_version} subnet from IPv${pool.ip_version} subnet pool`);
  }
  const length = isSet(values.prefixlen) ? values.prefixlen : pool.default_prefixlen;
  checkLength(pool, length);
  const used = usedOf(pool, context);
  const prefixes = pool.prefixes
    .flatMap((prefix) => parseCidr(prefix) ?? [])
    .filter((each) => each.prefix <= length)
    .sort((a, b) => b.prefix - a.prefix);
  for (const prefix of prefixes) {
    const cidr = firstFree(prefix, length, used);
    if (cidr) return { cidr, written: formatNetwork(cidr) };
  }
  throw allocationError(`Insufficient prefix space to allocate subnet size /${length}`);
}

function firstFree(prefix: Cidr, length: number, used: readonly Cidr[]): Cidr | undefined {
  const size = 1n << BigInt(bitsOf(prefix.version) - length);
  for (let value = prefix.first; value <= prefix.last;) {
    const cidr = makeCidr({ version: prefix.version, value }, length);
    const inTheWay = used.find((each) => overlaps(each, cidr));
    if (!inTheWay) return cidr;
    // On behind what is in the way, on a boundary of the wanted size.
    const next = (inTheWay.last / size + 1n) * size;
    value = next > value ? next : value + size;
  }
  return undefined;
}

function checkLength(pool: SubnetPool, length: number): void {
  if (length < pool.min_prefixlen) {
    throw refuse(
      400,
      'MinPrefixSubnetAllocationError',
      `Unable to allocate subnet with prefix length ${length}, minimum allowed prefix is ${pool.min_prefixlen}.`,
    );
  }
  if (length > pool.max_prefixlen) {
    throw refuse(
      400,
      'MaxPrefixSubnetAllocationError',
      `Unable to allocate subnet with prefix length ${length}, maximum allowed prefix is ${pool.max_prefixlen}.`,
    );
  }
}

function usedOf(pool: SubnetPool, { state }: Context): Cidr[] {
  return state.subnets
    .all()
    .filter((subnet) => subnet.subnetpool_id === pool.id)
    .flatMap((subnet) => parseCidr(subnet.cidr) ?? []);
}

function bad(message: string) {
  return refuse(400, 'BadRequest', `Bad subnets request: ${message}.`);
}

function allocationError(reason: string) {
  // Not 409: Neutron has no status for it.
  return refuse(500, 'SubnetAllocationError', `Failed to allocate subnet: ${reason}.`);
}
