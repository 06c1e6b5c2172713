/** VPCs on the bed whose copies are built, a controller with their gateways, and drover to switch them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAws, type OpenedAws } from '../../../../modules/aws/api/open-aws.ts';
import { checkDiscovery } from '../../../../modules/aws/discovery/config/check-discovery.ts';
import type { Discovery } from '../../../../modules/aws/discovery/config/discovery.types.ts';
import { gatherSnapshot } from '../../../../modules/aws/snapshot/gather-snapshot.ts';
import { bringUpAws, type AwsBed } from '../../../beds/aws/aws.ts';
import { buildCopies } from '../../../beds/aws/estate/build-copies.ts';
import { buildEstate } from '../../../beds/aws/estate/build-estate.ts';
import { discoveryOf } from '../../../beds/aws/estate/discovery-of.ts';
import type { BuiltVpc, Estate } from '../../../beds/aws/estate/estate.types.ts';
import { buildCommand, type BuiltCommand, type Ended } from '../../../cli/built.ts';
import { openLoopbackController, type LoopbackController } from '../../../clouds/controller/controller.ts';

export interface GroundOptions {
  /** The names of shapes; all by default. */
  readonly shapes?: readonly string[];
  /** Further sections of the discovery.yaml. */
  readonly sections?: Readonly<Record<string, unknown>>;
  readonly account?: Readonly<Record<string, unknown>>;
}

export interface SwitchGround {
  readonly bed: AwsBed;
  readonly aws: OpenedAws;
  readonly controller: LoopbackController;
  readonly estate: Estate;
  readonly config: Discovery;
  /** With the discovery.yaml and the Terraform output in it. */
  readonly folder: string;
  vpc(shape: string): BuiltVpc;
  /** Runs drover with `-e @discovery.yaml` and a data directory of this name. */
  drover(args: readonly string[], options?: DroverOptions): Promise<Ended>;
  close(): Promise<void>;
}

export interface DroverOptions {
  /** The name of the data directory. */
  readonly data?: string;
  readonly environment?: Readonly<Record<string, string>>;
  readonly variables?: Readonly<Record<string, unknown>>;
}

export async function openGround({ shapes, sections, account }: GroundOptions = {}): Promise<SwitchGround> {
  const bed = bringUpAws();
  await bed.reset();
  const folder = mkdtempSync(join(tmpdir(), 'drover-switch-'));
  const aws = await createAws({ environment: bed.environment, rateLimit: 200, externalIds: {} });
  const controller = await openLoopbackController();
  const command = buildCommand();
  const estate = await buildEstate(aws, shapes);
  const output = join(folder, 'terraform');
  mkdirSync(output);
  const value = discoveryOf(estate, {
    output,
    ...(account === undefined ? {} : { account }),
    sections: { switch_traffic: { delete_tgw_route_delay: 0 }, ...sections },
  });
  const { config, findings } = checkDiscovery(value);
  if (config === undefined) throw new Error(findings.map(({ detail }) => detail).join('\n'));
  writeFileSync(join(folder, 'discovery.yaml'), JSON.stringify(value));
  await buildCopies(aws, await gatherSnapshot(aws, config, { warn: () => undefined }), config);
  for (const { vpc, shape } of estate.vpcs) addGateways(controller, vpc, shape);
  return {
    bed,
    aws,
    controller,
    estate,
    config,
    folder,
    vpc: (name) => {
      const found = estate.vpcs.find(({ shape }) => shape.name === name);
      if (found === undefined) throw new Error(`There is no VPC ${name}.`);
      return found;
    },
    drover: (args, options = {}) => droverOn({ bed, controller, folder, command }, args, options),
    close: async () => {
      await aws.close();
      await controller.close();
      command.remove();
      rmSync(folder, { recursive: true });
    },
  };
}

/** A spoke and its standby, which advertise their own CIDR, as Terraform leaves them. */
function addGateways(controller: LoopbackController, vpcId: string, shape: BuiltVpc['shape']): void {
  const name = `${shape.name}-spoke`;
  const common = {
    vpcId,
    region: shape.region,
    account: `aws-${shape.account}`,
    isUp: true,
    notReady: 0,
  };
  controller.state.gateways.push(
    { ...common, name, advertised: [shape.gateways] },
    { ...common, name: `${name}-hagw`, standbyOf: name, advertised: [] },
  );
}

interface Running {
  readonly bed: AwsBed;
  readonly controller: LoopbackController;
  readonly folder: string;
  readonly command: BuiltCommand;
}

function droverOn(
  { bed, controller, folder, command }: Running,
  [verb = '', ...rest]: readonly string[],
  { data = 'data', environment = {}, variables = {} }: DroverOptions,
): Promise<Ended> {
  const given = { ...controller.variables, aws_rate_limit: 200, ...variables };
  const args = [verb, ...rest, '-e', '@discovery.yaml', '-e', JSON.stringify(given), '--data-dir', data];
  return command.run(args, {
    cwd: folder,
    environment: {
      ...bed.environment,
      XDG_STATE_HOME: join(folder, 'state'),
      HOME: folder,
      ...environment,
    },
  });
}

/** All that a run said, for the message of an assertion. */
export const said = ({ stdout, stderr }: Ended): string => `${stdout}\n${stderr}`.slice(-6000);
