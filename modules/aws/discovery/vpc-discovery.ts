import { defineAction, type AnyActingModule } from '../../../engine/module.ts';
import { discoverVpcs } from './run/discover-vpcs.ts';
import { discoveryArguments, discoveryReturns } from './run/discovery-arguments.ts';

export const vpcDiscovery: AnyActingModule = defineAction({
  name: 'aws.vpc_discovery',
  aliases: ['vpc_discovery'],
  summary: 'Reads the routing of VPCs, raises alerts, and writes the Terraform files of their gateways.',
  description:
    'Reads only; what it writes are files on this machine: a signed snapshot, the logs, the report and the Terraform files. Run again, it writes a new snapshot, adds to the logs, and changes files only where something differs. The sections of the discovery.yaml are its variables (-e @discovery.yaml). In check mode it says which files it would write.',
  args: { type: 'object', properties: discoveryArguments },
  examples: [
    {
      title: 'All VPCs of the discovery.yaml, without the alerts about peerings',
      playbook: '- aws.vpc_discovery:\n    suppress: [VPC-PEERING]\n  register: discovery\n',
    },
  ],
  returns: discoveryReturns,
  checkMode: 'run',
  run: discoverVpcs,
});
