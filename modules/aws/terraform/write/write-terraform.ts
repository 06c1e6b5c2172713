import { join } from 'node:path';
import type { Files } from '../../../../engine/module.ts';
import type { Discovery } from '../../discovery/config/discovery.types.ts';
import type { Snapshot } from '../../snapshot/snapshot.types.ts';
import { renderAssociations, type SwitchedVpc } from '../associations.ts';
import { regionOf, workFolder } from '../layout.ts';
import { renderTerraform } from '../render-terraform.ts';
import { readManifest } from './manifest.ts';
import { staleFiles } from './plan-files.ts';
import { writeFiles, type Writing, type Written } from './write-files.ts';

export interface TerraformWork {
  readonly config: Discovery;
  /** The path or name of the discovery.yaml. */
  readonly file: string;
  readonly files: Files;
  readonly checkMode: boolean;
}

/** Writes the Terraform files of a discovery: only what differs. In check mode it only says what would be written. */
export async function writeTerraform(
  snapshot: Snapshot,
  work: TerraformWork & { readonly asJson: boolean },
): Promise<Written> {
  const { config, file, asJson } = work;
  const names = await subnetNames(work);
  const regions = await regionsPresent(work);
  const output = renderTerraform({ snapshot, config, file, asJson, names, regions });
  const owner = `discovery ${config.id ?? file.slice(file.lastIndexOf('/') + 1)}`;
  const stale = await staleOf(owner, output.files, work);
  const isLeft = (path: string): boolean => output.left.some((vpc) => path.includes(`-${vpc}.`));
  const removed = stale.removed.filter((path) => !isLeft(path));
  const told = stale.told.filter((path) => !isLeft(path));
  const wanted = new Map([...output.files, ...removed.map((path) => [path, undefined] as const)]);
  const written = await writeFiles(wanted, owner, output.names, writingOf(work));
  return {
    changes: written.changes,
    warnings: [...output.problems, ...written.warnings, ...told.map(tellStale)],
  };
}

/** Writes what Terraform has to know of switches of an account, or takes it back. */
export async function writeAssociations(
  account: string,
  vpcs: readonly SwitchedVpc[],
  work: TerraformWork,
): Promise<Written> {
  const files = renderAssociations({
    account,
    vpcs,
    config: work.config,
    subnets: await subnetNames(work),
    workFolder: workFolder(work.config, account, work.file),
  });
  return writeFiles(files, 'switch', new Map(), writingOf(work));
}

function writingOf({ config, files, checkMode }: TerraformWork): Writing {
  return { files, root: config.terraform.terraform_output, checkMode };
}

/** The names that subnets have in the state of Terraform, by their ids. */
async function subnetNames({ config, files }: TerraformWork): Promise<ReadonlyMap<string, string>> {
  const root = config.terraform.terraform_output;
  const manifests = await Promise.all(
    config.account_info.map(({ account_id }) => readManifest(files, root, account_id)),
  );
  return new Map(manifests.flatMap(({ subnets }) => Object.entries(subnets)));
}

/** By account: the regions of VPCs whose files drover wrote, and that are there. Each needs its provider. */
async function regionsPresent({
  config,
  files,
}: TerraformWork): Promise<ReadonlyMap<string, readonly string[]>> {
  const root = config.terraform.terraform_output;
  const isThere = async (path: string) => (await files.status(join(root, path))) !== undefined;
  const found = config.account_info.map(async ({ account_id }) => {
    const paths = Object.keys((await readManifest(files, root, account_id)).files).toSorted();
    const regions = new Set<string>();
    for (const path of paths) {
      const region = regionOf(path);
      if (region !== undefined && (await isThere(path))) regions.add(region);
    }
    return [account_id, [...regions]] as const;
  });
  return new Map(await Promise.all(found));
}

async function staleOf(
  owner: string,
  wanted: ReadonlyMap<string, unknown>,
  { config, files }: TerraformWork,
): Promise<ReturnType<typeof staleFiles>> {
  const root = config.terraform.terraform_output;
  const folders = config.account_info.map(({ account_id }) => account_id);
  const stale = await Promise.all(
    folders.map(async (folder) => staleFiles(await readManifest(files, root, folder), owner, wanted)),
  );
  const paths = { removed: stale.flatMap((one) => one.removed), told: stale.flatMap((one) => one.told) };
  // A person may have taken them away already.
  const isThere = async (path: string) => (await files.status(join(root, path))) !== undefined;
  const there = await Promise.all(paths.told.map(isThere));
  return { removed: paths.removed, told: paths.told.filter((_path, index) => there[index] === true) };
}

function tellStale(path: string): string {
  return `${path} is of a VPC that is not written any more. It stays: without it, the next apply would destroy the gateways of that VPC. Delete it when that is what you want.`;
}
