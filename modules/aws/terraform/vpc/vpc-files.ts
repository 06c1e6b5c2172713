import { apart, block, code, set } from '../hcl/build.ts';
import { mappingToJson } from '../hcl/to-json.ts';
import { writeHcl } from '../hcl/write-hcl.ts';
import { vpcFile } from '../layout.ts';
import { importBlocks } from './import-blocks.ts';
import { importedResources, importsOf } from './imported-resources.ts';
import { moduleCall } from './module-call.ts';
import { routeTables } from './route-tables.ts';
import type { VpcInput } from './vpc-input.ts';

/** The files of a VPC by their paths. */
export function vpcFiles(input: VpcInput, asJson: boolean): ReadonlyMap<string, string> {
  const { view, options } = input;
  const { id } = view;
  const place = { account: view.account.account_id, region: view.region.region, vpc: id };
  const imports = importsOf(input);
  return new Map([
    [
      vpcFile(place, '.tf'),
      writeHcl(
        apart(
          block('variable', [`route_tables_${id}`], set('type', code('any'))),
          block('variable', [`switch_traffic_${id}`], set('type', code('bool')), set('default', false)),
          moduleCall(input),
          ...importedResources(input),
        ),
      ),
    ],
    tfvars(input, asJson, place),
    ...(options.provider.importBlocks && imports.length > 0
      ? [[vpcFile(place, '.imports.tf'), writeHcl(importBlocks(imports))] as const]
      : []),
  ]);
}

function tfvars(
  input: VpcInput,
  asJson: boolean,
  place: Parameters<typeof vpcFile>[0],
): readonly [string, string] {
  const value = routeTables(input);
  const name = `route_tables_${input.view.id}`;
  if (!asJson) return [vpcFile(place, '.auto.tfvars'), writeHcl([set(name, value)])];
  return [vpcFile(place, '.auto.tfvars.json'), mappingToJson(new Map([[name, value]]))];
}
