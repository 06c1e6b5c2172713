/** A discovery as the kit's dm.log has it: headings of accounts, regions and VPCs, sections, details, alerts. */
import { cidrsOfVpc } from '../../discovery/copy/advertised.ts';
import type { RouteCopy, TableCopy } from '../../discovery/copy/copy.types.ts';
import { wordsOf } from '../../rules/routes-of.ts';
import type { Alert, RegionFacts, VpcFacts } from '../../rules/rule.types.ts';
import { addressUse } from '../../rules/table/capacity.ts';
import { sectionOf, type Section } from '../sections.ts';
import type { LogLine } from './log.types.ts';

const width = 45;

/** All lines of a run, its banner first. `command`: what was run. */
export function logLines(
  command: string,
  regions: readonly RegionFacts[],
  alerts: readonly Alert[],
): readonly LogLine[] {
  return [
    ...heading('#', [command]),
    ...regions.flatMap((region, index) => {
      const { account_id: account, role_name } = region.account;
      const isFirst = regions.findIndex((one) => one.account.account_id === account) === index;
      return [...(isFirst ? ofAccount(account, role_name, alerts) : []), ...ofRegion(region, alerts)];
    }),
  ];
}

function ofAccount(account: string, role: string, alerts: readonly Alert[]): readonly LogLine[] {
  const own = alerts.filter((one) => one.account === account && one.region === undefined);
  return [
    ...heading('+', [`    Account ID :  ${account}`, `    Role       :  ${role}`]),
    ...section('Check VPC for duplicate name', [], own),
  ];
}

function ofRegion(facts: RegionFacts, alerts: readonly Alert[]): readonly LogLine[] {
  const { region, account, seen, wantedTransit, transit } = facts;
  const own = alerts.filter(
    (one) => one.account === account.account_id && one.region === region.region && one.vpc === undefined,
  );
  const of = (...sections: readonly Section[]) =>
    own.filter(({ code }) => sections.includes(sectionOf(code)));
  const { limit, used, required } = addressUse(facts);
  const transitTables = transit?.routeTables.map(({ table }) => table.TransitGatewayRouteTableId ?? '') ?? [];
  return [
    ...heading('=', [`    Region     :  ${region.region}`]),
    ...section(
      'Check EIP usage',
      [`EIP limit:    ${limit ?? 'unknown'}`, `EIP in use:   ${used}`, `EIP required: ${required}`],
      of('capacity'),
    ),
    ...section(
      'Discover TGW',
      wantedTransit === undefined ? [] : [wantedTransit, ...transitTables.map((table) => `  ${table}`)],
      of('transit'),
    ),
    ...section(
      'Discover VGW',
      seen.vpnGateways.map(({ VpnGatewayId: id = '' }) => id),
      of('ways'),
    ),
    ...section(
      'Check VPC CIDRs',
      seen.vpcs.map((vpc) => `${vpc.VpcId ?? ''} ${cidrsOfVpc(vpc).join(' ')}`),
      of('cidrs', 'names', 'tables', 'routes'),
    ),
    ...facts.vpcs.flatMap((vpc) =>
      ofVpc(
        vpc,
        alerts.filter(
          (one) => one.vpc === vpc.id && one.account === account.account_id && one.region === region.region,
        ),
      ),
    ),
  ];
}

function ofVpc(facts: VpcFacts, alerts: readonly Alert[]): readonly LogLine[] {
  const of = (...sections: readonly Section[]) =>
    alerts.filter(({ code }) => sections.includes(sectionOf(code)));
  const name = facts.vpc.Tags?.find(({ Key }) => Key === 'Name')?.Value ?? '';
  const ids = (list: readonly (string | undefined)[]) => list.map((id) => id ?? '');
  return [
    ...heading('-', [
      `    Vpc Name : ${name}`,
      `    Vpc ID   : ${facts.id}`,
      `    CIDRs    : [${cidrsOfVpc(facts.vpc)
        .map((cidr) => `'${cidr}'`)
        .join(', ')}]`,
    ]),
    ...section('Check VPC name', [], of('names')),
    ...section(
      'Discover gateways',
      [
        ...ids(facts.internetGateways.map(({ InternetGatewayId }) => InternetGatewayId)),
        ...ids(facts.natGateways.map(({ NatGatewayId }) => NatGatewayId)),
        ...ids(facts.vpnGateways.map(({ VpnGatewayId }) => VpnGatewayId)),
        ...ids(facts.vpcEndpoints.map(({ VpcEndpointId }) => VpcEndpointId)),
        ...ids(facts.attachments.map(({ TransitGatewayAttachmentId }) => TransitGatewayAttachmentId)),
      ],
      of('ways', 'transit', 'capacity'),
    ),
    ...section('Check VPC CIDRs', cidrsOfVpc(facts.vpc), of('cidrs')),
    ...section('Discover route table(s)', facts.copy.tables.flatMap(tableDetails), of('tables', 'routes')),
    ...section(
      'Discover subnets',
      facts.copy.subnets.map(
        ({ id, subnet, table, isPublic }) =>
          `${id} ${subnet.CidrBlock ?? ''} ${subnet.AvailabilityZone ?? ''} ${isPublic ? 'public' : 'private'} ${table}`,
      ),
      [],
    ),
    ...section('Select availability zones', facts.copy.zones, []),
  ];
}

function tableDetails({ id, isMain, isPublic, isManaged, reason, routes }: TableCopy): readonly string[] {
  const words = [
    isPublic ? 'Public' : 'Private',
    ...(isMain ? ['Main'] : []),
    reason === undefined ? `ctrl_managed=${isManaged ? 'True' : 'False'}` : `skipped: ${reason}`,
  ];
  return [`${id} (${words.join(', ')})`, ...routes.map((route) => `  ${routeDetail(route)}`)];
}

function routeDetail({ destination, nextHop, reason }: RouteCopy): string {
  const end = reason === undefined ? 'copied' : `not copied: ${reason}`;
  return `${destination.text} to ${nextHop.kind === 'local' ? 'local' : `${nextHop.id} (${wordsOf(nextHop.kind)})`} - ${end}`;
}

/** A line of `mark`, the texts between empty lines, the same line again. */
function heading(mark: string, texts: readonly string[]): readonly LogLine[] {
  const rule = mark.repeat(width);
  // Regions and VPCs come after sections, which have no empty line at their end.
  const before = mark === '=' || mark === '-' ? [''] : [];
  return [...before, rule, '', ...texts, '', rule, ''].map((text) => ({ text, isAlert: true }));
}

function section(title: string, details: readonly string[], alerts: readonly Alert[]): readonly LogLine[] {
  return [
    { text: `- ${title}`, isAlert: false },
    ...details.map((text) => ({ text: `  ${text}`, isAlert: false })),
    ...alerts.flatMap(({ log }) => {
      const [first = '', ...more] = log.split('\n');
      return [`  **Alert** ${first}`, ...more.map((line) => `  ${line}`)].map((text) => ({
        text,
        isAlert: true,
      }));
    }),
  ];
}
