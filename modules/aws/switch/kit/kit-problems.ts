import type { VpcView } from '../../discovery/view/view.types.ts';
import type { Operation } from '../operation.types.ts';
import type { PlanProblem } from '../plan/plan.types.ts';
import type { Facts } from '../rows/present-in-facts.ts';
import { isAbout, type KitFile } from './kit-file.ts';

/**
 * Why what the kit has switched can be neither taken over nor taken back as a whole. The file is the only record of it:
 * what is left out here would be lost.
 */
export function kitProblems(
  file: KitFile,
  view: VpcView,
  facts: Facts,
  gateway: string | undefined,
  operations: readonly Operation[],
): readonly PlanProblem[] {
  const gaps = isAbout(file, view.id, gateway) ? gapProblems(file, view) : [];
  if (gaps.length > 0) return gaps;
  return [
    ...lostPropagations(file, view, operations),
    ...lostAdvertisements(file, view, facts, gateway, operations),
  ];
}

const ofTables = ['DescribeTransitGateways', 'DescribeTransitGatewayRouteTables'];

/** By what the file says of the VPC: what has to be seen. Associations it leaves to the copies, always. */
function neededFor({ statics, propagations }: KitFile, { id }: VpcView): readonly string[] {
  const hasStatics = statics.some(({ vpc }) => vpc === id);
  const hasPropagations = propagations.some(({ vpc, tables }) => vpc === id && tables.length > 0);
  return [
    'DescribeRouteTables',
    ...(hasStatics ? [...ofTables, 'SearchTransitGatewayRoutes'] : []),
    ...(hasPropagations
      ? [...ofTables, 'DescribeTransitGatewayVpcAttachments', 'GetTransitGatewayRouteTablePropagations']
      : []),
  ];
}

function gapProblems(file: KitFile, view: VpcView): readonly PlanProblem[] {
  const needed = new Set(neededFor(file, view));
  const gaps = new Map(view.seen.gaps.map((gap) => [gap.action, gap]));
  return [...gaps.values()]
    .filter(({ action }) => needed.has(action))
    .map(({ action, message }) => ({
      vpc: view.id,
      detail: `${view.id}: ${action} gave no answer: ${message}`,
      help: `What the kit has switched has to be seen first (${file.path}): let the role make this call.`,
    }));
}

function lostPropagations(
  { propagations, path }: KitFile,
  { id }: VpcView,
  operations: readonly Operation[],
): readonly PlanProblem[] {
  const seen = new Set(
    operations.filter(({ kind }) => kind === 'propagation').map(({ target }) => target['table']),
  );
  const tables = new Set(propagations.filter(({ vpc }) => vpc === id).flatMap((one) => one.tables));
  return [...tables]
    .filter((table) => !seen.has(table))
    .map((table) => ({
      vpc: id,
      detail: `${id}: by ${path} it propagated to ${table}, and no attachment of it to the transit gateway of this table is seen.`,
      help: 'Name the transit gateway in tgw.tgw_by_region of the discovery.yaml, with an account and role that may read it. Where the table or the attachment is gone for good, keep a copy of revert.json and take this entry out of it.',
    }));
}

/** Entries have names of gateways only: those that are called as the VPC's, and those that are in it. */
function lostAdvertisements(
  { advertised, path }: KitFile,
  { id }: VpcView,
  { gateways }: Facts,
  gateway: string | undefined,
  operations: readonly Operation[],
): readonly PlanProblem[] {
  const seen = new Set(
    operations.filter(({ kind }) => kind === 'advertisement').map(({ target }) => target['gateway']),
  );
  const inVpc = new Set(gateways.filter(({ vpcId }) => vpcId === id).map(({ name }) => name));
  return Object.keys(advertised)
    .filter((name) => (name === gateway || inVpc.has(name)) && !seen.has(name))
    .map((name) => ({
      vpc: id,
      detail: inVpc.has(name)
        ? `${id}: ${path} has what ${name} advertised, which is in it and is not its spoke gateway by the discovery.yaml (${gateway ?? 'none'}).`
        : `${id}: ${path} has what ${name} advertised, and the controller lists no such spoke gateway.`,
      help: inVpc.has(name)
        ? 'Name it as the spoke_gw_name of the VPC in the discovery.yaml.'
        : 'See that the controller is the one that the kit has worked with. Where the gateway is gone for good, keep a copy of revert.json and take this entry out of it.',
    }));
}
