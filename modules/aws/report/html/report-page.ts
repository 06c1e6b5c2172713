/** The report as one HTML file: alerts, and each VPC with its routing before and after. No script, nothing from elsewhere. */
import { escapeMarkup as escape } from '../../../../engine/text/escape-markup.ts';
import { cidrsOfVpc, ipv6CidrsOfVpc } from '../../discovery/copy/advertised.ts';
import type { TableCopy } from '../../discovery/copy/copy.types.ts';
import { wordsOf } from '../../rules/routes-of.ts';
import type { Alert, RegionFacts, VpcFacts } from '../../rules/rule.types.ts';
import { countText } from '../alert-table.ts';
import { drawTopology } from '../svg/draw-topology.ts';
import { topologyAfter, topologyBefore } from '../svg/topology-of.ts';
import { style } from './style.ts';

export function reportPage(
  regions: readonly RegionFacts[],
  alerts: readonly Alert[],
  suppressed: readonly Alert[],
): string {
  const vpcs = regions.reduce((sum, region) => sum + region.vpcs.length, 0);
  const hidden = suppressed.length === 0 ? '' : ` ${suppressed.length} more are suppressed.`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>VPC discovery</title>
<style>${style}</style>
</head>
<body>
<h1>VPC discovery</h1>
<p>${vpcs} VPC${vpcs === 1 ? '' : 's'} in ${regions.length} region${regions.length === 1 ? '' : 's'}: ${escape(countText(alerts))}.${hidden}</p>
${regions.map((region) => regionPart(region, alerts)).join('\n')}
</body>
</html>
`;
}

function regionPart(region: RegionFacts, alerts: readonly Alert[]): string {
  const { account, region: own } = region;
  const here = alerts.filter(
    (one) => one.account === account.account_id && (one.region === undefined || one.region === own.region),
  );
  return [
    `<h2>${escape(account.account_name)} <span class="soft">${escape(account.account_id)}, ${escape(own.region)}</span></h2>`,
    alertPart(here.filter(({ vpc }) => vpc === undefined)),
    ...region.vpcs.map((vpc) =>
      vpcPart(
        vpc,
        here.filter((one) => one.vpc === vpc.id),
      ),
    ),
  ].join('\n');
}

function vpcPart(facts: VpcFacts, alerts: readonly Alert[]): string {
  const name = facts.vpc.Tags?.find(({ Key }) => Key === 'Name')?.Value;
  const cidrs = [...cidrsOfVpc(facts.vpc), ...ipv6CidrsOfVpc(facts.vpc)].join(', ');
  return [
    `<section id="${escape(facts.id)}">`,
    `<h3>${name === undefined ? '' : `${escape(name)} `}<code>${escape(facts.id)}</code></h3>`,
    `<p class="soft">${escape(cidrs)}; zones of the gateways: ${escape(facts.copy.zones.join(', ') || 'none')}</p>`,
    alertPart(alerts),
    drawing('Before', drawTopology(topologyBefore(facts))),
    drawing('After', drawTopology(topologyAfter(facts))),
    `<details><summary>Routes</summary><div class="scroll">${routeTable(facts.copy.tables)}</div></details>`,
    '</section>',
  ].join('\n');
}

function drawing(title: string, svg: string): string {
  return `<details open><summary>${title}</summary><div class="scroll">${svg}</div></details>`;
}

function alertPart(alerts: readonly Alert[]): string {
  if (alerts.length === 0) return '';
  const rows = alerts.map(
    ({ severity, code, text, help }) =>
      `<tr><td class="${severity}">${severity}</td><td><code>${escape(code)}</code></td><td>${escape(text)}</td><td class="help">${escape(help)}</td></tr>`,
  );
  return `<table><thead><tr><th>severity</th><th>code</th><th>alert</th><th>what to do</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}

function routeTable(tables: readonly TableCopy[]): string {
  const rows = tables.flatMap((table) =>
    table.routes.map(({ destination, nextHop, reason }) => {
      const fate =
        table.reason !== undefined
          ? `table stays: ${table.reason}`
          : reason === undefined
            ? 'copied'
            : `not copied: ${reason}`;
      const cells = [table.id, destination.text, nextHop.id, wordsOf(nextHop.kind), fate];
      return `<tr>${cells.map((cell) => `<td>${escape(cell)}</td>`).join('')}</tr>`;
    }),
  );
  return `<table><thead><tr><th>table</th><th>destination</th><th>next hop</th><th>kind</th><th>copy</th></tr></thead><tbody>\n${rows.join('\n')}\n</tbody></table>`;
}
