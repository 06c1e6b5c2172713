import { block, code, set, template } from '../hcl/build.ts';
import type { Body } from '../hcl/hcl.types.ts';
import { hasDummies, type ModuleOptions } from './module-options.ts';

const others = 'max(0, length(var.spoke_gws) - 2)';

/** Addresses of NAT gateways are free only once traffic was switched. */
const count = set('count', code(`var.switch_traffic && var.deploy_dummy_spokes ? ${others} : 0`));

const name = template('aviatrix-', code('aviatrix_spoke_gateway.gw.gw_name'), '-', code('count.index + 2'));

const tags = set(
  'tags',
  code(
    'merge(var.tags == null ? {} : var.tags, {\n  Name                        = "aviatrix-${aviatrix_spoke_gateway.gw.gw_name}-${count.index + 2}"\n  "Aviatrix-Created-Resource" = "Do-Not-Delete-Aviatrix-Created-Resource"\n})',
  ),
);

/** Small instances that hold the elastic IPs which no gateway takes, so that nobody else gets them. */
export function dummyResources(options: ModuleOptions): Body {
  if (!hasDummies(options)) return [];
  return [
    block(
      'data',
      ['aws_ami', 'dummy_spoke'],
      set('count', code('var.deploy_dummy_spokes ? 1 : 0')),
      set('most_recent', true),
      set('owners', ['amazon']),
      block('filter', [], set('name', 'name'), set('values', ['al2023-ami-2023.*-x86_64'])),
      block('filter', [], set('name', 'virtualization-type'), set('values', ['hvm'])),
    ),
    block(
      'data',
      ['aws_eip', 'dummy_spoke'],
      count,
      set('public_ip', code('var.spoke_gws[count.index + 2].eip')),
    ),
    // For gateways of high performance the controller makes the subnets, and for nothing else.
    block(
      'resource',
      ['aws_subnet', 'dummy_spoke'],
      set('count', code(`var.hpe && var.deploy_dummy_spokes ? ${others} : 0`)),
      set('vpc_id', code('var.vpc_id')),
      set('cidr_block', code('var.spoke_gws[count.index + 2].avtx_cidr')),
      set('availability_zone', code('var.spoke_gws[count.index + 2].gw_zone')),
      tags,
      set('depends_on', [code('aws_vpc_ipv4_cidr_block_association.aviatrix_cidr')]),
    ),
    block(
      'resource',
      ['aws_network_interface', 'dummy_spoke'],
      count,
      set(
        'subnet_id',
        code(
          'var.hpe ? aws_subnet.dummy_spoke[count.index].id : aws_subnet.aviatrix_public[count.index + 2].id',
        ),
      ),
      set('description', name),
      tags,
    ),
    block(
      'resource',
      ['aws_eip_association', 'dummy_spoke'],
      count,
      set('network_interface_id', code('aws_network_interface.dummy_spoke[count.index].id')),
      set('allocation_id', code('data.aws_eip.dummy_spoke[count.index].id')),
    ),
    block(
      'resource',
      ['aws_instance', 'dummy_for_aviatrix_spoke'],
      count,
      set('ami', code('data.aws_ami.dummy_spoke[0].id')),
      set('instance_type', 't3.micro'),
      block(
        'network_interface',
        [],
        set('network_interface_id', code('aws_network_interface.dummy_spoke[count.index].id')),
        set('device_index', 0),
      ),
      tags,
      // A newer image is no reason to give the addresses away.
      block('lifecycle', [], set('ignore_changes', [code('ami')])),
    ),
  ];
}
