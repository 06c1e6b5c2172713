import type { ModuleResult, TaskContext } from '../../../../engine/module.ts';
import type { Infer } from '../../../../engine/schema/types.ts';
import type { Aws } from '../../api/aws.types.ts';
import { openAws } from '../../api/open-aws.ts';
import { alertTable, countAlerts, countText } from '../../report/alert-table.ts';
import { asData } from '../../report/summary.ts';
import { factsOf, findAlerts } from '../../rules/find-alerts.ts';
import type { RegionFacts } from '../../rules/rule.types.ts';
import { readSuppressions, sift, type Suppression } from '../../rules/suppress.ts';
import { gatherSnapshot } from '../../snapshot/gather-snapshot.ts';
import type { Discovery } from '../config/discovery.types.ts';
import { discoveryOf } from '../from-variables.ts';
import { backUp } from './back-up.ts';
import type { discoveryArguments } from './discovery-arguments.ts';
import {
  addToRecords,
  intoOutput,
  writeReportFiles,
  writeTerraformFiles,
  type Discovered,
} from './write-outputs.ts';

type Args = Infer<{ type: 'object'; properties: typeof discoveryArguments }>;

export async function discoverVpcs(args: Args, context: TaskContext): Promise<ModuleResult> {
  const suppressions = readSuppressions(args.suppress);
  const config = discoveryOf(context, { isInventory: args.discovery_only });
  if (context.variable('aws_vpcs') !== undefined)
    context.warn(
      'A discovery reads all VPCs of the discovery.yaml, whatever --vpc (aws_vpcs) names: files of an account tell of all of its VPCs.',
    );
  const aws = await openAws(context);
  const callsBefore = callsOf(aws);
  const found = await discover(aws, config, suppressions, context);
  const calls = callsOf(aws) - callsBefore;
  const changes = await intoOutput(config, async () => [
    ...(args.discovery_only ? [] : await writeTerraformFiles(found, args.tfvars_json, context)),
    ...(await writeReportFiles(found, context)),
  ]);
  const records = await addToRecords(found, args.data_dir ?? undefined, context);
  const backup = args.s3backup ? await backUp(aws, config, records, context) : [];
  const { alerts, suppressed } = found.sifted;
  const counts = { ...countAlerts(alerts), suppressed: suppressed.length, ...sizesOf(found.regions), calls };
  return {
    changed: changes.length > 0,
    msg: messageOf(found),
    alerts: alerts.map(asData),
    counts,
    table: alertTable(alerts),
    files: changes.map(({ path }) => path),
    backup,
    ...records,
    ...(context.diffMode ? { diff: changes.map(({ diff }) => diff) } : {}),
  };
}

/** Reads AWS, and looks at what was read. */
async function discover(
  aws: Aws,
  config: Discovery,
  suppressions: readonly Suppression[],
  context: TaskContext,
): Promise<Discovered> {
  const regions = config.account_info.reduce((sum, account) => sum + account.regions.length, 0);
  context.progress({ stage: 'read', note: counted(regions, 'region') });
  const snapshot = await gatherSnapshot(aws, config, {
    signal: context.signal,
    warn: (message) => {
      context.warn(message);
    },
  });
  const facts = factsOf(snapshot, config);
  const sifted = sift(findAlerts(facts), suppressions);
  for (const entry of sifted.unused)
    context.warn(`aws_suppress_alerts: ${entry} suppresses nothing: no such alert was raised.`);
  return { config, snapshot, regions: facts, sifted };
}

function messageOf({ regions, sifted: { alerts, suppressed } }: Discovered): string {
  const sizes = sizesOf(regions);
  const hidden = suppressed.length === 0 ? '' : `, ${suppressed.length} suppressed`;
  return `${counted(sizes.vpcs, 'VPC')} in ${counted(sizes.regions, 'region')}: ${countText(alerts)}${hidden}.`;
}

function sizesOf(regions: readonly RegionFacts[]) {
  const vpcs = regions.flatMap((region) => region.vpcs);
  const tables = vpcs.reduce((sum, { copy }) => sum + copy.tables.length, 0);
  return { regions: regions.length, vpcs: vpcs.length, tables };
}

function counted(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? '' : 's'}`;
}

function callsOf(aws: Aws): number {
  return [...aws.callsMade().values()].reduce((sum, count) => sum + count, 0);
}
