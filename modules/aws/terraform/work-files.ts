import { stringify } from 'yaml';
import type { Discovery } from '../discovery/config/discovery.types.ts';
import type { TerraformFile } from './terraform.types.ts';

/** What later phases find in an account's working folder: the discovery.yaml, and names of gateways that were made up. */
export function workFiles(
  config: Discovery,
  folder: string,
  vpcs: readonly { readonly vpc: string; readonly gateway: string }[],
): readonly (readonly [string, TerraformFile])[] {
  const { configure_gw_name, spoke_gw_name_format } = config.config;
  const names = Object.fromEntries(vpcs.map(({ vpc, gateway }) => [vpc, gateway]));
  return [
    [`${folder}/discovery.yaml`, { text: stringify(config) }],
    ...(!configure_gw_name && spoke_gw_name_format === 'VPC_NAME'
      ? [[`${folder}/gw-name.json`, { text: `${JSON.stringify(names, null, 2)}\n` }] as const]
      : []),
  ];
}
