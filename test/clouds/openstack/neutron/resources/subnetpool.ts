import type { JsonObject } from '../../http/exchange.ts';
import { covers, formatNetwork, makeCidr, overlaps, parseCidr, type Cidr } from '../address/cidr.ts';
import { bitsOf } from '../address/ip.ts';
import { subnetPoolAttributes } from '../attributes/subnetpools.ts';
import type { Context } from '../context.ts';
import { badRequest, refuse } from '../errors.ts';
import type { Kind } from '../kind.ts';
import { isOwnOrShared, isSharedWith } from '../policy/visible.ts';
import type { SubnetPool } from '../rows.ts';
import { newRow, touched } from '../standard-row.ts';
import { listOf, subnet } from '../values/check.ts';
import { isSet, type Unset } from '../values/unset.ts';
import { pick, viewHistory } from './network.ts';
import { shareWithAll } from './sharing.ts';

export interface SubnetPoolInput {
  readonly tenant_id: string;
  readonly name: string;
  readonly description: string;
  readonly prefixes: readonly string[];
  readonly default_quota: number | Unset;
  readonly default_prefixlen: number | Unset;
  readonly min_prefixlen: number | Unset;
  readonly max_prefixlen: number | Unset;
  readonly is_default: boolean;
  readonly shared: boolean;
  readonly address_scope_id?: string | null | Unset;
}

/** The shortest prefix that a pool gives if nothing else is said. */
const USUAL_LEAST = { 4: 8, 6: 64 } as const;

export const subnetPoolKind: Kind<SubnetPool, SubnetPoolInput> = {
  member: 'subnetpool',
  collection: 'subnetpools',
  path: 'subnetpools',
  bulk: 'refused',
  attributes: subnetPoolAttributes,
  hasQuota: true,
  hasTags: true,
  table: (state) => state.subnetPools,
  view: viewPool,
  isVisible: isOwnOrShared,
  notFound: (id) => refuse(404, 'SubnetPoolNotFound', `Subnet pool ${id} could not be found.`),
  // In the answer to a POST, lengths are texts, and so clients must take them.
  viewNew: (row, context) => ({ ...viewPool(row, context), ...textLengths(row) }),
  actions: {
    add_prefixes: (row, body, context) => {
      const { prefixes } = joinedPrefixes([...row.prefixes, ...prefixesIn(body)]);
      return changePrefixes(row, prefixes, context);
    },
    remove_prefixes: (row, body, context) => {
      const gone = prefixesIn(body).map((text) => parseCidr(text)!);
      refuseInUse(row, gone, context);
      const left = row.prefixes.flatMap((text) => without(parseCidr(text)!, gone));
      return changePrefixes(row, joined(left).map(formatNetwork), context);
    },
  },

  create(values, context) {
    const { prefixes, version } = joinedPrefixes(values.prefixes);
    const lengths = lengthsOf(values, version);
    checkScope(values.address_scope_id, version, context);
    const row = context.state.subnetPools.insert({
      ...newRow(context.state, values.tenant_id, 0, { description: values.description }),
      name: values.name,
      prefixes,
      ip_version: version,
      ...lengths,
      default_quota: isSet(values.default_quota) ? values.default_quota : null,
      is_default: values.is_default,
      address_scope_id: isSet(values.address_scope_id) ? values.address_scope_id : null,
    });
    if (values.shared) shareWithAll(row, 'subnetpool', 'access_as_shared', context);
    return row;
  },

  update(row, values, context) {
    const prefixes = values.prefixes ? changedPrefixes(row, values.prefixes) : row.prefixes;
    const scope = values.address_scope_id;
    if (isSet(scope)) checkScope(scope, row.ip_version, context);
    const lengths = lengthsOf({ ...row, ...values }, row.ip_version);
    const changed: SubnetPool = {
      ...row,
      ...pick(values, ['name', 'description', 'is_default']),
      ...lengths,
      prefixes,
      ...(isSet(values.default_quota) ? { default_quota: values.default_quota } : {}),
      ...(scope === undefined || typeof scope === 'symbol' ? {} : { address_scope_id: scope }),
    };
    return context.state.subnetPools.replace(touched(context.state, changed));
  },

  remove(row, { state }) {
    if (state.subnets.all().some((subnet) => subnet.subnetpool_id === row.id)) {
      throw refuse(
        400,
        'SubnetPoolDeleteError',
        'Unable to delete subnet pool: Subnet pool has existing allocations.',
      );
    }
    for (const policy of state.rbacPolicies.by('object', row.id)) state.rbacPolicies.remove(policy.id);
    state.subnetPools.remove(row.id);
  },
};

function viewPool(row: SubnetPool, context: Context): JsonObject {
  return {
    id: row.id,
    name: row.name,
    tenant_id: row.tenant_id,
    default_prefixlen: row.default_prefixlen,
    min_prefixlen: row.min_prefixlen,
    max_prefixlen: row.max_prefixlen,
    is_default: row.is_default,
    shared: isSharedWith(context, row.id),
    prefixes: row.prefixes,
    ip_version: row.ip_version,
    default_quota: row.default_quota,
    address_scope_id: row.address_scope_id,
    description: row.description,
    ...viewHistory(row),
  };
}

function textLengths({ default_prefixlen, min_prefixlen, max_prefixlen }: SubnetPool): JsonObject {
  return {
    default_prefixlen: String(default_prefixlen),
    min_prefixlen: String(min_prefixlen),
    max_prefixlen: String(max_prefixlen),
  };
}

function prefixesIn(body: JsonObject): string[] {
  const wrong = listOf(subnet)(body['prefixes']);
  if (wrong !== undefined) throw badRequest(`Invalid input for prefixes. Reason: ${wrong}.`);
  return (body['prefixes'] as readonly unknown[]).map(String);
}

