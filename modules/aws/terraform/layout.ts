import type { Discovery } from '../discovery/config/discovery.types.ts';

/** Paths below `terraform_output`, which are the kit's. */
export const accountFile = (account: string, name: string): string => `${account}/${name}`;

/** `aws-us-east-1-vpc-1.tf`, and what else is there of a VPC: `.imports.tf`, `.auto.tfvars`. */
export function vpcFile(
  place: { readonly account: string; readonly region: string; readonly vpc: string },
  ending: string,
): string {
  return accountFile(place.account, `aws-${place.region}-${place.vpc}${ending}`);
}

/** The region of a VPC's main file; undefined for any other file. */
export function regionOf(path: string): string | undefined {
  return /^[^/]*\/aws-([a-z0-9-]+)-vpc-[0-9a-f]+\.tf$/.exec(path)?.[1];
}

/**
 * The working folder of an account: `tmp`, or one of a cycle's own. `file` is the path or name of the discovery.yaml, for
 * `tmp_folder_id: YAML_ID`.
 */
export function workFolder(config: Discovery, account: string, file: string): string {
  const name = workFolderName(config, account, file);
  return accountFile(account, name === undefined ? 'tmp' : `tmp/tmp-${name}`);
}

function workFolderName(config: Discovery, account: string, file: string): string | undefined {
  switch (config.terraform.tmp_folder_id) {
    case 'VPC_ID':
      return config.account_info
        .find(({ account_id }) => account_id === account)
        ?.regions.flatMap(({ vpcs }) => vpcs)
        .at(0)?.vpc_id;
    case 'YAML_ID':
      return file.slice(file.lastIndexOf('/') + 1).replaceAll('.', '-');
    default:
      return undefined;
  }
}
