import { apart, block, code, set } from '../hcl/build.ts';
import { writeHcl } from '../hcl/write-hcl.ts';
import { requiredProviders } from '../account/required-providers.ts';
import { attachmentResources } from './attachment.ts';
import { copyLocals, copyResources } from './copies.ts';
import { dummyResources } from './dummies.ts';
import { cloudLocals, gatewayResources } from './gateways.ts';
import type { ModuleOptions } from './module-options.ts';
import { networkLocals, networkResources } from './network.ts';
import { snatLocals, snatResources } from './snat.ts';
import { moduleVariables } from './variables.ts';

/** The module that each VPC calls: its files by name. */
export function renderModule(options: ModuleOptions): ReadonlyMap<string, string> {
  const locals = [...cloudLocals, ...networkLocals(options), ...snatLocals(options), ...copyLocals];
  return new Map([
    [
      'main.tf',
      writeHcl(
        apart(
          block('locals', [], ...locals),
          ...networkResources(options),
          ...copyResources(options),
          ...gatewayResources(options),
          ...attachmentResources(options),
          ...snatResources(options),
          ...dummyResources(options),
          block(
            'output',
            ['aws_route_table_aviatrix_managed'],
            set('value', code('aws_route_table.aviatrix_managed')),
            set('description', 'The copies, by org_ and the id of the original.'),
          ),
        ),
      ),
    ],
    ['variables.tf', writeHcl(moduleVariables(options))],
    ['versions.tf', writeHcl([block('terraform', [], ...requiredProviders(options))])],
  ]);
}
