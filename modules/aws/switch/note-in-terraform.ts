import { join } from 'node:path';
import type { TaskContext } from '../../../engine/module.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';
import { originalOf } from '../discovery/copy/original.ts';
import { subnetIdOf } from '../discovery/copy/subnets.ts';
import type { SwitchedVpc } from '../terraform/associations.ts';
import { writeAssociations } from '../terraform/write/write-terraform.ts';
import { discoveryFileOf } from '../discovery/file-name.ts';
import type { Routing } from './gather-routing.ts';
import type { SwitchState } from './journal/fold-switch.ts';

/**
 * Tells Terraform which associations the switches of an account have moved, as the journals say. What is not on this
 * machine is left alone: accounts without a folder. The result is how many files differ; in check mode none is written.
 */
export async function noteInTerraform(
  routing: Routing,
  states: ReadonlyMap<string, SwitchState>,
  context: Pick<TaskContext, 'controller' | 'variable' | 'warn'>,
  checkMode: boolean,
): Promise<number> {
  const { config } = routing;
  const { files } = context.controller;
  let changed = 0;
  for (const { account_id } of config.account_info) {
    const vpcs = switchedVpcs(account_id, routing, states);
    const folder = join(config.terraform.terraform_output, account_id);
    if (vpcs.length === 0 || (await files.status(folder)) === undefined) continue;
    const work = { config, file: discoveryFileOf(context), files, checkMode };
    const { changes, warnings } = await writeAssociations(account_id, vpcs, work);
    for (const warning of checkMode ? [] : warnings) context.warn(warning);
    changed += changes.length;
  }
  return changed;
}

/** All VPCs of an account: those that discovery.yaml names, and those that were found where it names none. */
function switchedVpcs(
  account: string,
  { config, views }: Routing,
  states: ReadonlyMap<string, SwitchState>,
): readonly SwitchedVpc[] {
  const named = namedOf(config, account);
  const found = views
    .filter((view) => view.account.account_id === account && !named.some(({ vpc }) => vpc === view.id))
    .map((view) => ({ vpc: view.id, region: view.region.region }));
  const originals = new Map(
    views.flatMap(({ routeTables }) =>
      routeTables.map((table) => [table.RouteTableId ?? '', originalOf(table)] as const),
    ),
  );
  const subnets = new Map(views.map(({ id, subnets: there }) => [id, new Set(there.map(subnetIdOf))]));
  return [...named, ...found].map(({ vpc, region }) => ({
    vpc,
    region,
    // Terraform can import no association of a subnet that is not there any more.
    associations: movedBy(states.get(vpc), originals).filter(
      ({ subnet }) => subnet === undefined || subnets.get(vpc)?.has(subnet) !== false,
    ),
  }));
}

function namedOf({ account_info }: Discovery, account: string) {
  return account_info
    .filter(({ account_id }) => account_id === account)
    .flatMap(({ regions }) =>
      regions.flatMap(({ region, vpcs }) => vpcs.map(({ vpc_id }) => ({ vpc: vpc_id, region }))),
    );
}

function movedBy(
  state: SwitchState | undefined,
  originals: ReadonlyMap<string, string | undefined>,
): SwitchedVpc['associations'] {
  if (state?.phase === 'reverted') return [];
  return (state?.operations ?? [])
    .filter(({ operation, status }) => operation.kind === 'association' && status === 'done')
    .flatMap(({ operation: { before, after, target } }) => {
      // Boundary: the states of an association, as its plan made them.
      const table = (after as { readonly routeTable: string }).routeTable;
      const was = (before as { readonly routeTable: string | null }).routeTable;
      const original = was ?? originals.get(table);
      const subnet = target['subnet'];
      if (original === undefined) return [];
      return [{ table, original, ...(typeof subnet === 'string' ? { subnet } : {}) }];
    });
}
