import type { Discovery, DiscoveryAccount } from '../discovery/config/discovery.types.ts';
import { planCopies } from '../discovery/copy/plan-copies.ts';
import { vpcViews } from '../discovery/view/views.ts';
import type { Snapshot } from '../snapshot/snapshot.types.ts';
import { accountFiles } from './account/account-files.ts';
import { accountFile, workFolder } from './layout.ts';
import { moduleOptions, type ModuleOptions } from './module/module-options.ts';
import { renderModule } from './module/render-module.ts';
import type { TerraformFile } from './terraform.types.ts';
import { importScript, undoScript } from './vpc/import-blocks.ts';
import { importsOf } from './vpc/imported-resources.ts';
import { natBackup } from './vpc/nat-backup.ts';
import { unwritableRoutes } from './vpc/route-tables.ts';
import { vpcFiles } from './vpc/vpc-files.ts';
import { vpcInput, type VpcInput } from './vpc/vpc-input.ts';
import { workFiles } from './work-files.ts';

export interface TerraformRequest {
  readonly snapshot: Snapshot;
  readonly config: Discovery;
  /** The path or name of the discovery.yaml, for the name of a working folder. */
  readonly file: string;
  /** `.auto.tfvars.json` in place of `.auto.tfvars`. */
  readonly asJson: boolean;
  /** Names that subnets have in the state of Terraform already, by their ids: they keep them. */
  readonly names: ReadonlyMap<string, string>;
  /** By account: regions of VPCs whose files are there already, also those of another discovery.yaml. */
  readonly regions?: ReadonlyMap<string, readonly string[]>;
}

export interface TerraformOutput {
  /** By path, from `terraform_output` on. */
  readonly files: ReadonlyMap<string, TerraformFile>;
  /** What could not be written, and why: sentences. */
  readonly problems: readonly string[];
  /** The names of subnets in the state of Terraform, by their ids. */
  readonly names: ReadonlyMap<string, string>;
  /** VPCs that no files are written for, although they are there: what was written for them earlier stays. */
  readonly left: readonly string[];
}

/** All files that build the spokes of a discovery.yaml. The same snapshot gives the same files. */
export function renderTerraform(request: TerraformRequest): TerraformOutput {
  const { config, snapshot, names } = request;
  const options = moduleOptions(config);
  if (options === undefined || config.aviatrix === undefined)
    return {
      files: new Map(),
      problems: [
        'An inventory has no Terraform files: the controller and the versions of providers are missing.',
      ],
      names,
      left: [],
    };
  const read = vpcViews(snapshot, config).map((view) => ({
    view,
    input: vpcInput(view, planCopies(view), options, names),
  }));
  const inputs = read.flatMap(({ input }) => (typeof input === 'string' ? [] : [input]));
  const missed = read.flatMap(({ view, input }) =>
    typeof input === 'string' ? [`${view.region.region}/${view.id} has no Terraform files: ${input}`] : [],
  );
  return {
    files: new Map([
      ...moduleFiles(config, options),
      ...config.account_info.flatMap((account) => [...filesOfAccount(account, inputs, options, request)]),
    ]),
    problems: [
      ...missed,
      ...inputs.flatMap((input) => unwritableRoutes(input).map((problem) => `${input.view.id}: ${problem}`)),
    ],
    names: new Map(inputs.flatMap(({ subnets }) => subnets.map(({ id, name }) => [id, name] as const))),
    left: read.flatMap(({ view, input }) => (typeof input === 'string' ? [view.id] : [])),
  };
}

function moduleFiles(
  { terraform }: Discovery,
  options: ModuleOptions,
): readonly (readonly [string, TerraformFile])[] {
  return [...renderModule(options)].map(([name, text]) => [`${terraform.module_name}/${name}`, { text }]);
}

function filesOfAccount(
  account: DiscoveryAccount,
  inputs: readonly VpcInput[],
  options: ModuleOptions,
  { config, snapshot, file, asJson, regions: present }: TerraformRequest,
): ReadonlyMap<string, TerraformFile> {
  const id = account.account_id;
  const own = inputs.filter(({ view }) => view.account === account);
  const partition = snapshot.regions.find((one) => one.account === id)?.partition ?? 'aws';
  const regions = [...new Set([...account.regions.map(({ region }) => region), ...(present?.get(id) ?? [])])];
  const common = accountFiles({ config, account, regions, partition, options });
  const folder = workFolder(config, id, file);
  const imports = own.flatMap(importsOf);
  return new Map<string, TerraformFile>([
    ...[...common].map(
      ([name, text]) =>
        [
          accountFile(id, name),
          config.terraform.regenerate_common_tf ? { text } : { text, isOnlyFirst: true },
        ] as const,
    ),
    ...own.flatMap((input) => [
      ...[...vpcFiles(input, asJson)].map(([path, text]) => [path, { text }] as const),
      ...natBackup(input),
    ]),
    ...(imports.length === 0
      ? []
      : ([
          [accountFile(id, 'terraform-import-subnets.sh'), { text: importScript(imports) }],
          [
            `${folder}/terraform-undo-import-subnets.sh`,
            { text: undoScript(imports.map(({ address }) => address)) },
          ],
        ] as const)),
    ...workFiles(
      config,
      folder,
      own.map(({ view, spokeGateway }) => ({ vpc: view.id, gateway: spokeGateway })),
    ),
  ]);
}