function changePrefixes(row: SubnetPool, prefixes: readonly string[], { state }: Context): JsonObject {
  if (prefixes.join() !== row.prefixes.join())
    state.subnetPools.replace(touched(state, { ...row, prefixes }));
  return { prefixes };
}

function refuseInUse(row: SubnetPool, gone: readonly Cidr[], { state }: Context): void {
  const used = state.subnets.all().filter((each) => each.subnetpool_id === row.id);
  if (!used.some((each) => gone.some((cidr) => overlaps(cidr, parseCidr(each.cidr)!)))) return;
  throw refuse(
    400,
    'IllegalSubnetPoolPrefixUpdate',
    'Illegal update to prefixes: One or more the prefixes to be removed is in use by a subnet.',
  );
}

/** The parts of a range that are in none of the others: halved until each half is in or out. */
function without(cidr: Cidr, gone: readonly Cidr[]): readonly Cidr[] {
  if (gone.some((each) => covers(each, cidr))) return [];
  if (!gone.some((each) => overlaps(each, cidr))) return [cidr];
  const { version, first, prefix } = cidr;
  const half = 1n << BigInt(bitsOf(version) - prefix - 1);
  return [first, first + half].flatMap((value) => without(makeCidr({ version, value }, prefix + 1), gone));
}

type Lengths = Pick<SubnetPool, 'default_prefixlen' | 'min_prefixlen' | 'max_prefixlen'>;

function lengthsOf(
  values: Pick<SubnetPoolInput, 'default_prefixlen' | 'min_prefixlen' | 'max_prefixlen'>,
  version: 4 | 6,
): Lengths {
  const bits = bitsOf(version);
  const min_prefixlen = isSet(values.min_prefixlen) ? values.min_prefixlen : USUAL_LEAST[version];
  const max_prefixlen = isSet(values.max_prefixlen) ? values.max_prefixlen : bits;
  const default_prefixlen = isSet(values.default_prefixlen) ? values.default_prefixlen : min_prefixlen;
  const bounds: readonly [string, number, string, number][] = [
    ['min_prefixlen', min_prefixlen, 'max_prefixlen', max_prefixlen],
    ['max_prefixlen', max_prefixlen, 'base_prefixlen', bits],
    ['min_prefixlen', min_prefixlen, 'default_prefixlen', default_prefixlen],
    ['default_prefixlen', default_prefixlen, 'max_prefixlen', max_prefixlen],
  ];
  for (const [low, least, high, most] of bounds) {
    if (least <= most) continue;
    throw refuse(
      400,
      'IllegalSubnetPoolPrefixBounds',
      `Illegal prefix bounds: ${low}=${least}, ${high}=${most}.`,
    );
  }
  return { default_prefixlen, min_prefixlen, max_prefixlen };
}

/** The prefixes without host bits, neighbours joined. */
function joinedPrefixes(texts: readonly string[]): { readonly prefixes: string[]; readonly version: 4 | 6 } {
  const cidrs = texts.map((text) => parseCidr(text)!);
  const [first] = cidrs;
  if (!first) throw refuse(400, 'EmptySubnetPoolPrefixList', 'Empty subnet pool prefix list.');
  if (cidrs.some((cidr) => cidr.version !== first.version)) {
    throw refuse(400, 'PrefixVersionMismatch', 'Cannot mix IPv4 and IPv6 prefixes in a subnet pool.');
  }
  return { prefixes: joined(cidrs).map(formatNetwork), version: first.version };
}

function joined(cidrs: readonly Cidr[]): Cidr[] {
  const kept: Cidr[] = [];
  for (const cidr of [...cidrs].sort((a, b) =>
    a.first === b.first ? a.prefix - b.prefix : a.first < b.first ? -1 : 1,
  )) {
    if (kept.some((each) => covers(each, cidr))) continue;
    kept.push(makeCidr({ version: cidr.version, value: cidr.first }, cidr.prefix));
    joinLast(kept);
  }
  return kept;
}

function joinLast(kept: Cidr[]): void {
  for (;;) {
    const [a, b] = kept.slice(-2);
    if (!a || !b || a.prefix !== b.prefix || a.prefix === 0) return;
    const both = makeCidr({ version: a.version, value: a.first }, a.prefix - 1);
    if (both.first !== a.first || both.last !== b.last) return;
    kept.splice(-2, 2, both);
  }
}

function changedPrefixes(row: SubnetPool, texts: readonly string[]): readonly string[] {
  const { prefixes } = joinedPrefixes(texts);
  const now = prefixes.map((text) => parseCidr(text)!);
  const isSubset = row.prefixes.every((old) => now.some((each) => covers(each, parseCidr(old)!)));
  if (isSubset) return prefixes;
  throw refuse(
    400,
    'IllegalSubnetPoolPrefixUpdate',
    'Illegal update to prefixes: Existing prefixes must be a subset of the new prefixes.',
  );
}

function checkScope(id: string | null | Unset | undefined, version: 4 | 6, context: Context): void {
  if (!isSet(id)) return;
  const scope = context.state.addressScopes.get(id);
  if (!scope || !(context.who.isAdmin || isOwnOrShared(scope, context))) {
    throw refuse(404, 'AddressScopeNotFound', `Address scope ${id} could not be found.`);
  }
  if (scope.ip_version === version) return;
  throw refuse(
    400,
    'IllegalSubnetPoolIpVersionAssociation',
    `Illegal subnetpool association: subnetpool cannot associate with address scope ${id} because subnetpool ip_version is not ${scope.ip_version}.`,
  );
}
