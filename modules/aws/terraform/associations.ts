import { allowsFrom } from './constraint.ts';
import { providerRef } from './account/account-files.ts';
import type { Discovery } from '../discovery/config/discovery.types.ts';
import { apart, block, code, set } from './hcl/build.ts';
import { quote } from './hcl/quote.ts';
import type { Block, Value } from './hcl/hcl.types.ts';
import { writeHcl } from './hcl/write-hcl.ts';
import { accountFile, vpcFile } from './layout.ts';
import type { TerraformFile } from './terraform.types.ts';
import type { Import } from './vpc/imported-resources.ts';
import { importBlocks, importScript, undoScript } from './vpc/import-blocks.ts';

/** A VPC of an account with the associations that its switch moved; none once it is reverted. */
export interface SwitchedVpc {
  readonly region: string;
  readonly vpc: string;
  readonly associations: readonly MovedAssociation[];
}

export interface MovedAssociation {
  /** Missing for that of the main table. */
  readonly subnet?: string;
  /** The copy. */
  readonly table: string;
  readonly original: string;
}

export interface AssociationsRequest {
  readonly account: string;
  /** All VPCs of the account that discovery.yaml names: the scripts are for all of them. */
  readonly vpcs: readonly SwitchedVpc[];
  readonly config: Discovery;
  /** The names of subnets in the state of Terraform, by id. */
  readonly subnets: ReadonlyMap<string, string>;
  /** Where the kit's undo script is kept. */
  readonly workFolder: string;
}

interface Resource extends Import {
  readonly block: Block;
  /** The association of a main table cannot be imported. */
  readonly isMain: boolean;
}

/**
 * What Terraform has to know of a switch, by path: the associations, that traffic is switched, and the scripts to import
 * them. Undefined is for a file that is not to be there: after a revert nothing of it is left.
 */
export function renderAssociations(
  request: AssociationsRequest,
): ReadonlyMap<string, TerraformFile | undefined> {
  const resources = new Map(request.vpcs.map((vpc) => [vpc, resourcesOf(vpc, request)]));
  const all = [...resources.values()].flat();
  const imports = all.filter(({ isMain }) => !isMain);
  return new Map([
    ...request.vpcs.flatMap((vpc) => filesOf(vpc, resources.get(vpc) ?? [], request)),
    [
      accountFile(request.account, 'terraform-import-associations.sh'),
      imports.length === 0 ? undefined : { text: importScript(imports) },
    ],
    // It stays after a revert: what was imported has to be forgotten then.
    ...(all.length === 0
      ? []
      : [
          [
            `${request.workFolder}/terraform-undo-import-associations.sh`,
            { text: undoScript(all.map(({ address }) => address)) },
          ] as const,
        ]),
  ]);
}

function filesOf(
  { region, vpc, associations }: SwitchedVpc,
  resources: readonly Resource[],
  { account, config }: AssociationsRequest,
): readonly (readonly [string, TerraformFile | undefined])[] {
  const place = { account, region, vpc };
  const isSwitched = associations.length > 0;
  const imports = resources.filter(({ isMain }) => !isMain);
  const hasBlocks = allowsFrom(config.terraform.terraform_version ?? '>= 1.5', [1, 5, 0]);
  const body = apart(
    ...resources.map((one) => one.block),
    ...(hasBlocks ? importBlocks(imports).filter(({ kind }) => kind === 'block') : []),
  );
  return [
    [vpcFile(place, '.associations.tf'), isSwitched ? { text: writeHcl(body) } : undefined],
    [
      vpcFile(place, '.switched.auto.tfvars'),
      isSwitched ? { text: writeHcl([set(`switch_traffic_${vpc}`, true)]) } : undefined,
    ],
  ];
}

function resourcesOf(switched: SwitchedVpc, request: AssociationsRequest): readonly Resource[] {
  return switched.associations.map((one) => resourceOf(one, switched, request));
}

function resourceOf(
  { subnet, table, original }: MovedAssociation,
  { region, vpc }: SwitchedVpc,
  { config, subnets }: AssociationsRequest,
): Resource {
  const isImporting = config.config.import_resources;
  const tableId: Value = isImporting
    ? code(`module.${vpc}.aws_route_table_aviatrix_managed[${quote(`org_${original}`)}].id`)
    : table;
  const provider = set('provider', code(providerRef(region)));
  if (subnet === undefined) {
    const name = `${vpc}_${table}`;
    const type = 'aws_main_route_table_association';
    return {
      address: `${type}.${name}`,
      id: name,
      isMain: true,
      block: block('resource', [type, name], set('vpc_id', vpc), set('route_table_id', tableId), provider),
    };
  }
  const name = `${subnet}_${table}`;
  const type = 'aws_route_table_association';
  const known = isImporting ? subnets.get(subnet) : undefined;
  const subnetId: Value = known === undefined ? subnet : code(`aws_subnet.${known}.id`);
  return {
    address: `${type}.${name}`,
    id: `${subnet}/${table}`,
    isMain: false,
    block: block(
      'resource',
      [type, name],
      set('subnet_id', subnetId),
      set('route_table_id', tableId),
      provider,
    ),
  };
}
