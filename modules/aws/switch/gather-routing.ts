import type { TaskContext } from '../../../engine/module.ts';
import type { Aws } from '../api/aws.types.ts';
import { openAws } from '../api/open-aws.ts';
import type { Controller } from '../controller/controller.types.ts';
import { openController } from '../controller/open-controller.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';
import { discoveryOf } from '../discovery/from-variables.ts';
import type { VpcView } from '../discovery/view/view.types.ts';
import { vpcViews } from '../discovery/view/views.ts';
import { digestOf, gatherSnapshot } from '../snapshot/gather-snapshot.ts';
import { nameTag, spokeGatewayName } from '../terraform/names.ts';
import { choose, namedVpcs, narrowed, refuseUnknown } from './choose-vpcs.ts';
import { holdsFor, type Holds } from './hold.ts';
import { foldSwitch, noSwitch, type SwitchState } from './journal/fold-switch.ts';
import { readVpcLines, type LinesPlace } from './journal/vpc-lines.ts';
import { placesOf } from './places-of.ts';
import type { Facts } from './rows/present-in-facts.ts';

export interface Connected {
  readonly config: Discovery;
  readonly aws: Aws;
  readonly controller: () => Promise<Controller>;
  readonly holds: Holds;
}

/** The clients of a task that works on VPCs, and their locks: nobody else on this machine may write to them now. */
export async function connectRouting(
  asked: readonly string[] | undefined,
  context: TaskContext,
): Promise<Connected> {
  const config = discoveryOf(context);
  const aws = await openAws(context);
  for (const vpc of namedVpcs(narrowed(config, asked))) await claim(vpc, context);
  return {
    config,
    aws,
    controller: () => openController(context, config, aws),
    holds: await holdsFor(config, aws, context),
  };
}

/** What is there, and what the journals say of it. */
export interface Routing {
  readonly config: Discovery;
  /** `sha256:…` of the whole discovery.yaml. */
  readonly digest: string;
  readonly views: readonly VpcView[];
  readonly facts: Facts;
  /** By the ids of VPCs. */
  readonly states: ReadonlyMap<string, SwitchState>;
}

export async function gatherRouting(
  asked: readonly string[] | undefined,
  { config, aws, controller, holds }: Connected,
  context: TaskContext,
): Promise<Routing> {
  const chosen = narrowed(config, asked);
  const { signal } = context;
  const [snapshot, gateways] = await Promise.all([
    gatherSnapshot(aws, chosen, {
      signal,
      warn: (message) => {
        context.warn(message);
      },
    }),
    controller().then((one) => one.spokeGateways(signal)),
  ]);
  const views = choose(vpcViews(snapshot, chosen), asked);
  refuseUnknown(
    asked,
    views.map(({ id }) => id),
  );
  for (const { id } of views) await claim(id, context);
  const places = placesOfRouting({ config, views });
  const { regions, transits } = snapshot;
  return {
    config,
    digest: digestOf(config),
    views,
    facts: { regions, transits, gateways },
    states: await readStates(places, holds, context),
  };
}

/** Where the VPCs stand, as their journals say now. */
export async function readStates(
  places: readonly LinesPlace[],
  holds: Holds,
  { state }: Pick<TaskContext, 'state'>,
): Promise<ReadonlyMap<string, SwitchState>> {
  const read = places.map(async (place) => {
    const remote = await holds.lines(place);
    const lines = await readVpcLines(place, { state, ...(remote === undefined ? {} : { remote }) });
    return [place.vpc, foldSwitch(lines)] as const;
  });
  return new Map(await Promise.all(read));
}

/** Those that are looked at, and the others of discovery.yaml: Terraform's files tell of all of an account. */
export function placesOfRouting({ config, views }: Pick<Routing, 'config' | 'views'>): readonly LinesPlace[] {
  const found = views.map(({ id, account }) => ({ account: account.account_id, vpc: id }));
  return placesOf(config, found);
}

export function stateOf({ states }: Routing, vpc: string): SwitchState {
  return states.get(vpc) ?? noSwitch;
}

/** What the spoke gateway of a VPC is called. */
export function gatewayNameOf({ config }: Routing, { region, vpc, asked }: VpcView): string | undefined {
  return spokeGatewayName(config, { region: region.region, name: nameTag(vpc.Tags), settings: asked });
}

/** Ids of VPCs are no two accounts' or regions'. */
function claim(vpc: string, { journal }: TaskContext): Promise<void> {
  return journal.claim({ cloud: 'aws', project: vpc });
}
