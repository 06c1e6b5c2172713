/** Discovery of 200 VPCs with 20 route tables each, at an endpoint with 30 ms of latency: `npm run bench:vpc`. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repeat, runProgram, timeText } from './measure.ts';
import { writeTable, type Row } from './table.ts';
import { openEndpoint, type Call } from './vpc/endpoint.ts';
import { ACCOUNT, gatewayCidr, HUB, REGION, TABLES, TRANSIT, vpcId, VPCS } from './vpc/estate.ts';

const root = join(import.meta.dirname, '..');
const drover = [process.execPath, join(root, 'dist', 'engine', 'cli', 'main.js')] as const;
const latencyMs = 30;
/** Calls a second, account and region: what drover keeps to unless told otherwise. */
const rate = 20;
const mostMiB = 300;

const endpoint = await openEndpoint(latencyMs);
try {
  writeTable('vpc', [await measure()]);
} finally {
  await endpoint.close();
}

async function measure(): Promise<Row> {
  const readings: number[] = [];
  let calls: readonly Call[] = [];
  const { spread, peakMiB } = await repeat(3, async () => {
    const folder = await mkdtemp(join(tmpdir(), 'drover-bench-'));
    try {
      endpoint.calls.length = 0;
      const outcome = await discover(folder);
      calls = [...endpoint.calls];
      readings.push(
        Math.max(...calls.map(({ ended }) => ended)) - Math.min(...calls.map(({ began }) => began)),
      );
      return outcome;
    } finally {
      await rm(folder, { recursive: true });
    }
  });
  const reading = readings.toSorted((one, other) => one - other)[1] ?? 0;
  const ideal = idealMs(calls);
  const ratio = reading / ideal;
  if (peakMiB > mostMiB) process.stderr.write(`More memory than ${mostMiB} MiB: ${peakMiB}.\n`);
  if (ratio > 1.3) process.stderr.write(`More than 1.3 times of the ideal: ${ratio.toFixed(2)}.\n`);
  return {
    what: `discovery of ${VPCS} VPCs with ${TABLES} route tables each, ${latencyMs} ms a call, ${rate} calls a second: ${calls.length} calls, ${byAction(calls)}`,
    drover: `reading ${timeText(reading)}, ${ratio.toFixed(2)} times the ideal; all with the report and Terraform files ${timeText(spread.median)} (${timeText(spread.best)} to ${timeText(spread.worst)}); ${peakMiB} MiB`,
    beside: `ideal: ${timeText(ideal)}`,
    target: `1.3 times the ideal, ${mostMiB} MiB`,
    command: 'npm run bench:vpc',
  };
}

function discover(folder: string) {
  const value = {
    terraform: {
      terraform_output: join(folder, 'terraform'),
      terraform_version: '>= 1.5',
      aviatrix_provider: '= 3.1.4',
      aws_provider: '~> 5.40',
    },
    aviatrix: { controller_ip: '192.0.2.1', controller_account: HUB },
    config: { configure_spoke_gw_hs: false },
    tgw: { tgw_account: HUB, tgw_role: 'reader', tgw_by_region: { [REGION]: TRANSIT } },
    account_info: [{ account_id: ACCOUNT, hpe: false, regions: [{ region: REGION, vpcs: vpcs() }] }],
  };
  const file = join(folder, 'discovery.yaml');
  const rateOf = JSON.stringify({ aws_rate_limit: rate });
  const run = [
    ...drover,
    'run',
    'playbooks/vpc_discovery.yml',
    '-e',
    `@${file}`,
    '-e',
    rateOf,
    '--output',
    'json',
  ] as const;
  return writeFile(file, JSON.stringify(value)).then(() =>
    runProgram([...run], {
      cwd: folder,
      environment: {
        AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
        AWS_ENDPOINT_URL: endpoint.url,
        XDG_STATE_HOME: join(folder, 'state'),
      },
    }),
  );
}

function vpcs() {
  return Array.from({ length: VPCS }, (_unused, vpc) => ({
    vpc_id: vpcId(vpc),
    avtx_cidr: gatewayCidr(vpc),
    spoke_gw_name: `spoke-${vpc}`,
    transit_gw_name: 'transit',
  }));
}

/**
 * What no client could do without: the calls of the busier account at the rate, of which a second's worth may go out at
 * once; before them the credentials; after them what the transit gateway's account is asked, lists first, then tables.
 */
function idealMs(calls: readonly Call[]): number {
  const ofVpcs = calls.filter(({ account }) => account === ACCOUNT).length;
  const atRate = (Math.max(0, ofVpcs - rate) / rate) * 1000;
  return atRate + 4 * latencyMs;
}

function counts(calls: readonly Call[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const { action } of calls) found.set(action, (found.get(action) ?? 0) + 1);
  return found;
}

function byAction(calls: readonly Call[]): string {
  const several = [...counts(calls)]
    .filter(([, count]) => count > 1)
    .toSorted(([, one], [, other]) => other - one);
  return several.map(([action, count]) => `${action} ${count}`).join(', ');
}
