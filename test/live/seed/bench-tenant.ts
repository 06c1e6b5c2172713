import type { GroupSeed, NetworkSeed, RouterSeed, RuleSeed } from './tenant/types.ts';

/** Sizes of the bench tenant, more than a thousand in all. Of the rules, 4 are the `default` group's, and each group has 2 stock rules. */
export const BENCH_SIZES = { networks: 100, subnets: 100, routers: 10, groups: 50, rules: 760 } as const;

const number = (index: number): string => String(index).padStart(3, '0');
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

/** A hundred networks with a subnet each. */
export const benchNetworks: readonly NetworkSeed[] = upTo(BENCH_SIZES.networks).map((index) => ({
  name: `bench-net-${number(index)}`,
  body: { description: `Bench network ${index}` },
  subnets: [
    {
      name: `bench-subnet-${number(index)}`,
      body: {
        ip_version: 4,
        cidr: `10.50.${index}.0/24`,
        description: `Bench subnet ${index}`,
        dns_nameservers: ['9.9.9.9', '149.112.112.112'],
      },
    },
  ],
}));

/** Ten routers with a gateway and one interface. */
export const benchRouters: readonly RouterSeed[] = upTo(BENCH_SIZES.routers).map((index) => ({
  name: `bench-router-${number(index)}`,
  gateway: {},
  interfaces: [{ subnet: `bench-subnet-${number(index)}` }],
}));

const stock: readonly RuleSeed[] = ['IPv4', 'IPv6'].map((ethertype) => ({
  body: { direction: 'egress', ethertype },
}));

const OWN_RULES = BENCH_SIZES.rules - 4 - stock.length * BENCH_SIZES.groups;

/** Rules are dealt out in turn, so that the first groups have one more than the others. */
function benchRules(group: number): RuleSeed[] {
  const mine = upTo(OWN_RULES).filter((index) => index % BENCH_SIZES.groups === group);
  return mine.map((_, nth) => {
    const body = {
      direction: 'ingress',
      ethertype: 'IPv4',
      protocol: 'tcp',
      port_range_min: 1000 + nth,
      port_range_max: 1000 + nth,
    };
    if (nth === 9 && group > 0) return { body, remoteGroup: `bench-group-${number(group - 1)}` };
    return { body: { ...body, remote_ip_prefix: `10.${group}.${nth}.0/24` } };
  });
}

/** Fifty groups; most have one rule that refers to the group before. */
export const benchGroups: readonly GroupSeed[] = upTo(BENCH_SIZES.groups).map((index) => ({
  name: `bench-group-${number(index)}`,
  body: { description: `Bench group ${index}` },
  rules: [...stock, ...benchRules(index)],
}));
