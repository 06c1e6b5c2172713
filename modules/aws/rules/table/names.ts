/** Names of VPCs, which become names of gateways and of Terraform's resources. */
import { nameTag, spokeGatewayName } from '../../terraform/names.ts';
import {
  accountRule,
  regionRule,
  vpcRule,
  type RegionFacts,
  type Rule,
  type VpcFacts,
} from '../rule.types.ts';

const longestName = 29;
const plainName = /^[a-zA-Z][0-9a-zA-Z-]*$/;

function nameOf({ vpc }: VpcFacts): string | undefined {
  const name = vpc.Tags?.find(({ Key }) => Key === 'Name')?.Value;
  return name === '' ? undefined : name;
}

/** Whether spoke gateways are named after their VPCs. */
function isGatewayName({ config: { config } }: VpcFacts): boolean {
  return !config.configure_gw_name && config.spoke_gw_name_format === 'VPC_NAME';
}

/** Where a name stands, for all VPCs of an account. */
function namesOf(regions: readonly RegionFacts[]): ReadonlyMap<string, readonly string[]> {
  const places = new Map<string, string[]>();
  for (const { seen } of regions) {
    for (const [vpc, name] of Object.entries(seen.vpcNames)) {
      const known = places.get(name) ?? [];
      places.set(name, known);
      known.push(`${seen.region}/${vpc}`);
    }
  }
  return places;
}

/** What its spoke gateway is to be called; undefined where nothing says. */
function gatewayName({ config, region, vpc, asked }: VpcFacts): string | undefined {
  return spokeGatewayName(config, { region: region.region, name: nameTag(vpc.Tags), settings: asked });
}

export const nameRules = {
  'VPC-NAME-MISSING': vpcRule({
    severity: 'warning',
    letter: 'b',
    when: 'a VPC has no tag Name',
    help: 'Give it one: people find it by it, and gateways may be named after it.',
    find: (facts) =>
      nameOf(facts) === undefined
        ? [
            {
              subject: facts.id,
              log: `Missing VPC name in ${facts.region.region}/${facts.id}`,
              text: `${facts.id} has no name.`,
            },
          ]
        : [],
  }),
  'VPC-NAME-INVALID': vpcRule({
    severity: 'warning',
    when: 'the name of a VPC does not begin with a letter, or has other characters than letters, digits and hyphens',
    help: 'Rename the VPC, or name its gateway with spoke_gw_name.',
    find: (facts) => {
      const name = nameOf(facts);
      return name === undefined || plainName.test(name)
        ? []
        : [
            {
              subject: facts.id,
              also: [name],
              log: `VPC name ${name} must start with a letter and can only contain alphamumeric characters and hypen (-).`,
              text: `${facts.id} is named ${JSON.stringify(name)}, which no gateway can be named after.`,
            },
          ];
    },
  }),
  'VPC-NAME-LONG': vpcRule({
    severity: 'warning',
    letter: 'j',
    when: 'the name of a VPC has more than 29 characters',
    help: 'Shorten it. Where gateways are named after VPCs, Terraform would be refused.',
    find: (facts) => {
      const name = nameOf(facts);
      return name === undefined || name.length <= longestName
        ? []
        : [
            {
              subject: facts.id,
              also: [name],
              log: `VPC name ${name} > ${longestName} chars, in ${facts.region.region}/${facts.id}`,
              text: `${facts.id} has a name of ${name.length} characters, ${name}${isGatewayName(facts) ? ', which its gateway is to be named after' : ''}.`,
            },
          ];
    },
  }),
  'VPC-NAME-DUPLICATE': accountRule({
    severity: 'warning',
    letter: 'm',
    when: 'several VPCs of an account have the same name',
    help: 'Rename all but one: the controller knows VPCs by name, and gateways may be named after them.',
    find: (regions) => {
      const names = [...namesOf(regions)].filter(([, places]) => places.length > 1);
      return names.map(([name, places]) => ({
        subject: name,
        also: places.map((place) => place.replace(/^.*\//, '')),
        log: [
          `duplicate VPC name ${name} ${places.length} times:`,
          ...places.map((place) => `  ${place}`),
        ].join('\n'),
        text: `${places.length} VPCs are named ${name}: ${places.join(', ')}.`,
      }));
    },
  }),
  'VPC-GATEWAY-NAME-DUPLICATE': regionRule({
    severity: 'error',
    when: 'the spoke gateways of two VPCs of discovery.yaml would have the same name',
    help: 'Give each spoke_gw_name once, or rename a VPC that its gateway is named after: the controller has one gateway of a name, whatever its account.',
    find: ({ vpcs, everyVpc }) => {
      const named = byGatewayName(everyVpc);
      return vpcs.flatMap((facts) => {
        const name = gatewayName(facts);
        const sharing = name === undefined ? [] : (named.get(name) ?? []);
        return sharing.slice(sharing.findIndex(({ id }) => id === facts.id) + 1).map((other) => ({
          subject: name ?? '',
          also: [facts.id, other.id],
          log: `spoke gateway name ${name ?? ''} of ${placeOf(facts)} and of ${placeOf(other)}`,
          text: `The spoke gateways of ${placeOf(facts)} and of ${placeOf(other)} would both be named ${name ?? ''}.`,
        }));
      });
    },
  }),
} satisfies Readonly<Record<string, Rule>>;

function byGatewayName(vpcs: readonly VpcFacts[]): ReadonlyMap<string, readonly VpcFacts[]> {
  const named = new Map<string, VpcFacts[]>();
  for (const facts of vpcs) {
    const name = gatewayName(facts);
    if (name === undefined) continue;
    const known = named.get(name) ?? [];
    named.set(name, known);
    known.push(facts);
  }
  return named;
}

function placeOf({ region, id }: VpcFacts): string {
  return `${region.region}/${id}`;
}
