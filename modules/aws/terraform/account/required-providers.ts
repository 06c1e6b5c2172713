import { block, mapping, set } from '../hcl/build.ts';
import type { Body } from '../hcl/hcl.types.ts';
import type { ModuleOptions } from '../module/module-options.ts';

/** What stands in a `terraform` block of each configuration: versions, as discovery.yaml has them. */
export function requiredProviders({ terraformVersion, aviatrixProvider, awsProvider }: ModuleOptions): Body {
  return [
    set('required_version', terraformVersion),
    block(
      'required_providers',
      [],
      set(
        'aviatrix',
        mapping([
          ['source', 'aviatrixsystems/aviatrix'],
          ['version', aviatrixProvider],
        ]),
      ),
      set(
        'aws',
        mapping([
          ['source', 'hashicorp/aws'],
          ['version', awsProvider],
        ]),
      ),
    ),
  ];
}
